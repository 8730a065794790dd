// SPDX-License-Identifier: MIT
#include "guest-proxy/app/decoration.h"

#include <stdlib.h>
#include <wlr/types/wlr_server_decoration.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/toplevel.h"

struct decoration {
	struct wlr_xdg_toplevel_decoration_v1 *xdg; // goes first
	struct toplevel *toplevel; // NULL: gone
	struct wl_listener request_mode;
	struct wl_listener destroy;
};

static void apply(struct decoration *decoration) {
	struct toplevel *toplevel = decoration->toplevel;
	if (toplevel != NULL && toplevel->xdg->base->initialized) {
		wlr_xdg_toplevel_decoration_v1_set_mode(
			decoration->xdg, WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
	}
}

void decoration_apply(struct toplevel *toplevel) {
	if (toplevel->decoration != NULL) {
		apply(toplevel->decoration);
	}
}

void decoration_forget(struct toplevel *toplevel) {
	if (toplevel->decoration != NULL) {
		toplevel->decoration->toplevel = NULL;
		toplevel->decoration = NULL;
	}
}

static void handle_request_mode(struct wl_listener *listener, void *data) {
	struct decoration *decoration = wl_container_of(listener, decoration, request_mode);
	apply(decoration);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct decoration *decoration = wl_container_of(listener, decoration, destroy);
	if (decoration->toplevel != NULL) {
		decoration->toplevel->decoration = NULL;
	}
	listen_end(&decoration->request_mode);
	listen_end(&decoration->destroy);
	free(decoration);
}

static void handle_new_decoration(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, new_decoration);
	struct wlr_xdg_toplevel_decoration_v1 *xdg = data;
	struct window *window = window_from_surface(app, xdg->toplevel->base->surface);
	struct decoration *decoration = calloc(1, sizeof(*decoration));
	if (window == NULL || decoration == NULL) {
		free(decoration);
		return;
	}
	decoration->xdg = xdg;
	decoration->toplevel = toplevel_from_window(window);
	decoration->toplevel->decoration = decoration;
	listen_begin(&decoration->request_mode, &xdg->events.request_mode, handle_request_mode);
	listen_begin(&decoration->destroy, &xdg->events.destroy, handle_destroy);
	apply(decoration);
}

bool decoration_init(struct app *app) {
	struct wlr_server_decoration_manager *kde = wlr_server_decoration_manager_create(
		app->display);
	struct wlr_xdg_decoration_manager_v1 *xdg = wlr_xdg_decoration_manager_v1_create(
		app->display);
	if (kde == NULL || xdg == NULL) {
		return false;
	}
	wlr_server_decoration_manager_set_default_mode(
		kde, WLR_SERVER_DECORATION_MANAGER_MODE_SERVER);
	listen_begin(
		&app->new_decoration, &xdg->events.new_toplevel_decoration, handle_new_decoration);
	return true;
}

void decoration_finish(struct app *app) {
	listen_end(&app->new_decoration);
}
