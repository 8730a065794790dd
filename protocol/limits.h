// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_LIMITS_H
#define PROTOCOL_LIMITS_H

/*
 * Every maximum of the project in one place. A number that a peer can reach
 * has its name here; the tables in gui.def, agent.def and admin.def refer to
 * these names.
 */

// The wire, in bytes
#define GUI_HEADER_SIZE 16
#define GUI_RECORD_MAX 4096 // header, head, tail and padding
#define GUI_RING_SIZE 65536 // what one end buffers of the other's unread bytes
#define GUI_QUEUE_MAX 524288 // what one end holds for a peer that does not read

// Tails, in elements
#define GUI_TITLE_MAX 512 // bytes
#define GUI_APP_ID_MAX 128 // bytes
#define GUI_DAMAGE_MAX 64 // rectangles
#define GUI_RECTS_MAX 128 // damage and input region of one commit together
#define GUI_PIECE_MAX 3968 // bytes
#define GUI_DIRECTORY_MAX 64 // directory pages of a pool, 1,024 references each

// What one guest may hold in the GUI domain
#define GUI_WINDOWS_MAX 256 // toplevels, popups and drag icons together
#define GUI_POOLS_MAX 256
#define GUI_BUFFERS_MAX 1024
#define GUI_OUTPUTS_MAX 16
#define GUI_POPUP_DEPTH_MAX 16
#define GUI_POOL_PAGES_MAX 65536 // 256 MiB
#define GUI_GUEST_PAGES_MAX 262144 // 1 GiB, all pools of one guest together
// All guests together; for pages and grants see guest_buffer.c
// That there may be, whoever names them, and VMs with an agent that dom0 has links to. The
// one reason for both numbers is mamparo-xenstore-proxy, by which they are found in dom0: it
// has a place for each, and a few for what comes and goes.
#define GUI_GUESTS_MAX 64
#define AGENT_LINKS_MAX GUI_GUESTS_MAX
#define GUI_ALL_PAGES_MAX 524288 // 2 GiB
#define GUI_ALL_GRANTS_MAX 120000 // what Xen lets a PV domain map by default, twice each
#define GUI_PAGE_SIZE 4096
// Grant references; those below are Xen's own, and no domain has so many
#define GUI_REF_MIN 8
#define GUI_REF_MAX 1048575

// Programs that dom0 runs in a VM, see agent.def
#define AGENT_RUNS_MAX 64 // at once in one VM
#define AGENT_WINDOW 65536 // of one stream, what its receiver has not handed on
#define AGENT_COST 64 // what a record takes up of that beside its bytes
#define AGENT_BYTES_MAX 3968 // of a stream in one record
#define AGENT_WORDS_MAX 3968 // bytes
#define AGENT_VARIABLES_MAX 16
#define AGENT_TERM_MAX 64 // bytes
#define AGENT_SIDE_MAX 4096 // columns or rows
#define AGENT_SIGNAL_MAX 31
#define AGENT_STATUS_MAX 4095

// Desktop entries of a VM
#define AGENT_ENTRIES_MAX 256
#define AGENT_ENTRY_MAX 512 // bytes of its words
#define AGENT_ENTRY_ID_MAX 160 // bytes
#define AGENT_ENTRY_ICON_MAX 64 // bytes

// What dom0 tells the GUI domain of VMs, and what that may ask, see admin.def
#define ADMIN_VMS_MAX 1024
#define ADMIN_LABELS 8
#define ADMIN_DOMID_MAX 32751 // 0x7fef; Xen's own begin above it
#define ADMIN_NAME_MAX 31 // bytes
#define ADMIN_WORDS_MAX 160 // bytes
#define ADMIN_REASON_MAX 255 // bytes
#define ADMIN_ASKS_MAX 8 // that have no answer yet
#define ADMIN_ASKS_PER_SECOND 4
#define ADMIN_ASKS_BURST 16

// Units
#define GUI_PIXEL_SIZE 4 // bytes, of each format
#define GUI_FIXED_ONE 256
#define GUI_SCALE_ONE 120

// Sizes, in pixels or logical units as the field says
#define GUI_SIZE_MAX 16384 // a side of a buffer or window
#define GUI_COORD_MAX 32768 // a coordinate, either sign
#define GUI_FIXED_MAX (GUI_COORD_MAX * GUI_FIXED_ONE)
#define GUI_SCALE_MIN 60
#define GUI_SCALE_MAX 960
#define GUI_CURSOR_SIZE_MAX 128 // a side of a cursor image, pixels
#define GUI_CURSOR_BYTES_MAX (GUI_CURSOR_SIZE_MAX * GUI_CURSOR_SIZE_MAX * GUI_PIXEL_SIZE)
#define GUI_REFRESH_MIN 1000 // mHz
#define GUI_REFRESH_MAX 1000000
#define GUI_KEYMAP_MAX 262144 // bytes
#define GUI_KEY_MAX 767 // evdev KEY_MAX
#define GUI_GROUP_MAX 31 // a layout of the keymap
#define GUI_REPEAT_RATE_MAX 100 // keys a second
#define GUI_REPEAT_DELAY_MAX 5000 // ms
#define GUI_TOUCH_MAX 16 // touch points at once

// Rates of one guest; over a rate its link is not read until tokens are back
#define GUI_RECORDS_PER_SECOND 8000
#define GUI_RECORDS_BURST 4000
#define GUI_BYTES_PER_SECOND 4194304
#define GUI_BYTES_BURST 1048576
#define GUI_CREATES_PER_SECOND 100 // windows and popups, made or shown
#define GUI_CREATES_BURST 200
#define GUI_KPIXELS_PER_SECOND 1000000 // 1,000 pixels of buffers shown: 3840x2160 120 times
#define GUI_KPIXELS_BURST 300000
#define GUI_EVENTS_PER_SECOND 2000 // of a vchan
#define GUI_EVENTS_BURST 100
#define GUI_EMPTY_EVENTS_PER_SECOND 20 // those that bring neither a record nor room for one
#define GUI_EMPTY_EVENTS_BURST 40
#define GUI_TIME_PER_SECOND 200000 // us of our work
#define GUI_TIME_BURST 5000 // us
#define GUI_TIME_RECORD_MAX 400000 // us that one record is charged for at most
#define GUI_CONNECT_PER_SECOND 100000 // us in which we connect and nothing else is done
#define GUI_CONNECT_BURST 200000 // us
#define GUI_CONNECT_MAX 1000000 // us that one is charged for at most

// Times, in milliseconds
#define GUI_HELLO_TIMEOUT 5000 // from connection to hello
#define GUI_PIECES_TIMEOUT 5000 // from the first piece to the end record
#define GUI_RECORD_TIMEOUT 5000 // from a record's first byte to its last
#define GUI_PING_INTERVAL 2000
#define GUI_SILENCE_GREY 5000 // no pong for so long: windows turn grey
#define GUI_RECONNECT_MIN 100
#define GUI_RECONNECT_MAX 2000
#define GUI_HOLD_OFF 300 // no input to what appears under the pointer
#define AGENT_HELLO_TIMEOUT 5000 // from connection to hello
#define AGENT_START_TIMEOUT 10000 // from run to started or ended
#define AGENT_ENTRIES_TIMEOUT 10000 // from entries to the end of the list
#define AGENT_STOP_TIMEOUT 5000 // from SIGHUP to SIGKILL, once its user is gone
#define AGENT_PING_INTERVAL 10000
#define ADMIN_HELLO_TIMEOUT 5000 // from connection to hello
#define ADMIN_PING_INTERVAL 10000

#endif
