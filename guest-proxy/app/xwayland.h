// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_XWAYLAND_H
#define GUEST_PROXY_APP_XWAYLAND_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest-proxy/app/x11_focus.h"

/*
 * Rootless Xwayland, started when its first client comes. Its windows are in x11.c.
 */

struct app;
struct window;

struct xwayland {
	bool wanted;
	struct wlr_xwayland *server; // NULL: there is none on this machine
	struct wlr_xcursor_manager *cursors; // holds the pixels of the server's cursor
	struct window *focused; // the X11 toplevel that had the keyboard last, or NULL
	struct x11_focus focus;
	struct wl_listener new_surface;
};

// Without Xwayland the other programs run all the same
bool xwayland_init(struct app *app);
void xwayland_finish(struct app *app);

#endif
