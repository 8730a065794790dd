// SPDX-License-Identifier: MIT
#include "tests/lib/stage.h"

#include <check.h>
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/backend/headless.h>
#include <wlr/render/allocator.h>
#include <wlr/render/pixman.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xcursor_manager.h>

#include "common/loop.h"
#include "compositor/desk/conf.h"
#include "compositor/seat/seat.h"

static const struct wlr_keyboard_impl keyboard_impl = {.name = "stage"};
static const struct wlr_pointer_impl pointer_impl = {.name = "stage"};
static const struct wlr_touch_impl touch_impl = {.name = "stage"};

static uint32_t now_ms(void) {
	return (uint32_t)(loop_now() / 1000000);
}

static void create_wlroots(struct stage *stage) {
	struct desk *desk = &stage->desk;
	stage->display = desk->display = wl_display_create();
	stage->backend = wlr_headless_backend_create(wl_display_get_event_loop(stage->display));
	desk->renderer = wlr_pixman_renderer_create();
	desk->allocator = wlr_allocator_autocreate(stage->backend, desk->renderer);
	desk->scene = wlr_scene_create();
	desk->layout = wlr_output_layout_create(stage->display);
	desk->seat = wlr_seat_create(stage->display, "seat0");
	desk->cursor = wlr_cursor_create();
	desk->xcursors = wlr_xcursor_manager_create(NULL, 24);
	ck_assert_ptr_nonnull(desk->allocator);
	wlr_cursor_attach_output_layout(desk->cursor, desk->layout);
}

static void create_devices(struct stage *stage) {
	stage->seat = seat_create(&stage->desk, stage->backend);
	ck_assert_ptr_nonnull(stage->seat);
	wlr_keyboard_init(&stage->keyboard, &keyboard_impl, "stage");
	wlr_pointer_init(&stage->pointer, &pointer_impl, "stage");
	wlr_touch_init(&stage->touch, &touch_impl, "stage");
	seat_add_device(stage->seat, &stage->keyboard.base);
	seat_add_device(stage->seat, &stage->pointer.base);
	seat_add_device(stage->seat, &stage->touch.base);
}

// Nothing is there yet: the stage begins unlocked
static void create_state(struct stage *stage) {
	stage->state = strdup("/tmp/mamparo-stage-XXXXXX");
	int fd = mkstemp(stage->state);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(unlink(stage->state), 0);
	ck_assert(lock_init(&stage->desk, stage->state));
}

// The desk's timers run inside the display's loop, as in the compositor
static int handle_loop(int fd, uint32_t mask, void *data) {
	loop_dispatch(data, 0);
	return 0;
}

struct wlr_output *stage_add_output(struct stage *stage, unsigned width, unsigned height) {
	struct wlr_output *output = wlr_headless_add_output(stage->backend, width, height);
	ck_assert_ptr_nonnull(output);
	ck_assert(wlr_output_init_render(output, stage->desk.allocator, stage->desk.renderer));
	return output;
}

struct stage *stage_create(void) {
	char error[512];
	struct stage *stage = calloc(1, sizeof(*stage));
	ck_assert_ptr_nonnull(stage);
	stage->desk.conf = conf_load(NULL, error);
	stage->desk.loop = loop_create();
	ck_assert_ptr_nonnull(stage->desk.conf);
	create_wlroots(stage);
	stage->loop_source = wl_event_loop_add_fd(wl_display_get_event_loop(stage->display),
		loop_fd(stage->desk.loop), WL_EVENT_READABLE, handle_loop, stage->desk.loop);
	ck_assert(desk_init(&stage->desk));
	create_state(stage);
	stage->output = stage_add_output(stage, STAGE_WIDTH, STAGE_HEIGHT);
	wlr_output_layout_add(stage->desk.layout, stage->output, 0, 0);
	create_devices(stage);
	ck_assert(wlr_backend_start(stage->backend));
	return stage;
}

void stage_destroy(struct stage *stage) {
	wlr_keyboard_finish(&stage->keyboard);
	wlr_pointer_finish(&stage->pointer);
	wlr_touch_finish(&stage->touch);
	seat_destroy(stage->seat);
	lock_finish(&stage->desk);
	desk_finish(&stage->desk);
	unlink(stage->state);
	free(stage->state);
	wlr_xcursor_manager_destroy(stage->desk.xcursors);
	wlr_cursor_destroy(stage->desk.cursor);
	wlr_scene_node_destroy(&stage->desk.scene->tree.node);
	wlr_backend_destroy(stage->backend);
	wlr_allocator_destroy(stage->desk.allocator);
	wlr_renderer_destroy(stage->desk.renderer);
	wl_event_source_remove(stage->loop_source);
	wl_display_destroy(stage->display);
	loop_destroy(stage->desk.loop);
	conf_destroy(stage->desk.conf);
	free(stage);
}

void stage_run(struct stage *stage, int ms) {
	uint64_t end = loop_now() + (uint64_t)ms * 1000000;
	do {
		wl_event_loop_dispatch(wl_display_get_event_loop(stage->display), 5);
	} while (loop_now() < end);
}

void stage_move(struct stage *stage, double x, double y) {
	struct wlr_pointer_motion_absolute_event event = {
		.pointer = &stage->pointer,
		.time_msec = now_ms(),
		.x = x / STAGE_WIDTH,
		.y = y / STAGE_HEIGHT,
	};
	wl_signal_emit_mutable(&stage->pointer.events.motion_absolute, &event);
	wl_signal_emit_mutable(&stage->pointer.events.frame, &stage->pointer);
}

void stage_button(struct stage *stage, uint32_t button, bool pressed) {
	struct wlr_pointer_button_event event = {
		.pointer = &stage->pointer,
		.time_msec = now_ms(),
		.button = button,
		.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				 : WL_POINTER_BUTTON_STATE_RELEASED,
	};
	wl_signal_emit_mutable(&stage->pointer.events.button, &event);
	wl_signal_emit_mutable(&stage->pointer.events.frame, &stage->pointer);
}

void stage_click(struct stage *stage, double x, double y) {
	stage_move(stage, x, y);
	stage_button(stage, BTN_LEFT, true);
	stage_button(stage, BTN_LEFT, false);
}

void stage_key(struct stage *stage, uint32_t key, bool pressed) {
	struct wlr_keyboard_key_event event = {
		.time_msec = now_ms(),
		.keycode = key,
		.update_state = true,
		.state = pressed ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED,
	};
	wlr_keyboard_notify_key(&stage->keyboard, &event);
}

void stage_touch_down(struct stage *stage, int32_t id, double x, double y) {
	struct wlr_touch_down_event event = {
		.touch = &stage->touch,
		.time_msec = now_ms(),
		.touch_id = id,
		.x = x / STAGE_WIDTH,
		.y = y / STAGE_HEIGHT,
	};
	wl_signal_emit_mutable(&stage->touch.events.down, &event);
	wl_signal_emit_mutable(&stage->touch.events.frame, NULL);
}

void stage_touch_motion(struct stage *stage, int32_t id, double x, double y) {
	struct wlr_touch_motion_event event = {
		.touch = &stage->touch,
		.time_msec = now_ms(),
		.touch_id = id,
		.x = x / STAGE_WIDTH,
		.y = y / STAGE_HEIGHT,
	};
	wl_signal_emit_mutable(&stage->touch.events.motion, &event);
	wl_signal_emit_mutable(&stage->touch.events.frame, NULL);
}

void stage_touch_up(struct stage *stage, int32_t id) {
	struct wlr_touch_up_event event = {
		.touch = &stage->touch,
		.time_msec = now_ms(),
		.touch_id = id,
	};
	wl_signal_emit_mutable(&stage->touch.events.up, &event);
	wl_signal_emit_mutable(&stage->touch.events.frame, NULL);
}
