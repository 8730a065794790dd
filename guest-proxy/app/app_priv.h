// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_APP_PRIV_H
#define GUEST_PROXY_APP_APP_PRIV_H

#include <stdint.h>
#include <wayland-server-core.h>

#include "guest-proxy/app/app.h"
#include "guest-proxy/app/constraint.h"
#include "guest-proxy/app/cursor.h"
#include "guest-proxy/app/drag.h"
#include "guest-proxy/app/output.h"
#include "guest-proxy/app/seat.h"
#include "guest-proxy/app/selection.h"
#include "guest-proxy/app/text_input.h"
#include "guest-proxy/app/virtual_keyboard.h"
#include "guest-proxy/app/xwayland.h"

/*
 * The whole of the server, for the files of this folder.
 */

struct app {
	struct wl_display *display; // borrowed
	struct link *link; // borrowed; NULL until app_set_link()
	const char *socket; // of the display

	struct wl_list windows; // window.link
	uint64_t turns; // of windows that had waited to say something
	uint32_t scale; // for windows of which nothing is known yet
	int32_t bounds_width, bounds_height; // the same; logical, 0: unknown
	struct wl_event_source *commit_idle; // NULL: no window has changed

	// These go with the display
	struct wlr_compositor *compositor;
	struct wlr_content_type_manager_v1 *contents;

	struct outputs outputs;
	struct seat seat;
	struct cursor cursor;
	struct selection selection;
	struct drags drags;
	struct constraints constraints;
	struct text_inputs text_inputs;
	struct virtual_keyboards virtual_keyboards;
	struct xwayland xwayland;

	struct wl_listener new_surface;
	struct wl_listener new_toplevel;
	struct wl_listener new_popup;
	struct wl_listener new_decoration;
	struct wl_listener new_inhibitor;
	struct wl_listener request_activate;
};

#endif
