// SPDX-License-Identifier: MIT
#include "compositor/local/toplevel_input.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/moment.h"
#include "compositor/local/toplevel.h"

static void local_keyboard_enter(struct window *window) {
	struct wlr_seat *seat = window->desk->seat;
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(seat);
	// No held keys: none of them was pressed for this window
	wlr_seat_keyboard_notify_enter(seat, toplevel_from_window(window)->xdg->base->surface, NULL,
		0, keyboard != NULL ? &keyboard->modifiers : NULL);
}

static void local_keyboard_leave(struct window *window) {
	wlr_seat_keyboard_notify_clear_focus(window->desk->seat);
}

static void local_key(struct window *window, uint64_t time, uint32_t key, bool pressed) {
	wlr_seat_keyboard_notify_key(window->desk->seat, moment_ms(time), key,
		pressed ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED);
}

static void local_modifiers(struct window *window) {
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(window->desk->seat);
	if (keyboard != NULL) {
		wlr_seat_keyboard_notify_modifiers(window->desk->seat, &keyboard->modifiers);
	}
}

// The surface of the tree at this point of the interior, and the point in it
static struct wlr_surface *surface_at(
	struct toplevel *toplevel, double x, double y, double *sx, double *sy) {
	struct wlr_xdg_surface *base = toplevel->xdg->base;
	struct wlr_box geometry;
	wlr_xdg_surface_get_geometry(base, &geometry);
	return wlr_xdg_surface_surface_at(base, x + geometry.x, y + geometry.y, sx, sy);
}

static void local_pointer_enter(struct window *window, double x, double y) {
	struct toplevel *toplevel = toplevel_from_window(window);
	double sx, sy;
	struct wlr_surface *surface = surface_at(toplevel, x, y, &sx, &sy);
	if (surface == NULL) {
		wlr_seat_pointer_notify_clear_focus(window->desk->seat);
		return;
	}
	toplevel->surface_x = x - sx;
	toplevel->surface_y = y - sy;
	wlr_seat_pointer_notify_enter(window->desk->seat, surface, sx, sy);
}

static void local_pointer_leave(struct window *window) {
	wlr_seat_pointer_notify_clear_focus(window->desk->seat);
}

static void local_pointer_motion(struct window *window, uint64_t time, double x, double y) {
	struct wlr_seat *seat = window->desk->seat;
	// While a button is down the surface keeps the pointer, wherever it goes; but a drag
	// goes from one to the other
	bool drag = seat->drag != NULL;
	if (seat->pointer_state.button_count == 0 || drag) {
		local_pointer_enter(window, x, y);
	}
	struct toplevel *toplevel = toplevel_from_window(window);
	if (seat->pointer_state.focused_surface != NULL || drag) {
		wlr_seat_pointer_notify_motion(
			seat, moment_ms(time), x - toplevel->surface_x, y - toplevel->surface_y);
	}
}

static void local_pointer_button(
	struct window *window, uint64_t time, uint32_t button, bool pressed) {
	wlr_seat_pointer_notify_button(window->desk->seat, moment_ms(time), button,
		pressed ? WL_POINTER_BUTTON_STATE_PRESSED : WL_POINTER_BUTTON_STATE_RELEASED);
}

static void local_pointer_axis(struct window *window, const struct wlr_pointer_axis_event *event) {
	wlr_seat_pointer_notify_axis(window->desk->seat, event->time_msec, event->orientation,
		event->delta, event->delta_discrete, event->source, event->relative_direction);
}

static void local_pointer_frame(struct window *window) {
	wlr_seat_pointer_notify_frame(window->desk->seat);
}

static void local_pointer_relative(struct window *window, uint64_t time, const double delta[4]) {
	// Local programs are given no relative pointer
}

static void local_touch_down(struct window *window, uint64_t time, int32_t id, double x, double y) {
	double sx, sy;
	struct wlr_surface *surface = surface_at(toplevel_from_window(window), x, y, &sx, &sy);
	if (surface != NULL) {
		wlr_seat_touch_notify_down(
			window->desk->seat, surface, moment_ms(time), id, sx, sy);
	}
}

static void local_touch_motion(
	struct window *window, uint64_t time, int32_t id, double x, double y) {
	double sx, sy;
	struct wlr_seat *seat = window->desk->seat;
	struct wlr_surface *surface = surface_at(toplevel_from_window(window), x, y, &sx, &sy);
	if (surface == NULL) {
		return;
	}
	if (seat->drag != NULL) {
		wlr_seat_touch_point_focus(seat, surface, moment_ms(time), id, sx, sy);
	}
	wlr_seat_touch_notify_motion(seat, moment_ms(time), id, sx, sy);
}

static void local_touch_up(struct window *window, uint64_t time, int32_t id) {
	wlr_seat_touch_notify_up(window->desk->seat, moment_ms(time), id);
}

static void local_touch_frame(struct window *window) {
	wlr_seat_touch_notify_frame(window->desk->seat);
}

static void local_touch_cancel(struct window *window) {
	struct wlr_surface *surface = toplevel_from_window(window)->xdg->base->surface;
	struct wlr_seat_client *client = wlr_seat_client_for_wl_client(
		window->desk->seat, wl_resource_get_client(surface->resource));
	if (client != NULL) {
		wlr_seat_touch_notify_cancel(window->desk->seat, client);
	}
}

const struct window_impl toplevel_impl = {
	.configure = toplevel_configure,
	.close = toplevel_close,
	.set_visible = toplevel_set_visible,
	.keyboard_enter = local_keyboard_enter,
	.keyboard_leave = local_keyboard_leave,
	.key = local_key,
	.modifiers = local_modifiers,
	.pointer_enter = local_pointer_enter,
	.pointer_leave = local_pointer_leave,
	.pointer_motion = local_pointer_motion,
	.pointer_button = local_pointer_button,
	.pointer_axis = local_pointer_axis,
	.pointer_frame = local_pointer_frame,
	.pointer_relative = local_pointer_relative,
	.touch_down = local_touch_down,
	.touch_motion = local_touch_motion,
	.touch_up = local_touch_up,
	.touch_frame = local_touch_frame,
	.touch_cancel = local_touch_cancel,
};
