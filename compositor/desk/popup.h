// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_POPUP_H
#define COMPOSITOR_DESK_POPUP_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/desk/fresh.h"
#include "compositor/desk/place.h"
#include "protocol/records.h"

/*
 * A guest's popup or drag icon: framed, placed by us, capped in sum. Its popups
 * may cover at most POPUP_AREA_PERCENT of an output together; one that would go
 * over is dismissed.
 */

struct content;
struct desk;
struct desk_guest;
struct hit;
struct frame;
struct window;
struct wlr_scene_tree;

#define POPUP_AREA_PERCENT 60
#define POPUP_DRAG_MAX 256 // logical, a side of a drag icon
#define POPUP_LOG_PERIOD 10000 // ms, between two lines about one guest

struct popup {
	struct desk_guest *guest; // borrowed
	uint32_t id; // of the guest
	struct popup *parent_popup; // or the parent is window
	struct window *window; // the toplevel under all of it; NULL for a drag icon
	struct wl_list link; // desk.popups, the top one first
	struct wlr_scene_tree *tree, *interior;
	struct frame *frame;
	struct content *content;
	struct place_positioner positioner;
	struct wlr_box place; // the interior that the guest was told, in the parent's geometry
	struct wlr_box box; // of the interior, in the layout
	bool mapped, grab, drag, reactive;
	bool dismissed; // and the guest was told: shown no more, whatever it commits
	bool due; // a configure waits until the one before it is answered
	struct gui_popup_configure sent; // the last one
	uint32_t acked; // serial of the last configure that a commit answered, 0: none
	uint64_t mapped_at; // ns, when it was shown
	struct fresh fresh; // what of it has come later
};

// The records of a guest. NULL if there is no memory; one that may not be shown is
// dismissed and stays until the guest destroys it.
struct popup *popup_create(struct desk_guest *guest, const struct gui_popup_create *record);
struct popup *popup_create_drag(struct desk_guest *guest, const struct gui_drag_create *record);
void popup_destroy(struct popup *popup); // what stands on it is gone; NULL is fine
void popup_reposition(struct popup *popup, const struct gui_popup_reposition *record);
bool popup_commit(struct popup *popup, const struct gui_commit *record); // false: no memory
// The guest is silent, or speaks again
void popup_set_grey(struct popup *popup, bool grey);

// The guest that drags by the pointer, and the one that hit is of. NULL: none
const struct desk_guest *popup_drag_guest(struct desk *desk);
const struct desk_guest *popup_hit_guest(const struct hit *hit);
// What drags is here now: icons follow it
void popup_drag_motion(struct desk *desk, double x, double y);
// Buttons or fingers are up or were taken away: the icons of guests that hold none
// any more go, and they are told
void popup_drag_end(struct desk *desk);
// window has moved, changed size, or is shown no more: its popups follow
void popup_follow_window(struct window *window);
// window goes away: its popups are no longer on the screen
void popup_forget_window(struct window *window);

// The mapped popup at this point of the layout, or NULL
struct popup *popup_at(struct desk *desk, double x, double y);
// A click outside, the loss of focus: dismiss those with a grab, from the top; but not
// those of the guest of keep, which may be NULL
void popup_dismiss_grabs(struct desk *desk, const struct window *keep);

#endif
