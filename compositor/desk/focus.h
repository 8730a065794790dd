// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FOCUS_H
#define COMPOSITOR_DESK_FOCUS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * Who has the keyboard and the pointer. Only the user moves the keyboard from one
 * guest to another; see focus_window() for the acts.
 */

struct desk;
struct window;
struct popup;
struct wlr_surface;

enum focus_cause {
	FOCUS_ACT, // click, switcher, key, mamparo-msg: the user chose it
	FOCUS_MAP, // a new window: only if its guest has the keyboard, or nobody has and an
		   // act of the last second led to it
	FOCUS_CLOSED, // the focused one is gone: the next of the same guest, or nobody
};

struct focus {
	struct window *window; // has the keyboard; borrowed
	struct wlr_surface *surface; // or a local surface that is no window (bar, launcher, lock)
	struct wl_listener surface_destroy;
	struct window *pointer; // has the pointer; borrowed
	struct popup *pointer_popup; // or a popup of a guest
	struct wlr_surface *pointer_surface; // or a local surface
	struct wl_listener pointer_surface_destroy;
	uint32_t buttons; // down; while any is, the pointer's holder keeps it
	uint64_t act; // ns, the last act of the user that may lead to a new window
	char act_guest[32]; // of which guest, or "": of any
};

void focus_init(struct desk *desk);
void focus_finish(struct desk *desk);

// Give the keyboard to window (NULL: to nobody). False if the rules refuse.
bool focus_window(struct desk *desk, struct window *window, enum focus_cause cause);
// Give it to a local surface: exclusive layers, the lock. NULL gives it back to the window.
void focus_surface(struct desk *desk, struct wlr_surface *surface);
// window goes away: forget it everywhere
void focus_forget(struct desk *desk, struct window *window);
void focus_forget_popup(struct desk *desk, struct popup *popup);
// Something moved, appeared or went under the pointer: find its holder anew
void focus_pointer_update(struct desk *desk);

#endif
