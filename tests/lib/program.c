// SPDX-License-Identifier: MIT
#include "tests/lib/program.h"

#include <check.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"

static void configure(struct window *window) {
	struct program *program = wl_container_of(window, program, window);
	++program->configures;
}

static void close_window(struct window *window) {
}

static void set_visible(struct window *window, bool visible) {
	struct program *program = wl_container_of(window, program, window);
	program->visible = visible;
}

static void keyboard_enter(struct window *window) {
	struct program *program = wl_container_of(window, program, window);
	program->keyboard = true;
}

static void keyboard_leave(struct window *window) {
	struct program *program = wl_container_of(window, program, window);
	program->keyboard = false;
}

static void modifiers(struct window *window) {
}

static void pointer_enter(struct window *window, double x, double y) {
}

static void pointer_leave(struct window *window) {
}

static void pointer_motion(struct window *window, uint64_t time, double x, double y) {
}

static void pointer_frame(struct window *window) {
}

static void pointer_relative(struct window *window, uint64_t time, const double delta[4]) {
}

static const struct window_impl program_impl = {
	.configure = configure,
	.close = close_window,
	.set_visible = set_visible,
	.keyboard_enter = keyboard_enter,
	.keyboard_leave = keyboard_leave,
	.modifiers = modifiers,
	.pointer_enter = pointer_enter,
	.pointer_leave = pointer_leave,
	.pointer_motion = pointer_motion,
	.pointer_frame = pointer_frame,
	.pointer_relative = pointer_relative,
};

struct program *program_create(struct desk *desk, const char *guest) {
	struct program *program = calloc(1, sizeof(*program));
	ck_assert_ptr_nonnull(program);
	ck_assert(label_init(&program->label, guest, "green"));
	ck_assert(window_init(&program->window, &program_impl, desk, &program->label));
	window_resized(&program->window, 200, 100);
	return program;
}

struct program *program_map(struct desk *desk, const char *guest) {
	struct program *program = program_create(desk, guest);
	window_map(&program->window);
	return program;
}

struct program *program_map_focused(struct desk *desk, const char *guest) {
	focus_act(desk, guest);
	struct program *program = program_map(desk, guest);
	ck_assert(program->keyboard);
	return program;
}

void program_destroy(struct program *program) {
	window_finish(&program->window);
	free(program);
}

void program_assert_asked(const struct program *program, struct wlr_box wanted) {
	const struct wlr_box *box = &program->window.box;
	ck_assert_msg(wlr_box_equal(box, &wanted), "%d,%d %dx%d is not %d,%d %dx%d", box->x, box->y,
		box->width, box->height, wanted.x, wanted.y, wanted.width, wanted.height);
}

void program_assert_drawn(const struct program *program, struct wlr_box wanted) {
	struct wlr_box box = {
		.width = (int)program->window.width,
		.height = (int)program->window.height,
	};
	wlr_scene_node_coords(&program->window.interior->node, &box.x, &box.y);
	ck_assert(wlr_box_equal(&box, &program->window.drawn));
	ck_assert_msg(wlr_box_equal(&box, &wanted), "%d,%d %dx%d is not %d,%d %dx%d", box.x, box.y,
		box.width, box.height, wanted.x, wanted.y, wanted.width, wanted.height);
}
