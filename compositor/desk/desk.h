// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_DESK_H
#define COMPOSITOR_DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/desk/drag.h"
#include "compositor/desk/focus.h"
#include "compositor/desk/grab.h"
#include "compositor/desk/lock.h"
#include "protocol/records.h"

/*
 * All decisions about what is where on the screen and who gets which input.
 * Seat, screen, local and control call the desk; the desk calls wlroots, and a
 * guest by edge/send.h, and nobody else.
 */

struct conf;
struct cursor;
struct keys;
struct loop;
struct menu;
struct switcher;
struct window;
struct wlr_allocator;
struct wlr_cursor;
struct wlr_output;
struct wlr_output_layout;
struct wlr_renderer;
struct wlr_scene;
struct wlr_scene_rect;
struct wlr_scene_tree;
struct wlr_seat;
struct wlr_xcursor_manager;

// Scene trees from the lowest to the highest. A guest's nodes are only ever in
// WINDOWS, POPUPS and DRAG; its cursor image hangs in the interior that it is for.
enum desk_layer {
	DESK_BACKGROUND, // layer-shell background
	DESK_BOTTOM,
	DESK_WINDOWS, // every toplevel, framed
	DESK_POPUPS, // guests' popups, framed
	DESK_TOP, // layer-shell top: the bar
	DESK_DRAG, // drag icons; guests' are framed
	DESK_OVERLAY, // layer-shell overlay: the launcher
	DESK_SWITCHER, // our own switcher and menus
	DESK_LOCK, // lock surfaces, above all
	DESK_LAYERS,
};

#define DESK_WORKSPACES 10

// Kept by desk.c, as outputs come to the layout and go from it
struct desk_output {
	struct wlr_output *output; // borrowed
	struct wl_list link; // desk.outputs
	struct wlr_box box; // in the layout
	struct wlr_box usable; // what layer surfaces leave of it
	struct wlr_scene_rect *background; // in DESK_BACKGROUND, below layer surfaces
	uint32_t id; // by which guests know it, 1 .. GUI_OUTPUTS_MAX; 0: they do not
};

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
	struct wlr_scene *grave; // of desk_bury(); owned
	struct wl_list guests; // desk_guest.link
	struct wl_list windows; // window.link, the top one first
	struct wl_list outputs; // desk_output.link, one for each output of the layout
	struct gui_output outputs_told[GUI_OUTPUTS_MAX + 1]; // by id; guest_output.c's
	struct wl_list popups; // popup.link, all guests'
	uint32_t workspace; // the one shown, 0 .. DESK_WORKSPACES - 1

	struct focus focus;
	struct grab grab;
	struct drag drag;
	struct lock lock;
	struct cursor *cursors; // cursor.c's; owned
	struct switcher *switcher; // switcher.c's, NULL: not open
	struct menu *menu; // menu.c's, NULL: not open
	struct keys *keys; // keys.c's; owned
	uint32_t last_window_id; // of mamparo-msg
	bool idle_inhibited; // as idle_inhibit has said last

	struct wl_listener layout_change;

	struct {
		struct wl_signal window_map; // struct window
		struct wl_signal window_unmap; // struct window
		struct wl_signal window_change; // struct window: title, state, workspace, focus
		struct wl_signal workspace;
		struct wl_signal lock; // locked, or no longer
		struct wl_signal quit; // an act of the user asked for it
		struct wl_signal reload; // char error[CONF_ERROR_MAX]: why not; it is logged
		struct wl_signal idle_inhibit; // bool: a shown window of a guest inhibits
		struct wl_signal vt; // uint32_t: the user wants this terminal, also while locked
	} events;
};

// display to xcursors are set, the rest is zero. False, and all undone, on failure.
bool desk_init(struct desk *desk);
// Guests go with it; local programs' windows are gone already
void desk_finish(struct desk *desk);

// Show workspace n; the focus goes to its top window of the same guest, or to nobody
void desk_show_workspace(struct desk *desk, uint32_t n);

// The user chose this window, wherever it is: show it, on top, with the keyboard. False if
// the desk is locked.
bool desk_show_window(struct desk *desk, struct window *window);

// The output that holds most of box, else the one nearest to it; NULL without outputs
struct desk_output *desk_output_of(struct desk *desk, const struct wlr_box *box);
// The largest scale of the outputs that box touches, 1 if none
float desk_scale(struct desk *desk, const struct wlr_box *box);
// Take a tree off the screen, before its nodes are destroyed one by one: each of them
// would have the scene look at all others
void desk_bury(struct desk *desk, struct wlr_scene_tree *tree);
// desk->conf was replaced: what stands on the screen follows
void desk_reload(struct desk *desk);
// Whether some shown window inhibits idleness may have changed
void desk_update_idle(struct desk *desk);

// What layer surfaces leave of an output, in the layout: windows keep to it
void desk_set_usable(struct desk *desk, struct wlr_output *output, const struct wlr_box *usable);

#endif
