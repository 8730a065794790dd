// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_HOME_H
#define COMPOSITOR_DESK_HOME_H

#include <stdbool.h>
#include <wlr/util/box.h>

/*
 * Where a window belongs: what it was given by its map, its program or the user, on an
 * output that is known by its name. When outputs change the window goes along with its
 * own, to another one while that is away, and back.
 */

struct window;

#define HOME_OUTPUT_MAX 64 // bytes, with the terminator

struct home {
	char output[HOME_OUTPUT_MAX]; // "": there was none
	struct wlr_box area; // of that output, in the layout as it was then
	struct wlr_box box, floating; // the window's, then
	bool away; // it is on another output, or has another size
};

// The window belongs where it is now
void home_settle(struct window *window);
// Where the window should be now, in the layout; floating is where it goes back to
struct wlr_box home_find(struct window *window, struct wlr_box *floating);

#endif
