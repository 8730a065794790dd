// SPDX-License-Identifier: MIT
#include "guest-proxy/app/pointer.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_seat.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/keyboard.h"
#include "guest-proxy/app/window.h"
#include "protocol/limits.h"

// The surface that a pressed button holds the pointer to. NULL: none, or not in window
static struct wlr_surface *held_surface(
	struct app *app, struct window *window, double *x, double *y) {
	struct wlr_seat *seat = app->seat.wlr;
	struct wlr_surface *surface = seat->pointer_state.focused_surface;
	int surface_x, surface_y;
	if (seat->drag != NULL || seat->pointer_state.button_count == 0 || surface == NULL ||
		!tree_position(&window->tree, surface, &surface_x, &surface_y)) {
		return NULL;
	}
	*x += window->canvas.box.x - surface_x;
	*y += window->canvas.box.y - surface_y;
	return surface;
}

// Where the pointer is now. Returns the surface, with x and y in it, or NULL.
static struct wlr_surface *refocus(struct app *app, double *x, double *y) {
	struct window *window = window_from_id(app, app->seat.pointer_window);
	*x = app->seat.x;
	*y = app->seat.y;
	if (window == NULL) {
		return NULL;
	}
	struct wlr_surface *surface = held_surface(app, window, x, y);
	return surface != NULL ? surface : seat_surface_at(window, x, y);
}

static void focus(struct app *app, uint32_t time, bool moved) {
	struct wlr_seat *seat = app->seat.wlr;
	double x, y;
	struct wlr_surface *surface = refocus(app, &x, &y);
	if (surface == NULL) {
		wlr_seat_pointer_notify_clear_focus(seat);
		return;
	}
	wlr_seat_pointer_notify_enter(seat, surface, x, y);
	if (moved) {
		wlr_seat_pointer_notify_motion(seat, time, x, y);
	}
}

void pointer_release_all(struct app *app) {
	struct wlr_seat *seat = app->seat.wlr;
	size_t left = seat->pointer_state.button_count;
	while (left > 0) {
		uint32_t button = seat->pointer_state.buttons[left - 1];
		wlr_seat_pointer_notify_button(
			seat, seat_now(), button, WL_POINTER_BUTTON_STATE_RELEASED);
		left = seat->pointer_state.button_count < left ? left - 1 : 0;
	}
	wlr_seat_pointer_notify_frame(seat);
}

void pointer_enter(void *data, const struct gui_pointer_enter *record) {
	struct app *app = data;
	app->seat.pointer_window = record->window;
	app->seat.pointer_serial = record->serial;
	app->seat.x = record->x / (double)GUI_FIXED_ONE;
	app->seat.y = record->y / (double)GUI_FIXED_ONE;
	uint32_t before = wl_display_get_serial(app->display);
	focus(app, 0, false);
	seat_note_serials(app, before, record->serial);
}

void pointer_leave(void *data, const struct gui_pointer_leave *record) {
	struct app *app = data;
	if (app->seat.pointer_window != record->window) {
		return;
	}
	app->seat.pointer_window = 0;
	wlr_seat_pointer_notify_clear_focus(app->seat.wlr);
}

void pointer_motion(void *data, const struct gui_pointer_motion *record) {
	struct app *app = data;
	app->seat.x = record->x / (double)GUI_FIXED_ONE;
	app->seat.y = record->y / (double)GUI_FIXED_ONE;
	uint32_t before = wl_display_get_serial(app->display);
	focus(app, seat_time(app, record->time), true);
	// Another surface of the window may have been entered
	seat_note_serials(app, before, app->seat.pointer_serial);
}

void pointer_button(void *data, const struct gui_pointer_button *record) {
	struct app *app = data;
	keyboard_precede(app);
	uint32_t before = wl_display_get_serial(app->display);
	wlr_seat_pointer_notify_button(app->seat.wlr, seat_time(app, record->time), record->button,
		record->pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				: WL_POINTER_BUTTON_STATE_RELEASED);
	seat_note_serials(app, before, record->serial);
	if (record->pressed) {
		app->seat.last_act = record->serial;
	} else if (app->seat.wlr->pointer_state.button_count == 0) {
		// What the button held the pointer to may not be what is under it
		before = wl_display_get_serial(app->display);
		focus(app, 0, false);
		seat_note_serials(app, before, app->seat.pointer_serial);
	}
}

void pointer_axis(void *data, const struct gui_pointer_axis *record) {
	struct app *app = data;
	const struct wlr_seat_pointer_state *state = &app->seat.wlr->pointer_state;
	keyboard_precede(app);
	if (state->sent_axis_source && state->cached_axis_source != record->source) {
		// wlroots insists on one source in a frame
		wlr_seat_pointer_notify_frame(app->seat.wlr);
	}
	wlr_seat_pointer_notify_axis(app->seat.wlr, seat_time(app, record->time),
		record->horizontal ? WL_POINTER_AXIS_HORIZONTAL_SCROLL
				   : WL_POINTER_AXIS_VERTICAL_SCROLL,
		record->value / (double)GUI_FIXED_ONE, record->value120,
		(enum wl_pointer_axis_source)record->source,
		record->inverted ? WL_POINTER_AXIS_RELATIVE_DIRECTION_INVERTED
				 : WL_POINTER_AXIS_RELATIVE_DIRECTION_IDENTICAL);
}

void pointer_frame(void *data, const struct gui_pointer_frame *record) {
	struct app *app = data;
	wlr_seat_pointer_notify_frame(app->seat.wlr);
}
