// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_HIT_H
#define COMPOSITOR_DESK_HIT_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/frame.h"

/*
 * What is at a point of the layout, by what the user sees there: the lock, local
 * layers above the windows, guests' popups, windows, local layers below.
 */

struct desk;
struct popup;
struct window;
struct wlr_surface;

struct hit {
	// At most one of the three; borrowed
	struct window *window; // a toplevel, at this part of its frame
	struct popup *popup; // part is FRAME_INTERIOR, or FRAME_EDGE where it takes no input
	struct wlr_surface *surface; // of a local program, not in a window
	enum frame_part part;
	double x, y; // relative to the interior or the surface
	// It came there less than GUI_HOLD_OFF ago: no input for so many ms; 0: it may
	uint32_t hold_off;
};

struct hit hit_at(struct desk *desk, double x, double y);
// Where the interior of a window or popup is drawn, in the layout
void hit_origin(const struct hit *hit, double *x, double *y);

#endif
