// SPDX-License-Identifier: MIT
#include "compositor/local/activation.h"

#include "compositor/local/local.h"
#include "compositor/seat/seat.h"
#include "tests/lib/native.h"
#include "tests/lib/program.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct desk *desk;
static struct natives natives;
static struct native launcher, started;
static char token[NATIVE_TEXT_MAX];

static void act(void *data) {
	local_activity(&natives.local);
}

static void setup(void) {
	natives_init(&natives);
	stage = natives.stage;
	desk = &stage->desk;
	seat_on_activity(stage->seat, act, NULL);
	native_init(&launcher, &natives, "launcher");
	native_init(&started, &natives, "started");
}

static void teardown(void) {
	native_finish(&launcher);
	native_finish(&started);
	seat_on_activity(stage->seat, NULL, NULL);
	natives_finish(&natives);
}

// The user clicks into the launcher, which makes a token and goes away
static void launch(void) {
	const struct window *window = native_map(&launcher, NULL);
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	natives_run(&natives, 10);
	ck_assert(launcher.has_keyboard);
	native_token(&launcher, launcher.serial, token);
	native_unmap(&launcher);
	natives_run(&natives, 10);
	ck_assert_ptr_null(desk->focus.window);
}

START_TEST(the_started_program_gets_the_keyboard) {
	launch();
	struct window *window = native_map(&started, token);
	ck_assert_ptr_eq(desk->focus.window, window);
	ck_assert(!window->attention);
}
END_TEST

START_TEST(without_a_token_it_does_not) {
	launch();
	struct window *window = native_map(&started, NULL);
	ck_assert_ptr_null(desk->focus.window);
	ck_assert(!window->attention);
}
END_TEST

START_TEST(a_window_that_is_there_is_shown) {
	struct window *window = native_map(&started, NULL);
	window_set_workspace(window, 3);
	launch();
	native_activate(&started, token);
	ck_assert_ptr_eq(desk->focus.window, window);
	ck_assert(window->visible);
}
END_TEST

START_TEST(a_token_is_good_once) {
	launch();
	struct window *window = native_map(&started, token);
	ck_assert(focus_window(desk, NULL, FOCUS_ACT));
	native_activate(&started, token);
	ck_assert_ptr_null(desk->focus.window);
	ck_assert(!window->attention); // nobody knows it any more
}
END_TEST

START_TEST(the_user_has_gone_on) {
	struct program *program = program_map(desk, "work");
	launch();
	ck_assert(focus_window(desk, &program->window, FOCUS_ACT));
	struct window *window = native_map(&started, token);
	ck_assert_ptr_eq(desk->focus.window, &program->window);
	ck_assert(window->attention);
	program_destroy(program);
}
END_TEST

START_TEST(no_act_of_the_user_led_to_it) {
	struct program *program = program_map_focused(desk, "work");
	native_token(&launcher, 0, token);
	struct window *window = native_map(&started, token);
	ck_assert_ptr_eq(desk->focus.window, &program->window);
	ck_assert(window->attention);
	program_destroy(program);
}
END_TEST

START_TEST(an_old_serial) {
	seat_on_activity(stage->seat, NULL, NULL); // as if it were long ago
	launch();
	struct window *window = native_map(&started, token);
	ck_assert_ptr_null(desk->focus.window);
	ck_assert(window->attention);
}
END_TEST

START_TEST(a_serial_of_another) {
	const struct window *window = native_map(&launcher, NULL);
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	natives_run(&natives, 10);
	native_map(&started, NULL);
	ck_assert(focus_window(desk, NULL, FOCUS_ACT));
	natives_run(&natives, 10);
	native_token(&started, launcher.serial, token);
	native_activate(&started, token);
	ck_assert_ptr_null(desk->focus.window);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("activation");
	TCase *tests = tcase_create("activation");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_started_program_gets_the_keyboard);
	tcase_add_test(tests, without_a_token_it_does_not);
	tcase_add_test(tests, a_window_that_is_there_is_shown);
	tcase_add_test(tests, a_token_is_good_once);
	tcase_add_test(tests, the_user_has_gone_on);
	tcase_add_test(tests, no_act_of_the_user_led_to_it);
	tcase_add_test(tests, an_old_serial);
	tcase_add_test(tests, a_serial_of_another);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
