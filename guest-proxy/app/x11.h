// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_X11_H
#define GUEST_PROXY_APP_X11_H

#include <wayland-server-core.h>

#include "guest-proxy/app/window.h"
#include "protocol/records.h"

/*
 * An X11 window as a window of the compositor: a toplevel, or a popup if it is
 * override-redirect and there is one to place it on. X11 believes that all
 * toplevels are at 0,0.
 */

struct wlr_xwayland_surface;

struct x11 {
	struct window window;
	struct wlr_xwayland_surface *xsurface; // goes first
	bool active; // as a toplevel: it has the keyboard
	bool fixed; // maximized or fullscreen: the program does not choose its size
	uint32_t width, height; // as the compositor wants it; 0: any
	bool moving; // as a popup: a reposition is not answered yet
	bool move_again; // it has moved since
	struct gui_size_limits limits; // as last told

	struct wl_listener associate;
	struct wl_listener dissociate;
	struct wl_listener destroy;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener set_title;
	struct wl_listener set_class;
	struct wl_listener set_parent;
	struct wl_listener set_geometry;
	struct wl_listener request_configure;
	struct wl_listener request_move;
	struct wl_listener request_resize;
	struct wl_listener request_minimize;
	struct wl_listener request_maximize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_activate;
};

// Listener of xwayland's new_surface; app.xwayland.new_surface
void x11_handle_new(struct wl_listener *listener, void *data);

// The window of an X11 window, or NULL
struct x11 *x11_from_xsurface(struct wlr_xwayland_surface *xsurface);
struct x11 *x11_from_window(struct window *window);

// The two roles, in x11_toplevel.c and x11_popup.c
extern const struct window_impl x11_toplevel_impl;
extern const struct window_impl x11_popup_impl;

void x11_toplevel_send_parent(struct x11 *x11);
void x11_toplevel_send_limits(struct x11 *x11);
// Its program has moved it
void x11_popup_reposition(struct x11 *x11);

#endif
