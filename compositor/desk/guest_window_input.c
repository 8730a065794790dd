// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_window_input.h"

#include "compositor/desk/guest_input.h"
#include "compositor/desk/guest_window.h"

static struct desk_guest *guest_of(struct window *window) {
	return guest_window_from(window)->guest;
}

static uint32_t id_of(struct window *window) {
	return guest_window_from(window)->id;
}

static void keyboard_enter(struct window *window) {
	guest_input_keyboard_enter(guest_of(window), id_of(window));
}

static void keyboard_leave(struct window *window) {
	guest_input_keyboard_leave(guest_of(window), id_of(window));
}

static void key(struct window *window, uint64_t time, uint32_t key, bool pressed) {
	guest_input_key(guest_of(window), time, key, pressed);
}

static void modifiers(struct window *window) {
	guest_input_modifiers(guest_of(window));
}

static void pointer_enter(struct window *window, double x, double y) {
	guest_input_pointer_enter(guest_of(window), id_of(window), x, y);
}

static void pointer_leave(struct window *window) {
	guest_input_pointer_leave(guest_of(window), id_of(window));
}

static void pointer_motion(struct window *window, uint64_t time, double x, double y) {
	guest_input_pointer_motion(guest_of(window), time, x, y);
}

static void pointer_button(struct window *window, uint64_t time, uint32_t button, bool pressed) {
	guest_input_pointer_button(guest_of(window), time, button, pressed);
}

static void pointer_axis(struct window *window, const struct wlr_pointer_axis_event *event) {
	guest_input_pointer_axis(guest_of(window), event);
}

static void pointer_frame(struct window *window) {
	guest_input_pointer_frame(guest_of(window));
}

static void pointer_relative(struct window *window, uint64_t time, const double delta[4]) {
	guest_input_pointer_relative(guest_of(window), time, delta);
}

static void touch_down(struct window *window, uint64_t time, int32_t id, double x, double y) {
	const struct guest_touch touch = {.time = time, .id = id, .x = x, .y = y};
	guest_input_touch_down(guest_of(window), id_of(window), &touch);
}

static void touch_motion(struct window *window, uint64_t time, int32_t id, double x, double y) {
	const struct guest_touch touch = {.time = time, .id = id, .x = x, .y = y};
	guest_input_touch_motion(guest_of(window), &touch);
}

static void touch_up(struct window *window, uint64_t time, int32_t id) {
	const struct guest_touch touch = {.time = time, .id = id};
	guest_input_touch_up(guest_of(window), &touch);
}

static void touch_frame(struct window *window) {
	guest_input_touch_frame(guest_of(window));
}

static void touch_cancel(struct window *window) {
	guest_input_touch_cancel(guest_of(window));
}

const struct window_impl guest_window_impl = {
	.configure = guest_window_configure,
	.close = guest_window_close,
	.set_visible = guest_window_set_visible,
	.keyboard_enter = keyboard_enter,
	.keyboard_leave = keyboard_leave,
	.key = key,
	.modifiers = modifiers,
	.pointer_enter = pointer_enter,
	.pointer_leave = pointer_leave,
	.pointer_motion = pointer_motion,
	.pointer_button = pointer_button,
	.pointer_axis = pointer_axis,
	.pointer_frame = pointer_frame,
	.pointer_relative = pointer_relative,
	.touch_down = touch_down,
	.touch_motion = touch_motion,
	.touch_up = touch_up,
	.touch_frame = touch_frame,
	.touch_cancel = touch_cancel,
};
