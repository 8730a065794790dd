// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_PLACE_H
#define COMPOSITOR_DESK_PLACE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "compositor/desk/window.h"

/*
 * Where things go: pure functions of boxes, tested as tables.
 */

// The positioner of popup_create and popup_reposition
struct place_positioner {
	struct wlr_box anchor_rect; // in the parent's geometry
	int32_t width, height, offset_x, offset_y;
	uint32_t anchor, gravity; // enum gui_anchor
	uint32_t constraint; // enum gui_constraint
};

/*
 * The interior of a popup in the parent's geometry, solved as xdg_positioner
 * says against bounds (the usable box of the output, less a popup's border, in
 * the same coordinates), and then forced: the popup's frame touches or overlaps
 * that of parent (the parent's interior), and the popup lies within bounds, cut
 * if it is larger. Where both cannot be, bounds wins.
 */
struct wlr_box place_popup(const struct place_positioner *positioner, const struct wlr_box *parent,
	const struct wlr_box *bounds);

// The interior of a toplevel of this size on usable, its frame inside, cut if it is
// larger; steps by n so that new windows do not hide each other
struct wlr_box place_new(const struct wlr_box *usable, uint32_t width, uint32_t height, uint32_t n);
// The same for a dialog: in the middle of its parent's interior, as far as usable lets it
struct wlr_box place_centred(const struct wlr_box *usable, const struct wlr_box *parent,
	uint32_t width, uint32_t height);
// The nearest one with its frame on usable, cut if it is larger
struct wlr_box place_inside(const struct wlr_box *interior, const struct wlr_box *usable);
// The interior for a place that is not WINDOW_FLOATING; full is the whole output
struct wlr_box place_window(
	enum window_place place, const struct wlr_box *usable, const struct wlr_box *full);
// Move the outer box so that its title bar stays reachable on usable
struct wlr_box place_reachable(const struct wlr_box *outer, const struct wlr_box *usable);
// Grow a box of an interior to that of its frame, and back
struct wlr_box place_outer(const struct wlr_box *interior);
struct wlr_box place_inner(const struct wlr_box *outer);
// Hold a coordinate within GUI_COORD_MAX, either sign
int32_t place_coord(int pos);
// Hold a size between limits (0: none; the lowest wins) and 1 .. GUI_SIZE_MAX
uint32_t place_limit(int32_t size, uint32_t lowest, uint32_t highest);

#endif
