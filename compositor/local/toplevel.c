// SPDX-License-Identifier: MIT
#include "compositor/local/toplevel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/edges.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/grab.h"
#include "compositor/desk/listen.h"
#include "compositor/desk/menu.h"
#include "compositor/local/popup_tree.h"
#include "compositor/local/toplevel_input.h"
#include "protocol/text.h"

struct toplevel *toplevel_from_window(struct window *window) {
	struct toplevel *toplevel = wl_container_of(window, toplevel, window);
	return toplevel;
}

// A frame goes above all that is in its window whenever it changes
static void raise_popups(struct toplevel *toplevel) {
	wlr_scene_node_raise_to_top(&toplevel->popups->node);
}

static uint32_t tiled_edges(enum window_place place) {
	const uint32_t all = WLR_EDGE_LEFT | WLR_EDGE_RIGHT | WLR_EDGE_TOP | WLR_EDGE_BOTTOM;
	switch (place) {
	case WINDOW_SNAP_LEFT:
		return all & ~(uint32_t)WLR_EDGE_RIGHT;
	case WINDOW_SNAP_RIGHT:
		return all & ~(uint32_t)WLR_EDGE_LEFT;
	case WINDOW_SNAP_TOP:
		return all & ~(uint32_t)WLR_EDGE_BOTTOM;
	case WINDOW_SNAP_BOTTOM:
		return all & ~(uint32_t)WLR_EDGE_TOP;
	default:
		return WLR_EDGE_NONE;
	}
}

void toplevel_configure(struct window *window) {
	struct wlr_xdg_toplevel *xdg = toplevel_from_window(window)->xdg;
	raise_popups(toplevel_from_window(window));
	if (!xdg->base->initialized) {
		return;
	}
	wlr_xdg_toplevel_set_size(xdg, window->box.width, window->box.height);
	wlr_xdg_toplevel_set_activated(xdg, window->activated);
	wlr_xdg_toplevel_set_maximized(xdg, window->place == WINDOW_MAXIMIZED);
	wlr_xdg_toplevel_set_fullscreen(xdg, window->place == WINDOW_FULLSCREEN);
	wlr_xdg_toplevel_set_tiled(xdg, tiled_edges(window->place));
	wlr_xdg_toplevel_set_resizing(xdg, window->resizing);
}

void toplevel_close(struct window *window) {
	wlr_xdg_toplevel_send_close(toplevel_from_window(window)->xdg);
}

void toplevel_set_visible(struct window *window, bool visible) {
	struct wlr_xdg_toplevel *xdg = toplevel_from_window(window)->xdg;
	if (xdg->base->initialized) {
		wlr_xdg_toplevel_set_suspended(xdg, !visible);
	}
}

static void take_text(struct toplevel *toplevel) {
	struct window *window = &toplevel->window;
	const char *title = toplevel->xdg->title != NULL ? toplevel->xdg->title : "";
	const char *app_id = toplevel->xdg->app_id != NULL ? toplevel->xdg->app_id : "";
	char clean[GUI_TITLE_MAX + 1], clean_id[GUI_APP_ID_MAX + 1];
	size_t len = strlen(title);
	if (!text_valid((const uint8_t *)title, len)) {
		len = 0;
	}
	text_title(clean, sizeof(clean), (const uint8_t *)title, len);
	text_app_id(clean_id, sizeof(clean_id), (const uint8_t *)app_id, strlen(app_id));
	window_set_app_id(window, clean_id);
	window_set_title(window, clean);
	raise_popups(toplevel);
}

// The surface's shadow stays outside the interior, the rest is cut to it
static void take_size(struct toplevel *toplevel) {
	struct wlr_box geometry;
	wlr_xdg_surface_get_geometry(toplevel->xdg->base, &geometry);
	if (geometry.width <= 0 || geometry.height <= 0) {
		return;
	}
	wlr_scene_subsurface_tree_set_clip(&toplevel->tree->node, &geometry);
	wlr_scene_node_set_position(&toplevel->tree->node, -geometry.x, -geometry.y);
	window_resized(&toplevel->window, (uint32_t)geometry.width, (uint32_t)geometry.height);
	raise_popups(toplevel);
	if (toplevel->xdg->base->configure_idle == NULL &&
		wl_list_empty(&toplevel->xdg->base->configure_list)) {
		window_accept(&toplevel->window); // nothing is left that it could obey
	}
}

static void take_limits(struct toplevel *toplevel) {
	struct window *window = &toplevel->window;
	const struct wlr_xdg_toplevel_state *state = &toplevel->xdg->current;
	window->min_width = (uint32_t)state->min_width;
	window->min_height = (uint32_t)state->min_height;
	window->max_width = (uint32_t)state->max_width;
	window->max_height = (uint32_t)state->max_height;
}

// What it has asked for before it could be answered
static void take_requests(struct toplevel *toplevel) {
	if (toplevel->xdg->requested.maximized) {
		window_set_place(&toplevel->window, WINDOW_MAXIMIZED);
	}
	if (toplevel->xdg->requested.fullscreen) {
		window_set_place(&toplevel->window, WINDOW_FULLSCREEN);
	}
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, commit);
	if (toplevel->xdg->base->initial_commit) {
		take_requests(toplevel);
		toplevel_configure(&toplevel->window);
		wlr_xdg_surface_schedule_configure(toplevel->xdg->base);
		return;
	}
	take_limits(toplevel);
	if (toplevel->window.mapped) {
		take_size(toplevel);
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, map);
	take_text(toplevel);
	take_size(toplevel);
	window_map(&toplevel->window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, unmap);
	window_unmap(&toplevel->window);
}

static void handle_new_popup(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, new_popup);
	popup_tree_create(toplevel->window.desk, toplevel->popups, data);
	raise_popups(toplevel);
}

static void handle_request_move(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_move);
	grab_begin_move(toplevel->window.desk, &toplevel->window);
}

static void handle_request_resize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_resize);
	struct wlr_xdg_toplevel_resize_event *event = data;
	grab_begin_resize(toplevel->window.desk, &toplevel->window, event->edges);
}

// xdg-shell wants a configure for every request, granted or not
static void set_place(struct toplevel *toplevel, enum window_place place) {
	if (toplevel->xdg->base->initialized) {
		window_set_place(&toplevel->window, place);
		wlr_xdg_surface_schedule_configure(toplevel->xdg->base);
	}
}

static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_maximize);
	set_place(
		toplevel, toplevel->xdg->requested.maximized ? WINDOW_MAXIMIZED : WINDOW_FLOATING);
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_fullscreen);
	set_place(toplevel,
		toplevel->xdg->requested.fullscreen ? WINDOW_FULLSCREEN : WINDOW_FLOATING);
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_minimize);
	window_minimize(&toplevel->window, toplevel->xdg->requested.minimized);
}

static void handle_request_menu(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, request_menu);
	struct wlr_xdg_toplevel_show_window_menu_event *event = data;
	const struct wlr_box *geometry = &toplevel->xdg->base->current.geometry;
	if (wlr_seat_client_validate_event_serial(event->seat, event->serial)) {
		menu_request(&toplevel->window, event->x - geometry->x, event->y - geometry->y);
	}
}

static void handle_set_title(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_title);
	take_text(toplevel);
}

static void handle_set_app_id(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_app_id);
	take_text(toplevel);
}

static void handle_set_parent(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, set_parent);
	struct wlr_xdg_toplevel *parent = toplevel->xdg->parent;
	struct toplevel *owner = parent != NULL ? parent->base->data : NULL;
	toplevel->window.parent = owner != NULL ? &owner->window : NULL;
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct toplevel *toplevel = wl_container_of(listener, toplevel, destroy);
	struct wl_listener *listeners[] = {&toplevel->map, &toplevel->unmap, &toplevel->commit,
		&toplevel->destroy, &toplevel->new_popup, &toplevel->request_move,
		&toplevel->request_resize, &toplevel->request_maximize,
		&toplevel->request_fullscreen, &toplevel->request_minimize, &toplevel->request_menu,
		&toplevel->set_title, &toplevel->set_app_id, &toplevel->set_parent};
	for (size_t i = 0; i < sizeof(listeners) / sizeof(listeners[0]); i++) {
		wl_list_remove(&listeners[i]->link);
	}
	toplevel->xdg->base->data = NULL;
	window_finish(&toplevel->window);
	free(toplevel);
}

static void listen_all(struct toplevel *toplevel) {
	struct wlr_xdg_toplevel *xdg = toplevel->xdg;
	struct wlr_surface *surface = xdg->base->surface;
	listen_begin(&toplevel->map, &surface->events.map, handle_map);
	listen_begin(&toplevel->unmap, &surface->events.unmap, handle_unmap);
	listen_begin(&toplevel->commit, &surface->events.commit, handle_commit);
	listen_begin(&toplevel->destroy, &xdg->events.destroy, handle_destroy);
	listen_begin(&toplevel->new_popup, &xdg->base->events.new_popup, handle_new_popup);
	listen_begin(&toplevel->request_move, &xdg->events.request_move, handle_request_move);
	listen_begin(&toplevel->request_resize, &xdg->events.request_resize, handle_request_resize);
	listen_begin(&toplevel->request_maximize, &xdg->events.request_maximize,
		handle_request_maximize);
	listen_begin(&toplevel->request_fullscreen, &xdg->events.request_fullscreen,
		handle_request_fullscreen);
	listen_begin(&toplevel->request_minimize, &xdg->events.request_minimize,
		handle_request_minimize);
	listen_begin(&toplevel->request_menu, &xdg->events.request_show_window_menu,
		handle_request_menu);
	listen_begin(&toplevel->set_title, &xdg->events.set_title, handle_set_title);
	listen_begin(&toplevel->set_app_id, &xdg->events.set_app_id, handle_set_app_id);
	listen_begin(&toplevel->set_parent, &xdg->events.set_parent, handle_set_parent);
}

static bool create_trees(struct toplevel *toplevel) {
	const struct wlr_scene_node *origin = &toplevel->window.interior->node;
	toplevel->tree = wlr_scene_subsurface_tree_create(
		toplevel->window.interior, toplevel->xdg->base->surface);
	toplevel->popups = wlr_scene_tree_create(toplevel->window.tree);
	if (toplevel->tree == NULL || toplevel->popups == NULL) {
		return false;
	}
	wlr_scene_node_set_position(&toplevel->popups->node, origin->x, origin->y);
	return true;
}

void toplevel_create(struct desk *desk, struct wlr_xdg_toplevel *xdg) {
	struct toplevel *toplevel = calloc(1, sizeof(*toplevel));
	if (toplevel == NULL) {
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	label_init_local(&toplevel->label);
	toplevel->xdg = xdg;
	if (!window_init(&toplevel->window, &toplevel_impl, desk, &toplevel->label)) {
		wl_resource_post_no_memory(xdg->resource);
		free(toplevel);
		return;
	}
	if (!create_trees(toplevel)) {
		wl_resource_post_no_memory(xdg->resource);
		window_finish(&toplevel->window);
		free(toplevel);
		return;
	}
	xdg->base->data = toplevel;
	listen_all(toplevel);
}
