// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_POPUP_H
#define COMPOSITOR_DESK_POPUP_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/desk/place.h"

/*
 * A guest's popup or drag icon: framed, placed by us, capped in sum. Its popups
 * may cover at most POPUP_AREA_PERCENT of an output together; one that would go
 * over is dismissed.
 */

struct desk_guest;
struct content;
struct frame;
struct wlr_scene_tree;

#define POPUP_AREA_PERCENT 60

struct popup {
	struct desk_guest *guest; // borrowed
	uint32_t id; // of the guest
	struct popup *parent_popup; // or the parent is window
	struct window *window; // the toplevel under all of it
	struct wl_list link; // desk.popups, the top one first
	struct wlr_scene_tree *tree, *interior;
	struct frame *frame;
	struct content *content;
	struct place_positioner positioner;
	struct wlr_box box; // of the interior, in the layout
	bool mapped, grab, drag, reactive;
	uint64_t mapped_at;
};

// The mapped popup at this point of the layout, or NULL
struct popup *popup_at(struct desk *desk, double x, double y);
// A click outside, the loss of focus: dismiss those with a grab, from the top
void popup_dismiss_grabs(struct desk *desk);
#endif
