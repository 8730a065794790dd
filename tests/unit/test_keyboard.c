// SPDX-License-Identifier: MIT
#include "compositor/seat/keyboard.h"

#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/desk/conf.h"
#include "compositor/seat/seat.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct recorder *window;

static void set_up(void) {
	stage = stage_create();
	window = recorder_create(&stage->desk, "work", 200, 200);
	ck_assert(focus_window(&stage->desk, &window->window, FOCUS_ACT));
	recorder_take(window);
}

static void tear_down(void) {
	recorder_destroy(window);
	stage_destroy(stage);
}

static struct xkb_keymap *keymap(void) {
	return wlr_seat_get_keyboard(stage->desk.seat)->keymap;
}

START_TEST(reload_brings_another_layout) {
	struct xkb_keymap *before = keymap();
	snprintf(stage->desk.conf->layout, sizeof(stage->desk.conf->layout), "de");
	seat_reload(stage->seat);
	ck_assert_ptr_ne(keymap(), before);
	ck_assert_ptr_nonnull(stage->keyboard.keymap);
}
END_TEST

// As while their files are being replaced: better the old one than none
START_TEST(without_any_layout_the_old_one_stays) {
	struct xkb_keymap *before = keymap();
	ck_assert_int_eq(setenv("XKB_CONFIG_ROOT", "/nonexistent", 1), 0);
	seat_reload(stage->seat);
	ck_assert_int_eq(unsetenv("XKB_CONFIG_ROOT"), 0);
	ck_assert_ptr_eq(keymap(), before);
	ck_assert_ptr_nonnull(stage->keyboard.keymap);
	stage_key(stage, KEY_A, true);
	stage_key(stage, KEY_A, false);
	ck_assert_str_eq(recorder_take(window), "key30+ key30-");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("keyboard");
	TCase *tests = tcase_create("keyboard");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, reload_brings_another_layout);
	tcase_add_test(tests, without_any_layout_the_old_one_stays);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
