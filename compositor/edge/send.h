// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_SEND_H
#define COMPOSITOR_EDGE_SEND_H

#include <stddef.h>

#include "protocol/records.h"

/*
 * send_<record>(guest, &record) for each record of gui.def that the compositor
 * sends. Without a link they do nothing. Input is merged and dropped when the
 * guest does not read, and an input_reset follows; nothing else is ever lost.
 * Serial fields come from guest_serial(), times from guest_time(). window_gone,
 * buffer_gone and pool_gone say that the desk has let go of what the guest destroyed:
 * its id is free.
 */

struct guest;

#define SEND_GUEST(name)
#define SEND_HOST(name) void send_##name(struct guest *guest, const struct gui_##name *record);
#define SEND_BOTH(name)
#define RECORD(name, code, direction, since, states) SEND_##direction(name)
#include "protocol/gui.def"
#undef SEND_GUEST
#undef SEND_HOST
#undef SEND_BOTH

// A keymap of GUI_KEYMAP_MAX bytes at most, in pieces
void send_keymap(struct guest *guest, const char *keymap, size_t len);

#endif
