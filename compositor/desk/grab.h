// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GRAB_H
#define COMPOSITOR_DESK_GRAB_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "compositor/desk/window.h"

/*
 * The user drags a window or its edge: the pointer belongs to us until the
 * button is up; or, from the window menu, until one goes down.
 */

struct desk;
struct window;

enum grab_kind {
	GRAB_NONE,
	GRAB_MOVE,
	GRAB_RESIZE,
};

struct grab {
	enum grab_kind kind;
	struct window *window; // borrowed, NULL with GRAB_NONE
	uint32_t edges; // enum gui_edge
	double x, y; // of the cursor when it began
	struct wlr_box box; // of the interior when it began
	bool carried; // no button holds it: the next press ends it
	struct { // to go back to
		enum window_place place;
		struct wlr_box box, floating;
	} before;
};

// Only while a button is down on this window. False otherwise.
bool grab_begin_move(struct desk *desk, struct window *window);
bool grab_begin_resize(struct desk *desk, struct window *window, uint32_t edges);
// The user chose it, and no button is down: the pointer goes to the title bar, or to the
// lower right corner. False for a fullscreen window.
bool grab_carry(struct desk *desk, struct window *window, enum grab_kind kind);
// The name of the cursor for these edges; enum gui_edge
const char *grab_resize_cursor(uint32_t edges);
void grab_motion(struct desk *desk);
void grab_end(struct desk *desk); // snaps when dropped at an edge of the output
// The window goes back to where it was
void grab_cancel(struct desk *desk);
void grab_forget(struct desk *desk, struct window *window);

#endif
