// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_DESK_H
#define COMPOSITOR_DESK_DESK_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/desk/focus.h"
#include "compositor/desk/grab.h"
#include "compositor/desk/lock.h"

/*
 * All decisions about what is where on the screen and who gets which input.
 * Seat, screen, local and control call the desk; the desk calls wlroots, and a
 * guest by edge/send.h, and nobody else.
 */

struct conf;
struct loop;
struct wlr_allocator;
struct wlr_box;
struct wlr_compositor;
struct wlr_cursor;
struct wlr_output;
struct wlr_output_layout;
struct wlr_renderer;
struct wlr_scene;
struct wlr_scene_output_layout;
struct wlr_scene_tree;
struct wlr_seat;
struct wlr_xcursor_manager;

// Scene trees from the lowest to the highest. A guest's nodes are only ever in
// WINDOWS, POPUPS, DRAG and CURSOR; nothing of a guest is above LOCK.
enum desk_layer {
	DESK_BACKGROUND, // layer-shell background
	DESK_BOTTOM,
	DESK_WINDOWS, // every toplevel, framed
	DESK_POPUPS, // guests' popups, framed
	DESK_TOP, // layer-shell top: the bar
	DESK_DRAG, // guests' drag icons, framed
	DESK_OVERLAY, // layer-shell overlay, local popups
	DESK_SWITCHER, // our own switcher and menus
	DESK_CURSOR, // a guest's cursor image, clipped to its window
	DESK_LOCK, // lock surfaces, above all
	DESK_LAYERS,
};

#define DESK_WORKSPACES 10

struct desk {
	struct wl_display *display; // borrowed
	struct loop *loop; // borrowed, ours inside the display's
	struct conf *conf; // borrowed; replaced whole at a reload

	// wlroots' objects, made by server.c before desk_init()
	struct wlr_renderer *renderer;
	struct wlr_allocator *allocator;
	struct wlr_scene *scene;
	struct wlr_output_layout *layout;
	struct wlr_seat *seat;
	struct wlr_cursor *cursor;
	struct wlr_xcursor_manager *xcursors;

	struct wlr_scene_tree *layers[DESK_LAYERS];
	struct wl_list guests; // desk_guest.link
	struct wl_list windows; // window.link, the top one first
	struct wl_list outputs; // screen's output.desk.link
	struct wl_list popups; // popup.link, all guests'
	uint32_t workspace; // the one shown, 0 .. DESK_WORKSPACES - 1

	struct focus focus;
	struct grab grab;
	struct lock lock;

	struct {
		struct wl_signal window_map; // struct window
		struct wl_signal window_unmap; // struct window
		struct wl_signal window_change; // struct window: title, state, workspace, focus
		struct wl_signal workspace;
		struct wl_signal quit; // an act of the user asked for it
		struct wl_signal reload; // char error[512], empty before; a line if it failed
		struct wl_signal idle_inhibit; // bool: a shown window of a guest inhibits
	} events;
};

bool desk_init(struct desk *desk); // the members above it are set
void desk_finish(struct desk *desk);

// Show workspace n; the focus goes to its top window of the same guest, or to nobody
void desk_show_workspace(struct desk *desk, uint32_t n);

// What layer surfaces leave of an output, in the layout: windows keep to it
void desk_set_usable(
	struct desk *desk, struct wlr_output *output, const struct wlr_box *usable);

#endif
