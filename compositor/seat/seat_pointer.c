// SPDX-License-Identifier: MIT
#include "compositor/seat/seat_pointer.h"

#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_touch.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/input.h"
#include "compositor/desk/listen.h"
#include "compositor/seat/device.h"
#include "compositor/seat/seat_priv.h"

static void move(
	struct seat *seat, struct wlr_pointer *pointer, uint32_t msec, const double delta[4]) {
	struct desk *desk = seat->desk;
	double dx = delta[0], dy = delta[1];
	seat_activity(seat);
	input_constrain(desk, &dx, &dy);
	wlr_cursor_move(desk->cursor, &pointer->base, dx, dy);
	input_pointer_motion(desk, seat_time(msec), delta);
}

static void handle_motion(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.motion);
	const struct wlr_pointer_motion_event *event = data;
	const double delta[4] = {
		event->delta_x, event->delta_y, event->unaccel_dx, event->unaccel_dy};
	move(seat, event->pointer, event->time_msec, delta);
}

static void handle_motion_absolute(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.motion_absolute);
	const struct wlr_pointer_motion_absolute_event *event = data;
	struct wlr_cursor *cursor = seat->desk->cursor;
	double x, y;
	wlr_cursor_absolute_to_layout_coords(
		cursor, &event->pointer->base, event->x, event->y, &x, &y);
	const double dx = x - cursor->x, dy = y - cursor->y;
	const double delta[4] = {dx, dy, dx, dy};
	move(seat, event->pointer, event->time_msec, delta);
}

static struct device *device_of(struct seat *seat, const struct wlr_pointer *pointer) {
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		if (device->device == &pointer->base) {
			return device;
		}
	}
	return NULL;
}

static void handle_button(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.button);
	const struct wlr_pointer_button_event *event = data;
	bool pressed = event->state == WL_POINTER_BUTTON_STATE_PRESSED;
	struct device *device = device_of(seat, event->pointer);
	seat_activity(seat);
	if (device != NULL && device_button(device, event->button, pressed)) {
		input_pointer_button(
			seat->desk, seat_time(event->time_msec), event->button, pressed);
	}
}

static void handle_axis(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.axis);
	seat_activity(seat);
	input_pointer_axis(seat->desk, data);
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.frame);
	input_pointer_frame(seat->desk);
}

static void handle_touch_down(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.touch_down);
	const struct wlr_touch_down_event *event = data;
	double x, y;
	wlr_cursor_absolute_to_layout_coords(
		seat->desk->cursor, &event->touch->base, event->x, event->y, &x, &y);
	seat_activity(seat);
	input_touch_down(seat->desk, seat_time(event->time_msec), event->touch_id, x, y);
}

static void handle_touch_motion(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.touch_motion);
	const struct wlr_touch_motion_event *event = data;
	double x, y;
	wlr_cursor_absolute_to_layout_coords(
		seat->desk->cursor, &event->touch->base, event->x, event->y, &x, &y);
	seat_activity(seat);
	input_touch_motion(seat->desk, seat_time(event->time_msec), event->touch_id, x, y);
}

static void handle_touch_up(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.touch_up);
	const struct wlr_touch_up_event *event = data;
	seat_activity(seat);
	input_touch_up(seat->desk, seat_time(event->time_msec), event->touch_id);
}

static void handle_touch_cancel(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.touch_cancel);
	input_touch_cancel(seat->desk);
}

static void handle_touch_frame(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, cursor.touch_frame);
	input_touch_frame(seat->desk);
}

void seat_pointer_init(struct seat *seat) {
	struct wlr_cursor *cursor = seat->desk->cursor;
	listen_begin(&seat->cursor.motion, &cursor->events.motion, handle_motion);
	listen_begin(&seat->cursor.motion_absolute, &cursor->events.motion_absolute,
		handle_motion_absolute);
	listen_begin(&seat->cursor.button, &cursor->events.button, handle_button);
	listen_begin(&seat->cursor.axis, &cursor->events.axis, handle_axis);
	listen_begin(&seat->cursor.frame, &cursor->events.frame, handle_frame);
	listen_begin(&seat->cursor.touch_down, &cursor->events.touch_down, handle_touch_down);
	listen_begin(&seat->cursor.touch_motion, &cursor->events.touch_motion, handle_touch_motion);
	listen_begin(&seat->cursor.touch_up, &cursor->events.touch_up, handle_touch_up);
	listen_begin(&seat->cursor.touch_cancel, &cursor->events.touch_cancel, handle_touch_cancel);
	listen_begin(&seat->cursor.touch_frame, &cursor->events.touch_frame, handle_touch_frame);
}

void seat_pointer_finish(struct seat *seat) {
	wl_list_remove(&seat->cursor.motion.link);
	wl_list_remove(&seat->cursor.motion_absolute.link);
	wl_list_remove(&seat->cursor.button.link);
	wl_list_remove(&seat->cursor.axis.link);
	wl_list_remove(&seat->cursor.frame.link);
	wl_list_remove(&seat->cursor.touch_down.link);
	wl_list_remove(&seat->cursor.touch_motion.link);
	wl_list_remove(&seat->cursor.touch_up.link);
	wl_list_remove(&seat->cursor.touch_cancel.link);
	wl_list_remove(&seat->cursor.touch_frame.link);
}
