// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_TOPLEVEL_H
#define GUEST_PROXY_APP_TOPLEVEL_H

#include <wayland-server-core.h>

#include "guest-proxy/app/serials.h"
#include "guest-proxy/app/window.h"

/*
 * An xdg_toplevel as a window of the compositor.
 */

struct decoration;

struct toplevel {
	struct window window;
	struct wlr_xdg_toplevel *xdg; // goes first
	struct decoration *decoration; // borrowed, or NULL
	struct gui_size_limits limits; // as last told
	struct gui_hints hints; // as last told
	struct serials configures; // the compositor's behind those of xdg

	struct wl_listener commit;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener destroy;
	struct wl_listener set_parent;
	struct wl_listener set_title;
	struct wl_listener set_app_id;
	struct wl_listener request_move;
	struct wl_listener request_resize;
	struct wl_listener request_menu;
	struct wl_listener request_maximize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_minimize;
};

// Listener of xdg_shell's new_toplevel; app.new_toplevel
void toplevel_handle_new(struct wl_listener *listener, void *data);

// NULL if the window is none
struct toplevel *toplevel_from_window(struct window *window);

#endif
