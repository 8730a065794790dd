// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_POPUP_H
#define GUEST_PROXY_APP_POPUP_H

#include <wayland-server-core.h>

#include "guest-proxy/app/serials.h"
#include "guest-proxy/app/window.h"

/*
 * An xdg_popup as a window of the compositor, which alone knows where it is.
 */

struct popup {
	struct window window;
	struct wlr_xdg_popup *xdg; // goes first
	struct serials configures; // the compositor's behind those of xdg
	bool moving; // a reposition is not answered yet
	bool move_again; // there is a newer one

	struct wl_listener commit;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener reposition;
	struct wl_listener destroy;
};

// Listener of xdg_shell's new_popup; app.new_popup
void popup_handle_new(struct wl_listener *listener, void *data);

#endif
