// SPDX-License-Identifier: MIT
/*
 * Who gets which input, with two guests written by hand that count what they are sent.
 */
#include <linux/input-event-codes.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

static struct desktop desktop;
static struct live work, untrusted;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	ck_assert(live_init(&work, desktop_add_guest(&desktop, "work", "blue")->address));
	ck_assert(live_init(&untrusted, desktop_add_guest(&desktop, "untrusted", "red")->address));
	ck_assert(desktop_start(&desktop));
	client_move(desktop.client, 1270, 710);
	ck_assert(live_session(&work, "editor", 300, 200, 0x204080));
	ck_assert(watch_windows(&desktop, "work", 1));
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.keyboard, 1);
}

static void teardown(void) {
	live_finish(&work);
	live_finish(&untrusted);
	ck_assert(desktop_finish(&desktop));
}

static void settle(void) {
	ck_assert(client_sync(desktop.client));
	ck_assert(live_settle(&work));
	ck_assert(live_settle(&untrusted));
}

static void open_untrusted(void) {
	ck_assert(live_session(&untrusted, "surprise", 300, 200, 0x802020));
	ck_assert(watch_windows(&desktop, "untrusted", 1));
	settle();
}

START_TEST(a_new_window_of_another_takes_no_keyboard) {
	open_untrusted();
	ck_assert_uint_eq(untrusted.keyboard, 0);
	ck_assert_str_eq(tree_focused(&desktop.tree)->guest, "work");
	client_type(desktop.client, "secret");
	settle();
	ck_assert_uint_eq(work.key_count, 6);
	ck_assert_uint_eq(work.keys[0], KEY_S);
	ck_assert_uint_eq(untrusted.key_count, 0);
}
END_TEST

START_TEST(a_click_moves_the_keyboard) {
	open_untrusted();
	ck_assert(desktop_click(&desktop, "untrusted"));
	settle();
	ck_assert_uint_eq(untrusted.keyboard, 1);
	ck_assert_uint_eq(work.keyboard, 0);
	client_type(desktop.client, "ab");
	settle();
	ck_assert_uint_eq(untrusted.key_count, 2);
	ck_assert_uint_eq(work.key_count, 0);
	ck_assert_uint_eq(untrusted.button_count, 2);
	// Down and up of setup()'s click
	ck_assert_uint_eq(work.button_count, 2);
}
END_TEST

START_TEST(held_keys_stay_behind) {
	open_untrusted();
	client_key(desktop.client, KEY_W, true);
	ck_assert(desktop_click(&desktop, "untrusted"));
	client_key(desktop.client, KEY_W, false);
	settle();
	ck_assert_uint_eq(work.key_count, 1);
	ck_assert_uint_eq(untrusted.key_count, 0);
}
END_TEST

START_TEST(super_is_ours) {
	static const uint32_t keys[] = {KEY_A, KEY_F12, KEY_SPACE, KEY_VOLUMEUP};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); ++i) {
		client_chord(desktop.client, KEY_LEFTMETA, keys[i]);
	}
	// Super let go first: the key's release is ours too
	client_key(desktop.client, KEY_LEFTMETA, true);
	client_key(desktop.client, KEY_B, true);
	client_key(desktop.client, KEY_LEFTMETA, false);
	client_key(desktop.client, KEY_B, false);
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.key_count, 0);
	client_type(desktop.client, "c");
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.key_count, 1);
	ck_assert_uint_eq(work.keys[0], KEY_C);
}
END_TEST

START_TEST(what_appears_under_the_pointer_waits) {
	// Where it will be is learnt from a first one
	open_untrusted();
	struct tree_box box = tree_window(&desktop.tree, "untrusted", NULL)->frame;
	client_move(desktop.client, box.x + box.width / 2.0, box.y + box.height / 2.0);
	live_close(&untrusted);
	ck_assert(watch_windows(&desktop, "untrusted", 0));
	ck_assert(live_session(&untrusted, "trap", 1200, 600, 0x802020));
	client_button(desktop.client, BTN_LEFT, true);
	client_button(desktop.client, BTN_LEFT, false);
	settle();
	ck_assert_uint_eq(untrusted.button_count, 0);
	ck_assert_uint_eq(untrusted.pointer, 0);
	process_sleep(GUI_HOLD_OFF + 100);
	client_move_by(desktop.client, 1, 0);
	client_button(desktop.client, BTN_LEFT, true);
	client_button(desktop.client, BTN_LEFT, false);
	settle();
	ck_assert_uint_eq(untrusted.pointer, 1);
	ck_assert_uint_eq(untrusted.button_count, 2);
}
END_TEST

START_TEST(nobody_inherits_the_keyboard) {
	open_untrusted();
	live_close(&work);
	ck_assert(watch_windows(&desktop, "work", 0));
	ck_assert(watch_focus(&desktop, NULL));
	client_type(desktop.client, "secret");
	ck_assert(live_settle(&untrusted));
	ck_assert_uint_eq(untrusted.key_count, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("focus");
	TCase *tests = tcase_create("focus");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_new_window_of_another_takes_no_keyboard);
	tcase_add_test(tests, a_click_moves_the_keyboard);
	tcase_add_test(tests, held_keys_stay_behind);
	tcase_add_test(tests, super_is_ours);
	tcase_add_test(tests, what_appears_under_the_pointer_waits);
	tcase_add_test(tests, nobody_inherits_the_keyboard);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
