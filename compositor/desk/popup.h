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

struct content;
struct desk;
struct desk_guest;
struct frame;
struct gui_commit;
struct gui_drag_create;
struct gui_popup_create;
struct gui_popup_reposition;
struct window;
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

// The records of a guest. NULL if there is no memory; one that may not be shown is
// dismissed and stays until the guest destroys it.
struct popup *popup_create(struct desk_guest *guest, const struct gui_popup_create *record);
struct popup *popup_create_drag(struct desk_guest *guest, const struct gui_drag_create *record);
void popup_destroy(struct popup *popup); // NULL is fine
void popup_reposition(struct popup *popup, const struct gui_popup_reposition *record);
bool popup_commit(struct popup *popup, const struct gui_commit *record); // false: no memory

// The cursor has moved: drag icons follow it
void popup_drag_motion(struct desk *desk);
// The buttons are up or were taken away: drag icons go, their guests are told
void popup_drag_end(struct desk *desk);
// window has moved, changed size, or is shown no more: its popups follow
void popup_follow_window(struct window *window);
// window goes away: its popups are no longer on the screen
void popup_forget_window(struct window *window);

// The mapped popup at this point of the layout, or NULL
struct popup *popup_at(struct desk *desk, double x, double y);
// A click outside, the loss of focus: dismiss those with a grab, from the top
void popup_dismiss_grabs(struct desk *desk);

#endif
