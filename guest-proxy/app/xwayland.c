// SPDX-License-Identifier: MIT
#include "guest-proxy/app/xwayland.h"

#include <wlr/types/wlr_xcursor_manager.h>
#include <wlr/xwayland.h>
#include <wlr/xwayland/shell.h>

#include "common/log.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/x11.h"

// Else there is no pointer over X11 windows that do not set one
static void set_cursor(struct xwayland *xwayland) {
	xwayland->cursors = wlr_xcursor_manager_create(NULL, 24);
	if (xwayland->cursors == NULL || !wlr_xcursor_manager_load(xwayland->cursors, 1)) {
		return;
	}
	struct wlr_xcursor *cursor = wlr_xcursor_manager_get_xcursor(
		xwayland->cursors, "default", 1);
	if (cursor != NULL) {
		struct wlr_xcursor_image *image = cursor->images[0];
		wlr_xwayland_set_cursor(xwayland->server, image->buffer, image->width * 4,
			image->width, image->height, (int32_t)image->hotspot_x,
			(int32_t)image->hotspot_y);
	}
}

// What Xwayland and the window manager say to each other is for no other program
static bool filter_global(
	const struct wl_client *client, const struct wl_global *global, void *data) {
	struct app *app = data;
	struct wlr_xwayland *server = app->xwayland.server;
	if (server == NULL || server->shell_v1 == NULL || global != server->shell_v1->global) {
		return true;
	}
	return server->server != NULL && client == server->server->client;
}

bool xwayland_init(struct app *app) {
	if (!app->xwayland.wanted) {
		return true;
	}
	app->xwayland.server = wlr_xwayland_create(app->display, app->compositor, true);
	if (app->xwayland.server == NULL) {
		log_info("no Xwayland: X11 programs will not run");
		return true;
	}
	if (!x11_focus_init(app)) {
		return false;
	}
	wl_display_set_global_filter(app->display, filter_global, app);
	wlr_xwayland_set_seat(app->xwayland.server, app->seat.wlr);
	set_cursor(&app->xwayland);
	listen_begin(&app->xwayland.new_surface, &app->xwayland.server->events.new_surface,
		x11_handle_new);
	return true;
}

void xwayland_finish(struct app *app) {
	listen_end(&app->xwayland.new_surface);
	x11_focus_finish(app);
	if (app->xwayland.server != NULL) {
		wl_display_set_global_filter(app->display, NULL, NULL);
		wlr_xwayland_destroy(app->xwayland.server);
		app->xwayland.server = NULL;
	}
	if (app->xwayland.cursors != NULL) {
		wlr_xcursor_manager_destroy(app->xwayland.cursors);
	}
}
