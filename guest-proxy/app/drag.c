// SPDX-License-Identifier: MIT
#include "guest-proxy/app/drag.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_device.h>

#include "common/refused_drag.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"

struct drag {
	struct window window;
	struct wlr_drag *wlr; // goes first
	uint32_t serial; // the compositor's
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener icon_destroy;
	struct wl_listener destroy;
};

static bool announce(struct window *window) {
	struct drag *drag = wl_container_of(window, drag, window);
	if (drag->serial == 0) {
		return false;
	}
	struct gui_drag_create record = {.window = window->id, .serial = drag->serial};
	send_drag_create(window->app->link, &record);
	window->configured = true; // nothing is asked of an icon
	return true;
}

static void geometry(struct window *window, struct wlr_box *box) {
	const struct wlr_surface_state *state = &window->tree.surface->current;
	*box = (struct wlr_box){.width = state->width, .height = state->height};
}

void drag_cancel(struct app *app) {
	struct wlr_seat *seat = app->seat.wlr;
	if (seat->drag == NULL) {
		return;
	}
	wlr_seat_pointer_notify_clear_focus(seat);
	if (seat->drag->grab_type == WLR_DRAG_GRAB_KEYBOARD_TOUCH) {
		wlr_seat_touch_end_grab(seat);
	} else {
		wlr_seat_pointer_end_grab(seat);
	}
}

// A drop comes with the release of the button, before this. What still drags is not to
// be dropped.
static void close(struct window *window) {
	struct drag *drag = wl_container_of(window, drag, window);
	if (window->app->seat.wlr->drag == drag->wlr) {
		drag_cancel(window->app);
	}
}

static const struct window_impl impl = {
	.announce = announce,
	.geometry = geometry,
	.close = close,
};

static void handle_map(struct wl_listener *listener, void *data) {
	struct drag *drag = wl_container_of(listener, drag, map);
	window_map(&drag->window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct drag *drag = wl_container_of(listener, drag, unmap);
	drag->window.mapped = false;
}

static void handle_icon_destroy(struct wl_listener *listener, void *data) {
	struct drag *drag = wl_container_of(listener, drag, icon_destroy);
	listen_end(&drag->map);
	listen_end(&drag->unmap);
	listen_end(&drag->icon_destroy);
	window_unset_surface(&drag->window);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct drag *drag = wl_container_of(listener, drag, destroy);
	listen_end(&drag->map);
	listen_end(&drag->unmap);
	listen_end(&drag->icon_destroy);
	listen_end(&drag->destroy);
	window_finish(&drag->window);
	free(drag);
}

static void show_icon(struct drag *drag, struct wlr_drag_icon *icon) {
	if (!window_set_surface(&drag->window, icon->surface)) {
		return;
	}
	listen_begin(&drag->map, &icon->surface->events.map, handle_map);
	listen_begin(&drag->unmap, &icon->surface->events.unmap, handle_unmap);
	listen_begin(&drag->icon_destroy, &icon->events.destroy, handle_icon_destroy);
	if (icon->surface->mapped) {
		window_map(&drag->window);
	}
}

static void handle_start(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, drags.start);
	struct wlr_drag *wlr = data;
	struct drag *drag = calloc(1, sizeof(*drag));
	if (drag == NULL) {
		return; // it goes on, without an icon
	}
	drag->wlr = wlr;
	drag->serial = app->drags.serial;
	window_init(&drag->window, app, &impl);
	drag->window.role = WINDOW_DRAG;
	listen_begin(&drag->destroy, &wlr->events.destroy, handle_destroy);
	if (wlr->icon != NULL) {
		show_icon(drag, wlr->icon);
	}
	window_announce(&drag->window);
}

static void handle_request_start(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, drags.request_start);
	struct wlr_seat_request_start_drag_event *event = data;
	struct wlr_seat *seat = app->seat.wlr;
	struct wlr_touch_point *point;
	app->drags.serial = seat_host_serial(app, event->serial);
	if (wlr_seat_validate_pointer_grab_serial(seat, event->origin, event->serial)) {
		wlr_seat_start_pointer_drag(seat, event->drag, event->serial);
	} else if (wlr_seat_validate_touch_grab_serial(
			   seat, event->origin, event->serial, &point)) {
		wlr_seat_start_touch_drag(seat, event->drag, event->serial, point);
	} else {
		refused_drag_end(event->drag);
	}
}

bool drag_init(struct app *app) {
	struct wlr_seat *seat = app->seat.wlr;
	listen_begin(
		&app->drags.request_start, &seat->events.request_start_drag, handle_request_start);
	listen_begin(&app->drags.start, &seat->events.start_drag, handle_start);
	return true;
}

void drag_finish(struct app *app) {
	listen_end(&app->drags.request_start);
	listen_end(&app->drags.start);
}
