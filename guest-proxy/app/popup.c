// SPDX-License-Identifier: MIT
#include "guest-proxy/app/popup.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/host/send.h"

static struct popup *popup_from_window(struct window *window) {
	struct popup *popup = wl_container_of(window, popup, window);
	return popup;
}

static int32_t coordinate(int32_t value) {
	if (value < -GUI_COORD_MAX) {
		return -GUI_COORD_MAX;
	}
	return value < GUI_COORD_MAX ? value : GUI_COORD_MAX;
}

static uint32_t length(int32_t value, int32_t min) {
	value = value > min ? value : min;
	return value < GUI_SIZE_MAX ? (uint32_t)value : GUI_SIZE_MAX;
}

// popup_reposition holds all that popup_create does, but for the grab
static struct gui_popup_reposition positioner(const struct popup *popup) {
	const struct wlr_xdg_positioner_rules *rules = &popup->xdg->scheduled.rules;
	return (struct gui_popup_reposition){
		.window = popup->window.id,
		.anchor_x = coordinate(rules->anchor_rect.x),
		.anchor_y = coordinate(rules->anchor_rect.y),
		.anchor_width = length(rules->anchor_rect.width, 0),
		.anchor_height = length(rules->anchor_rect.height, 0),
		.width = length(rules->size.width, 1),
		.height = length(rules->size.height, 1),
		.anchor = rules->anchor,
		.gravity = rules->gravity,
		.constraint = rules->constraint_adjustment & 63,
		.offset_x = coordinate(rules->offset.x),
		.offset_y = coordinate(rules->offset.y),
		.reactive = rules->reactive,
		.parent_width = length(rules->parent_size.width, 0),
		.parent_height = length(rules->parent_size.height, 0),
	};
}

static bool announce(struct window *window) {
	struct popup *popup = popup_from_window(window);
	if (!window_takes_popup(window->parent)) {
		return false;
	}
	struct gui_popup_reposition rules = positioner(popup);
	struct gui_popup_create record = {
		.window = window->id,
		.parent = window->parent->id,
		// wlroots does not keep the serial of a grab; it was for the last act
		.grab_serial = popup->xdg->seat != NULL ? window->app->seat.last_act : 0,
		.anchor_x = rules.anchor_x,
		.anchor_y = rules.anchor_y,
		.anchor_width = rules.anchor_width,
		.anchor_height = rules.anchor_height,
		.width = rules.width,
		.height = rules.height,
		.anchor = rules.anchor,
		.gravity = rules.gravity,
		.constraint = rules.constraint,
		.offset_x = rules.offset_x,
		.offset_y = rules.offset_y,
		.reactive = rules.reactive,
		.parent_width = rules.parent_width,
		.parent_height = rules.parent_height,
	};
	send_popup_create(window->app->link, &record);
	return true;
}

static void geometry(struct window *window, struct wlr_box *box) {
	wlr_xdg_surface_get_geometry(popup_from_window(window)->xdg->base, box);
}

static uint32_t acked(struct window *window) {
	struct popup *popup = popup_from_window(window);
	return serials_take(&popup->configures, popup->xdg->base->current.configure_serial);
}

// One at a time: a program may ask faster than the compositor answers
static void move(struct popup *popup) {
	if (popup->window.id == 0) {
		return;
	}
	popup->move_again = popup->moving;
	if (!popup->moving) {
		struct gui_popup_reposition record = positioner(popup);
		record.token = popup->xdg->scheduled.reposition_token;
		popup->moving = true;
		send_popup_reposition(popup->window.app->link, &record);
	}
}

static void configure(struct window *window, const struct gui_popup_configure *record) {
	struct popup *popup = popup_from_window(window);
	struct wlr_xdg_popup *xdg = popup->xdg;
	if (!xdg->base->initialized) {
		return;
	}
	if (record->repositioned) {
		popup->moving = false;
	}
	if (popup->move_again && !popup->moving) {
		move(popup);
		return; // this is of a place that nobody wants any more
	}
	xdg->scheduled.geometry = (struct wlr_box){
		.x = record->x,
		.y = record->y,
		.width = (int)record->width,
		.height = (int)record->height,
	};
	uint32_t serial = wlr_xdg_surface_schedule_configure(xdg->base);
	serials_add(&popup->configures, serial - 1, serial, record->serial);
}

static void close(struct window *window) {
	wlr_xdg_popup_destroy(popup_from_window(window)->xdg);
}

static const struct window_impl impl = {
	.announce = announce,
	.geometry = geometry,
	.acked = acked,
	.popup_configure = configure,
	.close = close,
	.lost = close, // a menu does not outlive the screen that it was opened on
};

static void handle_commit(struct wl_listener *listener, void *data) {
	struct popup *popup = wl_container_of(listener, popup, commit);
	struct window *window = &popup->window;
	if (!popup->xdg->base->initial_commit) {
		uint32_t serial = popup->xdg->base->current.configure_serial;
		window->urgent |= serials_find(&popup->configures, serial) != 0;
		return;
	}
	serials_clear(&popup->configures);
	popup->moving = false;
	popup->move_again = false;
	if (!window_takes_popup(window->parent)) {
		wlr_xdg_popup_destroy(popup->xdg); // nobody will show it
		return;
	}
	window_announce(window);
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct popup *popup = wl_container_of(listener, popup, map);
	window_map(&popup->window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct popup *popup = wl_container_of(listener, popup, unmap);
	window_unmap(&popup->window);
}

static void handle_reposition(struct wl_listener *listener, void *data) {
	struct popup *popup = wl_container_of(listener, popup, reposition);
	move(popup);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct popup *popup = wl_container_of(listener, popup, destroy);
	listen_end(&popup->commit);
	listen_end(&popup->map);
	listen_end(&popup->unmap);
	listen_end(&popup->reposition);
	listen_end(&popup->destroy);
	window_finish(&popup->window);
	free(popup);
}

static void listen_all(struct popup *popup) {
	struct wlr_surface *surface = popup->xdg->base->surface;
	listen_begin(&popup->commit, &surface->events.commit, handle_commit);
	listen_begin(&popup->map, &surface->events.map, handle_map);
	listen_begin(&popup->unmap, &surface->events.unmap, handle_unmap);
	listen_begin(&popup->reposition, &popup->xdg->events.reposition, handle_reposition);
	listen_begin(&popup->destroy, &popup->xdg->events.destroy, handle_destroy);
}

void popup_handle_new(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, new_popup);
	struct wlr_xdg_popup *xdg = data;
	struct popup *popup = calloc(1, sizeof(*popup));
	if (popup == NULL) {
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	popup->xdg = xdg;
	window_init(&popup->window, app, &impl);
	popup->window.role = WINDOW_POPUP;
	if (xdg->parent != NULL) {
		popup->window.parent = window_from_surface(app, xdg->parent);
	}
	if (!window_set_surface(&popup->window, xdg->base->surface)) {
		window_finish(&popup->window);
		free(popup);
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	listen_all(popup);
}
