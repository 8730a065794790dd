// SPDX-License-Identifier: MIT
#include "tests/lib/recorder.h"

#include <check.h>
#include <linux/input-event-codes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compositor/desk/desk.h"

static void note(struct window *window, const char *format, ...) {
	struct recorder *recorder = wl_container_of(window, recorder, window);
	size_t len = strlen(recorder->log);
	va_list args;
	va_start(args, format);
	vsnprintf(recorder->log + len, sizeof(recorder->log) - len, format, args);
	va_end(args);
}

static void configure(struct window *window) {
}

static void close_window(struct window *window) {
	note(window, "close ");
}

static void set_visible(struct window *window, bool visible) {
}

static void keyboard_enter(struct window *window) {
	note(window, "kbd+ ");
}

static void keyboard_leave(struct window *window) {
	note(window, "kbd- ");
}

static void key(struct window *window, uint64_t time, uint32_t code, bool pressed) {
	note(window, "key%u%c ", code, pressed ? '+' : '-');
}

static void modifiers(struct window *window) {
	note(window, "mods ");
}

static void pointer_enter(struct window *window, double x, double y) {
	note(window, "ptr+%g,%g ", x, y);
}

static void pointer_leave(struct window *window) {
	note(window, "ptr- ");
}

static void pointer_motion(struct window *window, uint64_t time, double x, double y) {
	note(window, "to%g,%g ", x, y);
}

static void pointer_button(struct window *window, uint64_t time, uint32_t button, bool pressed) {
	note(window, "btn%u%c ", button - BTN_LEFT, pressed ? '+' : '-');
}

static void pointer_axis(struct window *window, const struct wlr_pointer_axis_event *event) {
	note(window, "axis ");
}

static void pointer_frame(struct window *window) {
}

static void pointer_relative(struct window *window, uint64_t time, const double delta[4]) {
}

static void finger_down(struct window *window, uint64_t time, int32_t id, double x, double y) {
	note(window, "down%d@%g,%g ", id, x, y);
}

static void finger_motion(struct window *window, uint64_t time, int32_t id, double x, double y) {
	note(window, "drag%d@%g,%g ", id, x, y);
}

static void finger_up(struct window *window, uint64_t time, int32_t id) {
	note(window, "up%d ", id);
}

static void finger_frame(struct window *window) {
}

static void finger_cancel(struct window *window) {
	note(window, "cancel ");
}

static const struct window_impl recorder_impl = {
	.configure = configure,
	.close = close_window,
	.set_visible = set_visible,
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
	.touch_down = finger_down,
	.touch_motion = finger_motion,
	.touch_up = finger_up,
	.touch_frame = finger_frame,
	.touch_cancel = finger_cancel,
};

struct recorder *recorder_create_new(struct desk *desk, const char *guest, int x, int y) {
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	ck_assert_ptr_nonnull(recorder);
	if (guest[0] == '\0') {
		label_init_local(&recorder->label);
	} else {
		ck_assert(label_init(&recorder->label, guest, "blue"));
	}
	ck_assert(window_init(&recorder->window, &recorder_impl, desk, &recorder->label));
	window_resized(&recorder->window, 100, 100);
	window_map(&recorder->window);
	window_move(&recorder->window, x, y);
	return recorder;
}

struct recorder *recorder_create(struct desk *desk, const char *guest, int x, int y) {
	struct recorder *recorder = recorder_create_new(desk, guest, x, y);
	recorder->window.mapped_at -= UINT64_C(1000000) * GUI_HOLD_OFF;
	recorder_take(recorder);
	return recorder;
}

void recorder_destroy(struct recorder *recorder) {
	window_unmap(&recorder->window);
	window_finish(&recorder->window);
	free(recorder);
}

const char *recorder_take(struct recorder *recorder) {
	memcpy(recorder->taken, recorder->log, sizeof(recorder->taken));
	recorder->log[0] = '\0';
	size_t len = strlen(recorder->taken);
	if (len > 0) {
		recorder->taken[len - 1] = '\0'; // the last space
	}
	return recorder->taken;
}
