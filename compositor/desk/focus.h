// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FOCUS_H
#define COMPOSITOR_DESK_FOCUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "compositor/desk/frame.h"
#include "compositor/desk/label.h"
#include "compositor/desk/touch.h"

/*
 * Who has the keyboard; and, in the members, the pointer and touch. Only the user
 * moves the keyboard from one guest to another; see focus_window() for the acts.
 */

struct desk;
struct loop_source;
struct popup;
struct window;
struct wlr_surface;

#define FOCUS_KEYS_MAX 32
#define FOCUS_BUTTONS_MAX 16
#define FOCUS_ACT_TIME 1000 // ms, from an act to the window it led to

enum focus_cause {
	FOCUS_ACT, // click, switcher, key, mamparo-msg: the user chose it
	FOCUS_MAP, // a new window: only if its guest has the keyboard, or an act of the last
		   // second led to it
	FOCUS_CLOSED, // the focused one is gone: the next of the same guest, or nobody
};

struct focus {
	struct window *window; // chosen to have the keyboard; borrowed
	struct wlr_surface *surface; // a local one (bar, launcher, lock) that comes before it
	struct wl_listener surface_destroy;
	bool launcher; // that surface takes every key: what comes after it was asked for

	// Who was told that it has the keyboard: at most one of the two, nobody while locked
	struct window *keyboard;
	struct wlr_surface *keyboard_surface;
	uint32_t keys[FOCUS_KEYS_MAX]; // pressed, as it was told; evdev
	size_t key_count;

	uint32_t chosen; // how often the user has said who has the keyboard
	uint64_t act; // ns, the last act of the user that may lead to a new window, 0: none
	char act_guest[LABEL_NAME_MAX]; // of which guest; "": of the GUI domain's own programs

	// Who has the pointer: at most one of the four; borrowed
	struct window *pointer;
	struct popup *pointer_popup;
	struct wlr_surface *pointer_surface; // of a local program, not in a window
	struct wl_listener pointer_surface_destroy;
	bool drag; // of a local program, see drag.h
	double origin_x, origin_y; // of that surface in the layout
	double pointer_x, pointer_y; // as the holder was told, relative to it
	bool away; // the holder drags, and was told that the pointer has left it
	char under[LABEL_NAME_MAX]; // name of the guest that the pointer is over
	uint64_t under_since; // ns, when it came there by itself; 0: the pointer went there
	uint32_t buttons; // down on the devices; while any is, the pointer's holder keeps it
	uint32_t sent[FOCUS_BUTTONS_MAX]; // down, as the holder was told
	size_t sent_count;
	struct loop_source *hold_off; // until what has appeared may be entered; owned

	struct focus_press {
		struct window *window; // under the first button that went down; borrowed
		enum frame_part part;
		uint32_t click; // window.id of the last click on a title bar, 0: none
		uint64_t click_time;
		double click_x, click_y; // in the layout
	} press;

	struct touch touch;
	struct wl_list constraints; // constraint.link
};

bool focus_init(struct desk *desk); // after conf, loop, seat and cursor are set
void focus_finish(struct desk *desk);

// Give the keyboard to window (NULL: to nobody). False if the rules refuse.
bool focus_window(struct desk *desk, struct window *window, enum focus_cause cause);
// Whether the rules give it to a new window
bool focus_expects(const struct desk *desk, const struct window *window);
// Give it to a local surface: exclusive layers, the lock. NULL gives it back to the window.
void focus_surface(struct desk *desk, struct wlr_surface *surface);
// desk.lock.locked has changed: take all input from everybody, or give it back
void focus_lock_changed(struct desk *desk);
// The user asked for something of this guest ("": of a local program) that opens a window
void focus_act(struct desk *desk, const char *guest);
// window goes away: forget it everywhere
void focus_forget(struct desk *desk, struct window *window);
void focus_forget_popup(struct desk *desk, struct popup *popup);
// Something moved, appeared or went under the pointer: find its holder anew
void focus_pointer_update(struct desk *desk);

// A key or modifiers of the seat's keyboard for whoever has it
void focus_key(struct desk *desk, uint64_t time, uint32_t key, bool pressed);
void focus_modifiers(struct desk *desk);
// Local programs were not told what they should have been: tell the holder all anew, if
// it is one of them
void focus_renew(struct desk *desk);
// What its holder has pressed goes up there: the keys are ours for a while
void focus_release_keys(struct desk *desk);
// A local program's menu goes: the seat would send it what is for whoever is next
void focus_end_menu(struct desk *desk);
// Whether two windows are of one guest, or both local
bool focus_same_guest(const struct window *a, const struct window *b);

#endif
