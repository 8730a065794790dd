// SPDX-License-Identifier: MIT
#include "compositor/desk/desk.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct stage *stage;
static struct desk *desk;

static void set_up(void) {
	stage = stage_create();
	desk = &stage->desk;
}

static void tear_down(void) {
	stage_destroy(stage);
}

static struct wlr_output *add_output(unsigned width, unsigned height, int x, int y) {
	struct wlr_output *output = stage_add_output(stage, width, height);
	ck_assert_ptr_nonnull(wlr_output_layout_add(desk->layout, output, x, y));
	return output;
}

static struct desk_output *first(void) {
	struct desk_output *output = wl_container_of(desk->outputs.next, output, link);
	return output;
}

static void check_box(const struct wlr_box *box, int x, int y, int width, int height) {
	ck_assert_int_eq(box->x, x);
	ck_assert_int_eq(box->y, y);
	ck_assert_int_eq(box->width, width);
	ck_assert_int_eq(box->height, height);
}

START_TEST(layers_in_order) {
	struct wlr_scene_node *node;
	int i = 0;
	wl_list_for_each(node, &desk->scene->tree.children, link) {
		ck_assert_ptr_eq(node, &desk->layers[i++]->node);
	}
	ck_assert_int_eq(i, DESK_LAYERS);
}
END_TEST

START_TEST(output_comes_and_goes) {
	ck_assert_int_eq(wl_list_length(&desk->outputs), 1);
	check_box(&first()->box, 0, 0, STAGE_WIDTH, STAGE_HEIGHT);
	check_box(&first()->usable, 0, 0, STAGE_WIDTH, STAGE_HEIGHT);
	struct wlr_output *second = add_output(300, 200, STAGE_WIDTH, 0);
	ck_assert_int_eq(wl_list_length(&desk->outputs), 2);
	wlr_output_destroy(stage->output);
	ck_assert_int_eq(wl_list_length(&desk->outputs), 1);
	ck_assert_ptr_eq(first()->output, second);
	wlr_output_layout_remove(desk->layout, second);
	ck_assert(wl_list_empty(&desk->outputs));
}
END_TEST

static void set_scale(struct wlr_output *output, float scale) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_scale(&state, scale);
	ck_assert(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
}

static void set_mode(struct wlr_output *output, int width, int height) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(&state, width, height, 0);
	ck_assert(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
}

START_TEST(output_changes) {
	struct wlr_box usable = {0, 30, STAGE_WIDTH, STAGE_HEIGHT - 30};
	desk_set_usable(desk, stage->output, &usable);
	check_box(&first()->usable, 0, 30, STAGE_WIDTH, STAGE_HEIGHT - 30);
	set_scale(stage->output, 2);
	check_box(&first()->box, 0, 0, STAGE_WIDTH / 2, STAGE_HEIGHT / 2);
	check_box(&first()->usable, 0, 0, STAGE_WIDTH / 2, STAGE_HEIGHT / 2);
	ck_assert_int_eq(first()->background->width, STAGE_WIDTH / 2 + 1);
	set_mode(stage->output, 1000, 500);
	check_box(&first()->box, 0, 0, 500, 250);
	wlr_output_layout_add(desk->layout, stage->output, -70, 5);
	check_box(&first()->box, -70, 5, 500, 250);
	ck_assert_int_eq(first()->background->node.x, -70);
}
END_TEST

START_TEST(usable_of_a_stranger) {
	struct wlr_output *other = stage_add_output(stage, 10, 10);
	struct wlr_box usable = {0, 0, 5, 5};
	desk_set_usable(desk, other, &usable);
	check_box(&first()->usable, 0, 0, STAGE_WIDTH, STAGE_HEIGHT);
}
END_TEST

// Outputs at 0,0 800x600 scale 1 and at 800,0 300x200 scale 2 (150x100 in the layout)
static const struct {
	struct wlr_box box;
	int output;
	float scale;
} boxes[] = {
	{{0, 0, 100, 100}, 0, 1},
	{{810, 10, 50, 50}, 1, 2},
	{{700, 10, 150, 50}, 0, 2}, // more on the first
	{{790, 10, 100, 50}, 1, 2},
	{{-500, -500, 10, 10}, 0, 1}, // on none: the nearest
	{{1000, 50, 10, 10}, 1, 1},
	{{860, 700, 10, 10}, 0, 1},
	{{10, 10, 0, 0}, 0, 1},
	{{900, 50, 0, 0}, 1, 1},
	{{INT32_MIN / 2, INT32_MIN / 2, INT32_MAX, INT32_MAX}, 0, 2},
	{{-100, -100, 2000, 2000}, 0, 2},
};

START_TEST(output_of_box) {
	struct wlr_output *second = add_output(300, 200, STAGE_WIDTH, 0);
	set_scale(second, 2);
	const struct desk_output *output = desk_output_of(desk, &boxes[_i].box);
	ck_assert_ptr_eq(output->output, boxes[_i].output == 0 ? stage->output : second);
	ck_assert_float_eq(desk_scale(desk, &boxes[_i].box), boxes[_i].scale);
}
END_TEST

START_TEST(no_outputs) {
	struct recorder *window = recorder_create(desk, "work", 100, 100);
	struct wlr_box box = {0, 0, 10, 10};
	wlr_output_destroy(stage->output);
	ck_assert_ptr_null(desk_output_of(desk, &box));
	ck_assert_float_eq(desk_scale(desk, &box), 1);
	window_set_place(&window->window, WINDOW_MAXIMIZED);
	struct recorder *other = recorder_create(desk, "mail", 0, 0);
	stage_button(stage, 0x110, true);
	stage_button(stage, 0x110, false);
	desk_show_workspace(desk, 1);
	desk_reload(desk);
	lock_set(desk);
	lock_unset(desk);
	add_output(640, 480, 0, 0);
	stage_run(stage, 20);
	check_box(&first()->box, 0, 0, 640, 480);
	recorder_destroy(other);
	recorder_destroy(window);
}
END_TEST

START_TEST(window_stays_reachable) {
	struct wlr_output *second = add_output(800, 600, STAGE_WIDTH, 0);
	struct recorder *window = recorder_create(desk, "work", STAGE_WIDTH + 300, 300);
	wlr_output_destroy(second);
	struct wlr_box both;
	ck_assert(wlr_box_intersection(&both, &window->window.box, &first()->box));
	recorder_destroy(window);
}
END_TEST

static int shown;

static void handle_workspace(struct wl_listener *listener, void *data) {
	++shown;
}

START_TEST(workspaces) {
	struct wl_listener listener = {.notify = handle_workspace};
	wl_signal_add(&desk->events.workspace, &listener);
	struct recorder *work = recorder_create(desk, "work", 100, 100);
	struct recorder *mail = recorder_create(desk, "mail", 300, 300);
	struct recorder *work_there = recorder_create(desk, "work", 100, 100);
	struct recorder *mail_there = recorder_create(desk, "mail", 100, 100);
	window_set_workspace(&work_there->window, 3);
	window_set_workspace(&mail_there->window, 3);
	ck_assert(focus_window(desk, &work->window, FOCUS_ACT));
	shown = 0;
	desk_show_workspace(desk, 3);
	ck_assert_int_eq(shown, 1);
	ck_assert(window_shown(&work_there->window) && !window_shown(&work->window));
	ck_assert_ptr_eq(desk->focus.window, &work_there->window);
	desk_show_workspace(desk, 3);
	desk_show_workspace(desk, DESK_WORKSPACES);
	ck_assert_int_eq(shown, 1);
	desk_show_workspace(desk, 4); // none of that guest
	ck_assert_ptr_null(desk->focus.window);
	desk_show_workspace(desk, 0); // nobody had the keyboard
	ck_assert_ptr_null(desk->focus.window);
	ck_assert_int_eq(shown, 3);
	wl_list_remove(&listener.link);
	recorder_destroy(mail_there);
	recorder_destroy(work_there);
	recorder_destroy(mail);
	recorder_destroy(work);
}
END_TEST

START_TEST(workspace_while_locked) {
	struct recorder *work = recorder_create(desk, "work", 100, 100);
	struct recorder *there = recorder_create(desk, "work", 100, 100);
	window_set_workspace(&there->window, 3);
	ck_assert(focus_window(desk, &work->window, FOCUS_ACT));
	lock_set(desk);
	desk_show_workspace(desk, 3);
	lock_unset(desk);
	ck_assert(desk->focus.window == NULL || window_shown(desk->focus.window));
	recorder_destroy(there);
	recorder_destroy(work);
}
END_TEST

START_TEST(reload) {
	desk->conf->background = 0xff8000;
	desk_reload(desk);
	const float *colour = first()->background->color;
	ck_assert_float_eq(colour[0], 1);
	ck_assert_float_eq_tol(colour[1], 0.5, 0.01);
	ck_assert_float_eq(colour[2], 0);
	ck_assert_float_eq(colour[3], 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("desk");
	TCase *tests = tcase_create("desk");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, layers_in_order);
	tcase_add_test(tests, output_comes_and_goes);
	tcase_add_test(tests, output_changes);
	tcase_add_test(tests, usable_of_a_stranger);
	tcase_add_loop_test(tests, output_of_box, 0, LEN(boxes));
	tcase_add_test(tests, no_outputs);
	tcase_add_test(tests, window_stays_reachable);
	tcase_add_test(tests, workspaces);
	tcase_add_test(tests, workspace_while_locked);
	tcase_add_test(tests, reload);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
