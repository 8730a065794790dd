// SPDX-License-Identifier: MIT
#include "compositor/desk/switcher.h"

#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/panel.h"
#include "compositor/desk/switcher_list.h"
#include "tests/lib/picture.h"
#include "tests/lib/program.h"
#include "tests/lib/unit.h"

#define MANY 40

static struct stage *stage;
static struct desk *desk;

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	stage_run(stage, 1);
}

static void teardown(void) {
	stage_destroy(stage);
}

static void choose(struct program *program) {
	window_raise(&program->window);
	ck_assert(focus_window(desk, &program->window, FOCUS_ACT));
}

START_TEST(nothing_to_choose_from) {
	switcher_step(desk, false);
	ck_assert(!switcher_open(desk));
	switcher_choose(desk);
	switcher_cancel(desk);
}
END_TEST

START_TEST(one_step_is_the_window_before) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	struct program *c = program_map(desk, "mail");
	choose(a);
	choose(b);
	choose(c);
	switcher_step(desk, false);
	ck_assert(switcher_open(desk));
	ck_assert_ptr_eq(desk->focus.window, &c->window); // not before Super is up
	switcher_choose(desk);
	ck_assert(!switcher_open(desk));
	ck_assert_ptr_eq(desk->focus.window, &b->window);
	switcher_step(desk, false);
	switcher_choose(desk);
	ck_assert_ptr_eq(desk->focus.window, &c->window);
	program_destroy(a);
	program_destroy(b);
	program_destroy(c);
}
END_TEST

START_TEST(steps_go_round_both_ways) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	struct program *c = program_map(desk, "mail");
	choose(a);
	choose(b);
	choose(c);
	switcher_step(desk, true);
	switcher_choose(desk);
	ck_assert_ptr_eq(desk->focus.window, &a->window);
	for (int i = 0; i < 4; ++i) { // c, b, a, c
		switcher_step(desk, false);
	}
	switcher_step(desk, true);
	switcher_choose(desk);
	ck_assert_ptr_eq(desk->focus.window, &a->window);
	program_destroy(a);
	program_destroy(b);
	program_destroy(c);
}
END_TEST

START_TEST(without_a_focus_the_top_one_comes_first) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	choose(a);
	choose(b);
	focus_window(desk, NULL, FOCUS_ACT);
	switcher_step(desk, false);
	switcher_choose(desk);
	ck_assert_ptr_eq(desk->focus.window, &b->window);
	program_destroy(a);
	program_destroy(b);
}
END_TEST

START_TEST(hidden_windows_come_after_and_are_shown) {
	struct program *away = program_map(desk, "work"), *small = program_map(desk, "vault");
	struct program *top = program_map(desk, "mail");
	window_set_workspace(&away->window, 3);
	window_minimize(&small->window, true);
	choose(top);
	switcher_step(desk, false);
	switcher_choose(desk);
	struct program *first = desk->focus.window == &away->window ? away : small;
	struct program *second = first == away ? small : away;
	ck_assert_ptr_eq(desk->focus.window, &first->window);
	ck_assert(window_shown(&first->window));
	choose(first);
	switcher_step(desk, true);
	switcher_step(desk, false);
	switcher_cancel(desk);
	ck_assert_ptr_eq(desk->focus.window, &first->window);
	while (desk->focus.window != &second->window) {
		switcher_step(desk, true);
		switcher_choose(desk);
	}
	ck_assert(window_shown(&second->window));
	program_destroy(away);
	program_destroy(small);
	program_destroy(top);
}
END_TEST

START_TEST(cancel_changes_nothing) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	choose(a);
	choose(b);
	switcher_step(desk, false);
	switcher_cancel(desk);
	ck_assert(!switcher_open(desk));
	ck_assert_ptr_eq(desk->focus.window, &b->window);
	ck_assert(wl_list_empty(&desk->layers[DESK_SWITCHER]->children));
	program_destroy(a);
	program_destroy(b);
}
END_TEST

START_TEST(windows_that_go_leave_the_list) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	struct program *c = program_map(desk, "mail");
	choose(a);
	choose(b);
	choose(c);
	switcher_step(desk, false);
	switcher_step(desk, false); // a
	program_destroy(c);
	ck_assert(switcher_open(desk));
	program_destroy(a);
	switcher_choose(desk);
	ck_assert_ptr_eq(desk->focus.window, &b->window);
	switcher_step(desk, false);
	program_destroy(b);
	ck_assert(!switcher_open(desk));
}
END_TEST

START_TEST(not_while_locked) {
	struct program *a = program_map(desk, "work");
	desk->lock.locked = true;
	switcher_step(desk, false);
	ck_assert(!switcher_open(desk));
	desk->lock.locked = false;
	program_destroy(a);
}
END_TEST

START_TEST(rows_round_the_selected_one) {
	for (size_t count = 1; count < MANY; ++count) {
		for (size_t selected = 0; selected < count; ++selected) {
			size_t first = switcher_list_first(count, selected);
			ck_assert_uint_le(first, selected);
			ck_assert_uint_lt(selected - first, SWITCHER_ROWS_MAX);
			ck_assert(first == 0 || first + SWITCHER_ROWS_MAX <= count);
		}
	}
}
END_TEST

// Whatever titles say, each row has its label's colour and pattern
START_TEST(rows_show_labels) {
	static struct program *programs[MANY];
	for (int i = 0; i < MANY; ++i) {
		programs[i] = program_map(desk, i % 2 == 0 ? "work" : "vault");
		window_set_title(&programs[i]->window, i % 3 == 0 ? "vault" : "");
	}
	struct picture before, open;
	picture_take(&before, stage);
	switcher_step(desk, false);
	picture_take(&open, stage);
	const struct wlr_box all = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
	ck_assert_uint_gt(picture_differ(&before, &open, &all), 10000);
	const struct label *label = &programs[0]->label;
	ck_assert_uint_gt(picture_count(&open, &all, label->base), SWITCHER_ROWS_MAX * 1000);
	ck_assert_uint_gt(picture_count(&open, &all, label->second), SWITCHER_ROWS_MAX * 100);
	picture_finish(&before);
	picture_finish(&open);
	for (int i = 0; i < MANY; ++i) {
		program_destroy(programs[i]);
	}
	ck_assert(!switcher_open(desk));
}
END_TEST

START_TEST(rows_show_who_asks_and_who_is_silent) {
	static struct picture pictures[3];
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "vault");
	choose(a);
	for (int i = 0; i < 3; ++i) {
		window_set_grey(&b->window, i == 2);
		switcher_step(desk, true);
		switcher_step(desk, true);
		picture_take(&pictures[i], stage);
		switcher_cancel(desk);
		window_set_attention(&b->window);
	}
	const struct wlr_box list = {100, 250, 600, 100};
	ck_assert_uint_eq(picture_count(&pictures[0], &list, PANEL_ATTENTION), 0);
	ck_assert_uint_gt(picture_count(&pictures[1], &list, PANEL_ATTENTION), 50);
	ck_assert_uint_eq(picture_count(&pictures[2], &list, PANEL_ATTENTION), 0);
	ck_assert_uint_gt(picture_differ(&pictures[0], &pictures[2], &list), 50);
	for (int i = 0; i < 3; ++i) {
		picture_finish(&pictures[i]);
	}
	program_destroy(a);
	program_destroy(b);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("switcher");
	TCase *tests = tcase_create("switcher");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nothing_to_choose_from);
	tcase_add_test(tests, one_step_is_the_window_before);
	tcase_add_test(tests, steps_go_round_both_ways);
	tcase_add_test(tests, without_a_focus_the_top_one_comes_first);
	tcase_add_test(tests, hidden_windows_come_after_and_are_shown);
	tcase_add_test(tests, cancel_changes_nothing);
	tcase_add_test(tests, windows_that_go_leave_the_list);
	tcase_add_test(tests, not_while_locked);
	tcase_add_test(tests, rows_round_the_selected_one);
	tcase_add_test(tests, rows_show_labels);
	tcase_add_test(tests, rows_show_who_asks_and_who_is_silent);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
