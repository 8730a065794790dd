// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONSTRAINT_H
#define COMPOSITOR_DESK_CONSTRAINT_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * A guest's wish to lock the pointer or to confine it to a part of a window.
 * Granted only while that window has keyboard and pointer; Super, the lock and
 * the loss of either end it. At most one for each window.
 */

struct desk;
struct desk_guest;
struct gui_constrain;
struct gui_lock_hint;
struct window;

struct constraint {
	struct desk_guest *guest; // borrowed
	struct window *window; // borrowed
	uint32_t id; // of the window at the guest
	uint32_t kind; // enum gui_constrain_kind
	bool persistent; // granted again after its end
	bool granted;
	bool stopped; // the user pressed Super: not before the next click on the window
	bool whole; // all of the interior; else only
	pixman_region32_t region; // in the interior
	bool hinted; // where to put the pointer after a lock
	double hint_x, hint_y; // in the interior
	struct wl_list link; // focus.constraints
};

// The records of a guest. False if there is no memory.
bool constraint_set(
	struct desk_guest *guest, struct window *window, const struct gui_constrain *record);
void constraint_unset(struct window *window);
void constraint_hint(struct window *window, const struct gui_lock_hint *record);

// Keyboard or pointer have changed hands or place: grant and end what is due
void constraint_update(struct desk *desk);
// Super: end the one that is granted
void constraint_stop(struct desk *desk);
// A click on window: what Super has stopped may be granted again
void constraint_resume(struct window *window);
// Where a motion of the cursor by *dx, *dy may go
void constraint_motion(struct desk *desk, double *dx, double *dy);
void constraint_forget(struct window *window);

#endif
