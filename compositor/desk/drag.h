// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_DRAG_H
#define COMPOSITOR_DESK_DRAG_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * What a local program lets the user drag to another. wlr_seat's grab tells the local
 * programs under pointer or finger; guests have no part in it and learn nothing of it.
 */

struct desk;
struct wlr_drag;
struct wlr_scene_tree;
struct wlr_surface;

struct drag {
	struct wlr_drag *wlr; // borrowed; NULL: there is none
	struct wlr_scene_tree *icon; // in DESK_DRAG; owned, NULL: it has none
	struct wl_listener destroy, origin_destroy;
};

// The seat has started it for a button or finger that is down on origin
void drag_begin(struct desk *desk, struct wlr_drag *wlr, struct wlr_surface *origin);
// Nobody gets what is dragged. Does nothing if there is no drag.
void drag_cancel(struct desk *desk);

// Pointer or finger is at this point of the layout now
void drag_motion(struct desk *desk, uint64_t time, double x, double y);
// Whether the finger with this id of the seat's drags; and that it goes up
bool drag_by_touch(const struct desk *desk, int32_t id);
void drag_touch_up(struct desk *desk);

#endif
