// SPDX-License-Identifier: MIT
#include "compositor/seat/device.h"

#include <linux/input-event-codes.h>

#include "compositor/seat/seat.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

static const struct wlr_pointer_impl impl = {.name = "mouse"};
static struct stage *stage;
static struct recorder *window;
static struct wlr_pointer mouse; // a second one

static void set_up(void) {
	stage = stage_create();
	window = recorder_create(&stage->desk, "work", 200, 200);
	wlr_pointer_init(&mouse, &impl, "mouse");
	seat_add_device(stage->seat, &mouse.base);
	stage_move(stage, 250, 250);
	recorder_take(window);
}

static void tear_down(void) {
	recorder_destroy(window);
	stage_destroy(stage);
}

static void assert_told(const char *wanted) {
	const char *told = recorder_take(window);
	ck_assert_str_eq(told, wanted);
}

static void press(uint32_t button, bool pressed) {
	struct wlr_pointer_button_event event = {
		.pointer = &mouse,
		.button = button,
		.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				 : WL_POINTER_BUTTON_STATE_RELEASED,
	};
	wl_signal_emit_mutable(&mouse.events.button, &event);
	wl_signal_emit_mutable(&mouse.events.frame, &mouse);
}

START_TEST(lets_go_when_it_is_unplugged) {
	press(BTN_LEFT, true);
	press(BTN_RIGHT, true);
	wlr_pointer_finish(&mouse);
	assert_told("kbd+ btn0+ btn1+ btn1- btn0-");
	ck_assert_uint_eq(stage->desk.focus.buttons, 0);
	stage_move(stage, 260, 250);
	stage_move(stage, 400, 400);
	assert_told("to60,50 ptr-");
}
END_TEST

START_TEST(ends_a_drag_when_it_is_unplugged) {
	stage_move(stage, 250, 190);
	press(BTN_LEFT, true);
	stage_move(stage, 260, 195);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_MOVE);
	wlr_pointer_finish(&mouse);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	stage_move(stage, 400, 400);
	ck_assert_int_eq(window->window.box.x, 210);
}
END_TEST

START_TEST(tells_the_same_once) {
	press(BTN_LEFT, false);
	press(BTN_LEFT, true);
	press(BTN_LEFT, true);
	press(BTN_LEFT, false);
	press(BTN_LEFT, false);
	assert_told("kbd+ btn0+ btn0-");
	ck_assert_uint_eq(stage->desk.focus.buttons, 0);
	wlr_pointer_finish(&mouse);
}
END_TEST

START_TEST(more_buttons_than_there_are) {
	for (uint32_t button = 0; button < 3 * DEVICE_BUTTONS_MAX; ++button) {
		press(BTN_MISC + button, true);
	}
	ck_assert_uint_eq(stage->desk.focus.buttons, DEVICE_BUTTONS_MAX);
	wlr_pointer_finish(&mouse);
	ck_assert_uint_eq(stage->desk.focus.buttons, 0);
}
END_TEST

START_TEST(two_hold_one_button) {
	press(BTN_LEFT, true);
	stage_button(stage, BTN_LEFT, true);
	press(BTN_LEFT, false);
	stage_button(stage, BTN_LEFT, false);
	assert_told("kbd+ btn0+ btn0-");
	wlr_pointer_finish(&mouse);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("device");
	TCase *tests = tcase_create("device");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, lets_go_when_it_is_unplugged);
	tcase_add_test(tests, ends_a_drag_when_it_is_unplugged);
	tcase_add_test(tests, tells_the_same_once);
	tcase_add_test(tests, more_buttons_than_there_are);
	tcase_add_test(tests, two_hold_one_button);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
