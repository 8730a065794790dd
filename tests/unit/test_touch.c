// SPDX-License-Identifier: MIT
#include "compositor/desk/touch.h"

#include "compositor/desk/window.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct actor actor;
static double x, y; // in its window

static void set_up(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
	const struct window *window = actor_open(&actor, 1);
	stage_run(stage, GUI_HOLD_OFF + 20);
	x = window->box.x + 20;
	y = window->box.y + 20;
}

static void tear_down(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

static uint32_t told(uint32_t code) {
	actor_run(&actor, 5);
	return actor.counts[code];
}

START_TEST(a_finger_goes_down_and_up) {
	stage_touch_down(stage, 7, x, y);
	ck_assert_uint_eq(told(GUI_CODE_touch_down), 1);
	ck_assert_uint_eq(told(GUI_CODE_touch_frame), 1);
	stage_touch_motion(stage, 7, x + 5, y);
	ck_assert_uint_eq(told(GUI_CODE_touch_motion), 1);
	ck_assert_uint_eq(told(GUI_CODE_touch_frame), 2);
	stage_touch_up(stage, 7);
	ck_assert_uint_eq(told(GUI_CODE_touch_up), 1);
}
END_TEST

// Programs wait for the frame before they look
START_TEST(the_last_one_up_has_a_frame) {
	stage_touch_down(stage, 7, x, y);
	stage_touch_down(stage, 8, x + 20, y);
	stage_touch_up(stage, 7);
	ck_assert_uint_eq(told(GUI_CODE_touch_up), 1);
	uint32_t frames = told(GUI_CODE_touch_frame);
	stage_touch_up(stage, 8);
	ck_assert_uint_eq(told(GUI_CODE_touch_up), 2);
	ck_assert_uint_eq(told(GUI_CODE_touch_frame), frames + 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("touch");
	TCase *tests = tcase_create("touch");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_finger_goes_down_and_up);
	tcase_add_test(tests, the_last_one_up_has_a_frame);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
