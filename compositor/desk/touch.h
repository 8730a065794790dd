// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_TOUCH_H
#define COMPOSITOR_DESK_TOUCH_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "protocol/limits.h"

/*
 * Touch points and their holders. The holder is chosen where the finger goes down
 * and keeps the point; all points at one time belong to one guest.
 */

struct desk;
struct popup;
struct window;
struct wlr_surface;

struct touch_point {
	bool down;
	bool pointer; // on a frame: it moves the pointer with its button down
	int32_t id; // of the device; the guest knows the index
	// At most one of the three; borrowed. None: it goes nowhere.
	struct window *window;
	struct popup *popup;
	struct wlr_surface *surface;
	struct wl_listener surface_destroy;
	double x, y; // origin of the surface in the layout
};

struct touch {
	struct touch_point points[GUI_TOUCH_MAX];
};

void touch_init(struct desk *desk);
void touch_finish(struct desk *desk);

void touch_down(struct desk *desk, uint64_t time, int32_t id, double x, double y);
void touch_motion(struct desk *desk, uint64_t time, int32_t id, double x, double y);
void touch_up(struct desk *desk, uint64_t time, int32_t id);
void touch_frame(struct desk *desk);
// Take all points from whoever has them
void touch_cancel(struct desk *desk);
// The same, if they are with the guest of window
void touch_cancel_guest(struct desk *desk, const struct window *window);
// window or popup goes away
void touch_forget(struct desk *desk, struct window *window, struct popup *popup);

#endif
