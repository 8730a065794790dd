// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_TOPLEVEL_H
#define COMPOSITOR_LOCAL_TOPLEVEL_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/desk/label.h"
#include "compositor/desk/window.h"

/*
 * A window of a trusted local program: framed as the GUI domain's own. It lives
 * until its xdg_toplevel goes.
 */

struct wlr_xdg_toplevel;

struct toplevel {
	struct window window;
	struct label label; // the GUI domain's own
	struct wlr_xdg_toplevel *xdg; // borrowed, outlives us
	struct wlr_scene_tree *tree; // the surface and its subsurfaces, in window.interior
	struct wlr_scene_tree *popups; // in window.tree, above the frame
	double surface_x, surface_y; // of the surface that has the pointer, in the interior
	struct wl_listener map, unmap, commit, destroy, new_popup, request_move, request_resize,
		request_maximize, request_fullscreen, request_minimize, request_menu, set_title,
		set_app_id, set_parent;
};

void toplevel_create(struct desk *desk, struct wlr_xdg_toplevel *xdg);
struct toplevel *toplevel_from_window(struct window *window);

// Of toplevel_impl
void toplevel_configure(struct window *window);
void toplevel_close(struct window *window);
void toplevel_set_visible(struct window *window, bool visible);

#endif
