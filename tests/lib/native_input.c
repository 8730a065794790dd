// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "tests/lib/native_priv.h"

static void handle_pointer_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y) {
	struct native *native = data;
	native->has_pointer = true;
}

static void handle_pointer_leave(
	void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface) {
	struct native *native = data;
	native->has_pointer = false;
}

static void handle_motion(
	void *data, struct wl_pointer *pointer, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
}

static void handle_button(void *data, struct wl_pointer *pointer, uint32_t serial, uint32_t time,
	uint32_t button, uint32_t state) {
	struct native *native = data;
	if (state == WL_POINTER_BUTTON_STATE_PRESSED) {
		native->serial = serial;
		++native->buttons_down;
	} else {
		--native->buttons_down;
	}
}

static void handle_axis(
	void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis, wl_fixed_t value) {
}

static const struct wl_pointer_listener pointer_listener = {
	.enter = handle_pointer_enter,
	.leave = handle_pointer_leave,
	.motion = handle_motion,
	.button = handle_button,
	.axis = handle_axis,
};

static void handle_keymap(
	void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size) {
	close(fd);
}

static void handle_keyboard_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	struct wl_surface *surface, struct wl_array *keys) {
	struct native *native = data;
	native->has_keyboard = true;
	native->keys_down = (uint32_t)(keys->size / sizeof(uint32_t));
}

static void handle_keyboard_leave(
	void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface) {
	struct native *native = data;
	native->has_keyboard = false;
}

static void handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time,
	uint32_t key, uint32_t state) {
	struct native *native = data;
	if (state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		native->serial = serial;
		++native->keys_down;
	} else {
		--native->keys_down;
	}
}

static void handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = handle_keymap,
	.enter = handle_keyboard_enter,
	.leave = handle_keyboard_leave,
	.key = handle_key,
	.modifiers = handle_modifiers,
};

static void handle_down(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
	struct wl_surface *surface, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct native *native = data;
	native->serial = serial;
}

static void handle_up(
	void *data, struct wl_touch *touch, uint32_t serial, uint32_t time, int32_t id) {
}

static void handle_touch_motion(
	void *data, struct wl_touch *touch, uint32_t time, int32_t id, wl_fixed_t x, wl_fixed_t y) {
}

static void handle_frame(void *data, struct wl_touch *touch) {
}

static void handle_cancel(void *data, struct wl_touch *touch) {
}

static const struct wl_touch_listener touch_listener = {
	.down = handle_down,
	.up = handle_up,
	.motion = handle_touch_motion,
	.frame = handle_frame,
	.cancel = handle_cancel,
};

void native_input_init(struct native *native) {
	native->pointer = wl_seat_get_pointer(native->app.seat);
	wl_pointer_add_listener(native->pointer, &pointer_listener, native);
	native->keyboard = wl_seat_get_keyboard(native->app.seat);
	wl_keyboard_add_listener(native->keyboard, &keyboard_listener, native);
	native->touch = wl_seat_get_touch(native->app.seat);
	wl_touch_add_listener(native->touch, &touch_listener, native);
}

void native_input_finish(struct native *native) {
	wl_pointer_destroy(native->pointer);
	wl_keyboard_destroy(native->keyboard);
	wl_touch_destroy(native->touch);
}
