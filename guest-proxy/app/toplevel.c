// SPDX-License-Identifier: MIT
#include "guest-proxy/app/toplevel.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/edges.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/constraint.h"
#include "guest-proxy/app/decoration.h"
#include "guest-proxy/app/hints.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/names.h"
#include "guest-proxy/app/parent.h"
#include "guest-proxy/app/request.h"
#include "guest-proxy/host/send.h"

static void send_parent_of(struct toplevel *toplevel) {
	struct wlr_xdg_toplevel *xdg = toplevel->xdg->parent;
	struct window *parent = xdg != NULL
		? window_from_surface(toplevel->window.app, xdg->base->surface)
		: NULL;
	parent_tell(&toplevel->window, parent, false);
}

static uint32_t limit(int32_t length) {
	if (length < 0) {
		return 0;
	}
	return length < GUI_SIZE_MAX ? (uint32_t)length : GUI_SIZE_MAX;
}

static void send_limits(struct toplevel *toplevel) {
	const struct wlr_xdg_toplevel_state *state = &toplevel->xdg->current;
	struct gui_size_limits record = {
		.window = toplevel->window.id,
		.min_width = limit(state->min_width),
		.min_height = limit(state->min_height),
		.max_width = limit(state->max_width),
		.max_height = limit(state->max_height),
	};
	if (record.window == 0 || memcmp(&record, &toplevel->limits, sizeof(record)) == 0) {
		return;
	}
	if (send_size_limits(toplevel->window.app->link, &record)) {
		toplevel->limits = record;
	} else {
		toplevel->window.stale = true;
	}
}

static bool announce(struct window *window) {
	struct toplevel *toplevel = toplevel_from_window(window);
	struct gui_toplevel_create record = {.window = window->id};
	send_toplevel_create(window->app->link, &record);
	toplevel->limits = (struct gui_size_limits){.window = window->id};
	toplevel->hints = (struct gui_hints){.window = window->id};
	constraint_announce(window);
	return true;
}

static void describe(struct window *window) {
	struct toplevel *toplevel = toplevel_from_window(window);
	names_send_title(window, toplevel->xdg->title);
	names_send_app_id(window, toplevel->xdg->app_id);
	send_parent_of(toplevel);
	send_limits(toplevel);
	hints_update(toplevel);
}

static void collected(struct window *window) {
	hints_update(toplevel_from_window(window));
}

static void geometry(struct window *window, struct wlr_box *box) {
	wlr_xdg_surface_get_geometry(toplevel_from_window(window)->xdg->base, box);
}

static uint32_t acked(struct window *window) {
	struct toplevel *toplevel = toplevel_from_window(window);
	return serials_take(&toplevel->configures, toplevel->xdg->base->current.configure_serial);
}

static uint32_t tiled_edges(uint32_t states) {
	uint32_t edges = 0;
	edges |= states & GUI_STATE_TILED_TOP ? WLR_EDGE_TOP : 0;
	edges |= states & GUI_STATE_TILED_BOTTOM ? WLR_EDGE_BOTTOM : 0;
	edges |= states & GUI_STATE_TILED_LEFT ? WLR_EDGE_LEFT : 0;
	edges |= states & GUI_STATE_TILED_RIGHT ? WLR_EDGE_RIGHT : 0;
	return edges;
}

/*
 * The first configure does not wait for the compositor's: programs such as wl-copy
 * take it that it has come when the display has answered them once.
 */
static void greet(struct toplevel *toplevel) {
	const struct app *app = toplevel->window.app;
	wlr_xdg_toplevel_set_wm_capabilities(toplevel->xdg,
		WLR_XDG_TOPLEVEL_WM_CAPABILITIES_WINDOW_MENU |
			WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MAXIMIZE |
			WLR_XDG_TOPLEVEL_WM_CAPABILITIES_FULLSCREEN |
			WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MINIMIZE);
	wlr_xdg_toplevel_set_bounds(toplevel->xdg, app->bounds_width, app->bounds_height);
	decoration_apply(toplevel);
}

static void configure(struct window *window, const struct gui_configure *record) {
	struct toplevel *toplevel = toplevel_from_window(window);
	struct wlr_xdg_toplevel *xdg = toplevel->xdg;
	if (!xdg->base->initialized) {
		return;
	}
	uint32_t states = record->states;
	window->app->bounds_width = (int32_t)record->bounds_width;
	window->app->bounds_height = (int32_t)record->bounds_height;
	wlr_xdg_toplevel_set_bounds(xdg, window->app->bounds_width, window->app->bounds_height);
	wlr_xdg_toplevel_set_activated(xdg, states & GUI_STATE_ACTIVATED);
	wlr_xdg_toplevel_set_maximized(xdg, states & GUI_STATE_MAXIMIZED);
	wlr_xdg_toplevel_set_fullscreen(xdg, states & GUI_STATE_FULLSCREEN);
	wlr_xdg_toplevel_set_resizing(xdg, states & GUI_STATE_RESIZING);
	wlr_xdg_toplevel_set_suspended(xdg, states & GUI_STATE_SUSPENDED);
	wlr_xdg_toplevel_set_tiled(xdg, tiled_edges(states));
	uint32_t serial = wlr_xdg_toplevel_set_size(
		xdg, (int32_t)record->width, (int32_t)record->height);
	serials_add(&toplevel->configures, serial - 1, serial, record->serial);
	if (!window->committed) {
		// The compositor gets what there is, whatever it was drawn for; the program
		// may take its time.
		window->answer = record->serial;
		window_change(window);
	}
}

static void close(struct window *window) {
	wlr_xdg_toplevel_send_close(toplevel_from_window(window)->xdg);
}

static void lost(struct window *window) {
	struct toplevel *toplevel = toplevel_from_window(window);
	serials_clear(&toplevel->configures);
	if (toplevel->xdg->base->initialized) {
		wlr_xdg_toplevel_set_activated(toplevel->xdg, false);
	}
}

static const struct window_impl impl = {
	.announce = announce,
	.describe = describe,
	.collected = collected,
	.geometry = geometry,
	.acked = acked,
	.configure = configure,
	.close = close,
	.lost = lost,
};

struct toplevel *toplevel_from_window(struct window *window) {
	if (window->impl != &impl) {
		return NULL;
	}
	struct toplevel *toplevel = wl_container_of(window, toplevel, window);
	return toplevel;
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, commit);
	struct window *window = &toplevel->window;
	if (toplevel->xdg->base->initial_commit) {
		serials_clear(&toplevel->configures);
		greet(toplevel);
		window_announce(window);
		return;
	}
	uint32_t serial = toplevel->xdg->base->current.configure_serial;
	window->urgent |= serials_find(&toplevel->configures, serial) != 0;
	if (window->id != 0) {
		send_limits(toplevel);
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, map);
	window_map(&toplevel->window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, unmap);
	window_unmap(&toplevel->window);
}

static void handle_set_parent(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_parent);
	send_parent_of(toplevel);
}

static void handle_set_title(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_title);
	names_send_title(&toplevel->window, toplevel->xdg->title);
}

static void handle_set_app_id(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_app_id);
	names_send_app_id(&toplevel->window, toplevel->xdg->app_id);
}

static void handle_request_move(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_move);
	struct wlr_xdg_toplevel_move_event *event = data;
	request_move(&toplevel->window, seat_host_serial(toplevel->window.app, event->serial));
}

static void handle_request_resize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_resize);
	struct wlr_xdg_toplevel_resize_event *event = data;
	request_resize(&toplevel->window, seat_host_serial(toplevel->window.app, event->serial),
		event->edges);
}

static void handle_request_menu(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_menu);
	struct wlr_xdg_toplevel_show_window_menu_event *event = data;
	const struct wlr_box *box = &toplevel->window.canvas.box;
	request_menu(&toplevel->window, seat_host_serial(toplevel->window.app, event->serial),
		(int64_t)event->x - box->x, (int64_t)event->y - box->y);
}

static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_maximize);
	request_state(&toplevel->window,
		toplevel->xdg->requested.maximized ? GUI_REQUEST_MAXIMIZE : GUI_REQUEST_UNMAXIMIZE);
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_fullscreen);
	request_state(&toplevel->window,
		toplevel->xdg->requested.fullscreen ? GUI_REQUEST_FULLSCREEN
						    : GUI_REQUEST_UNFULLSCREEN);
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_minimize);
	request_state(&toplevel->window, GUI_REQUEST_MINIMIZE);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, destroy);
	decoration_forget(toplevel);
	listen_end(&toplevel->commit);
	listen_end(&toplevel->map);
	listen_end(&toplevel->unmap);
	listen_end(&toplevel->destroy);
	listen_end(&toplevel->set_parent);
	listen_end(&toplevel->set_title);
	listen_end(&toplevel->set_app_id);
	listen_end(&toplevel->request_move);
	listen_end(&toplevel->request_resize);
	listen_end(&toplevel->request_menu);
	listen_end(&toplevel->request_maximize);
	listen_end(&toplevel->request_fullscreen);
	listen_end(&toplevel->request_minimize);
	window_finish(&toplevel->window);
	free(toplevel);
}

static void listen_all(struct toplevel *toplevel) {
	struct wlr_xdg_toplevel *xdg = toplevel->xdg;
	struct wlr_surface *surface = xdg->base->surface;
	listen_begin(&toplevel->commit, &surface->events.commit, handle_commit);
	listen_begin(&toplevel->map, &surface->events.map, handle_map);
	listen_begin(&toplevel->unmap, &surface->events.unmap, handle_unmap);
	listen_begin(&toplevel->destroy, &xdg->events.destroy, handle_destroy);
	listen_begin(&toplevel->set_parent, &xdg->events.set_parent, handle_set_parent);
	listen_begin(&toplevel->set_title, &xdg->events.set_title, handle_set_title);
	listen_begin(&toplevel->set_app_id, &xdg->events.set_app_id, handle_set_app_id);
	listen_begin(&toplevel->request_move, &xdg->events.request_move, handle_request_move);
	listen_begin(&toplevel->request_resize, &xdg->events.request_resize, handle_request_resize);
	listen_begin(&toplevel->request_menu, &xdg->events.request_show_window_menu,
		handle_request_menu);
	listen_begin(&toplevel->request_maximize, &xdg->events.request_maximize,
		handle_request_maximize);
	listen_begin(&toplevel->request_fullscreen, &xdg->events.request_fullscreen,
		handle_request_fullscreen);
	listen_begin(&toplevel->request_minimize, &xdg->events.request_minimize,
		handle_request_minimize);
}

void toplevel_handle_new(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, new_toplevel);
	struct wlr_xdg_toplevel *xdg = data;
	struct toplevel *toplevel = calloc(1, sizeof(*toplevel));
	if (toplevel == NULL) {
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	toplevel->xdg = xdg;
	window_init(&toplevel->window, app, &impl);
	if (!window_set_surface(&toplevel->window, xdg->base->surface)) {
		window_finish(&toplevel->window);
		free(toplevel);
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	listen_all(toplevel);
}
