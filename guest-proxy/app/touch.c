// SPDX-License-Identifier: MIT
#include "guest-proxy/app/touch.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_seat.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/keyboard.h"
#include "guest-proxy/app/window.h"
#include "protocol/limits.h"

void touch_release_all(struct app *app) {
	struct wlr_seat *seat = app->seat.wlr;
	struct wlr_touch_point *point, *next;
	wl_list_for_each_safe(point, next, &seat->touch_state.touch_points, link) {
		wlr_seat_touch_notify_up(seat, seat_now(), point->touch_id);
	}
	wlr_seat_touch_notify_frame(seat);
}

void touch_down(void *data, const struct gui_touch_down *record) {
	struct app *app = data;
	struct window *window = window_from_id(app, record->window);
	if (window == NULL) {
		return;
	}
	double x = record->x / (double)GUI_FIXED_ONE, y = record->y / (double)GUI_FIXED_ONE;
	struct wlr_surface *surface = seat_surface_at(window, &x, &y);
	if (surface == NULL) {
		return;
	}
	keyboard_precede(app);
	uint32_t before = wl_display_get_serial(app->display);
	wlr_seat_touch_notify_down(
		app->seat.wlr, surface, seat_time(app, record->time), (int32_t)record->id, x, y);
	seat_note_serials(app, before, record->serial);
	app->seat.last_act = record->serial;
}

void touch_up(void *data, const struct gui_touch_up *record) {
	struct app *app = data;
	uint32_t before = wl_display_get_serial(app->display);
	wlr_seat_touch_notify_up(app->seat.wlr, seat_time(app, record->time), (int32_t)record->id);
	seat_note_serials(app, before, record->serial);
}

void touch_motion(void *data, const struct gui_touch_motion *record) {
	struct app *app = data;
	struct wlr_touch_point *point = wlr_seat_touch_get_point(
		app->seat.wlr, (int32_t)record->id);
	struct window *window = point != NULL && point->surface != NULL
		? window_from_surface(app, point->surface)
		: NULL;
	int x, y;
	if (window == NULL || !tree_position(&window->tree, point->surface, &x, &y)) {
		return;
	}
	// The record's position is in the window that the touch began in
	wlr_seat_touch_notify_motion(app->seat.wlr, seat_time(app, record->time),
		(int32_t)record->id, record->x / (double)GUI_FIXED_ONE + window->canvas.box.x - x,
		record->y / (double)GUI_FIXED_ONE + window->canvas.box.y - y);
}

void touch_frame(void *data, const struct gui_touch_frame *record) {
	struct app *app = data;
	wlr_seat_touch_notify_frame(app->seat.wlr);
}

void touch_cancel(void *data, const struct gui_touch_cancel *record) {
	struct app *app = data;
	struct wlr_drag *drag = app->seat.wlr->drag;
	if (drag != NULL && drag->grab_type == WLR_DRAG_GRAB_KEYBOARD_TOUCH) {
		drag_cancel(app); // wlroots would take the last finger for a drop
	}
	struct wlr_touch_point *point;
	wl_list_for_each(point, &app->seat.wlr->touch_state.touch_points, link) {
		if (point->client != NULL) {
			wlr_seat_touch_notify_cancel(app->seat.wlr, point->client);
			break; // the points of that client are gone
		}
	}
	touch_release_all(app);
}
