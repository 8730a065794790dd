// SPDX-License-Identifier: MIT
/*
 * While the screen is locked no pixel of a guest is in any picture of it, whatever
 * happens to the locker or to the compositor.
 */
#include <linux/input-event-codes.h>
#include <signal.h>
#include <stdio.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/locker.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define GUEST 0xfe01dc // of no theme, label or locker
#define COVER 0x204060
#define PICTURES 8
#define WHOLE (1280 * 720 - 2000) // pixels, but for the pointer's

static const struct tree_box screen = {0, 0, 1280, 720};
static struct desktop desktop;
static struct desktop_guest *conf;
static struct live work;
static struct locker *locker;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	ck_assert(desktop_set_config(&desktop, "[commands]\nlocker =\n"));
	conf = desktop_add_guest(&desktop, "work", "blue");
	ck_assert(live_init(&work, conf->address));
	ck_assert(desktop_start(&desktop));
	ck_assert(live_session(&work, "secret", 400, 300, GUEST));
	ck_assert(watch_colour(&desktop, &screen, GUEST, 100000));
}

static void teardown(void) {
	locker_destroy(locker);
	locker = NULL;
	live_finish(&work);
	ck_assert(desktop_finish(&desktop));
}

static void lock(void) {
	char path[112];
	snprintf(path, sizeof(path), "%s/mamparo-0", desktop.gui);
	locker = locker_create(path, COVER);
	ck_assert_ptr_nonnull(locker);
	ck_assert(locker_locked(locker));
}

// In pictures over a while, with everybody at work meanwhile
static void expect_no_guest_pixel(void) {
	for (int i = 0; i < PICTURES; ++i) {
		live_pump(&work);
		ck_assert_uint_eq(watch_count(&desktop, &screen, GUEST), 0);
		process_sleep(30);
	}
	ck_assert(desktop_look(&desktop));
	ck_assert(desktop.tree.locked);
}

static void start_again(void) {
	locker_destroy(locker);
	locker = NULL;
	desktop_kill(&desktop);
	ck_assert(desktop_start(&desktop));
}

START_TEST(a_locker_covers_and_unlocks) {
	lock();
	ck_assert(watch_colour(&desktop, &screen, COVER, WHOLE));
	expect_no_guest_pixel();
	ck_assert(locker_unlock(locker));
	ck_assert(watch_locked(&desktop, false));
	ck_assert(watch_colour(&desktop, &screen, GUEST, 100000));
}
END_TEST

START_TEST(a_guest_gets_no_input) {
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	ck_assert(live_settle(&work));
	uint32_t buttons = work.button_count;
	lock();
	client_type(desktop.client, "password");
	client_click(desktop.client, 640, 360);
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.key_count, 0);
	ck_assert_uint_eq(work.button_count, buttons);
	ck_assert_uint_eq(work.keyboard, 0);
	ck_assert_uint_eq(work.pointer, 0);
}
END_TEST

START_TEST(new_windows_stay_below) {
	lock();
	ck_assert(live_toplevel(&work, 2, "above all"));
	ck_assert(live_buffer(&work, 2, 1, 400, 300));
	struct gui_record commit = live_commit(&work, 2, 2, 400, 300);
	ck_assert(live_send(&work, &commit));
	struct gui_record popup = live_popup(3, 1, 10, 10);
	ck_assert(live_send(&work, &popup));
	struct gui_record fullscreen = {.code = GUI_CODE_state_request};
	fullscreen.u.state_request = (struct gui_state_request){1, 0, GUI_REQUEST_FULLSCREEN};
	ck_assert(live_send(&work, &fullscreen));
	ck_assert(live_settle(&work));
	expect_no_guest_pixel();
}
END_TEST

START_TEST(a_locker_that_crashes_leaves_it_locked) {
	lock();
	locker_destroy(locker);
	locker = NULL;
	ck_assert(client_sync(desktop.client));
	expect_no_guest_pixel();
	lock();
	ck_assert(locker_unlock(locker));
	ck_assert(watch_colour(&desktop, &screen, GUEST, 100000));
}
END_TEST

START_TEST(a_compositor_killed_while_locked_comes_back_locked) {
	lock();
	start_again();
	expect_no_guest_pixel();
	ck_assert(live_session(&work, "secret", 400, 300, GUEST));
	expect_no_guest_pixel();
	start_again();
	expect_no_guest_pixel();
	lock();
	ck_assert(live_session(&work, "secret", 400, 300, GUEST));
	ck_assert(locker_unlock(locker));
	ck_assert(watch_colour(&desktop, &screen, GUEST, 100000));
}
END_TEST

START_TEST(a_compositor_killed_unlocked_comes_back_locked) {
	start_again();
	ck_assert(live_session(&work, "secret", 400, 300, GUEST));
	expect_no_guest_pixel();
}
END_TEST

START_TEST(a_clean_end_is_no_lock) {
	ck_assert(desktop_ask(&desktop, "quit"));
	ck_assert(process_wait(&desktop.compositor, DESKTOP_TIMEOUT));
	ck_assert(process_exited(&desktop.compositor, 0));
	start_again();
	ck_assert(desktop_look(&desktop));
	ck_assert(!desktop.tree.locked);
}
END_TEST

// The locker that users have, on the user's key
START_TEST(swaylock_locks) {
	ck_assert(desktop_set_config(
		&desktop, "[commands]\nlocker = swaylock -c 204060 --indicator-radius 60\n"));
	ck_assert(desktop_ask(&desktop, "reload"));
	client_chord(desktop.client, KEY_LEFTMETA, KEY_L);
	ck_assert(watch_locked(&desktop, true));
	ck_assert(watch_colour(&desktop, &screen, COVER, 1280 * 720 / 2));
	expect_no_guest_pixel();
	client_type(desktop.client, "wrong");
	ck_assert(watch_save(&desktop, "swaylock"));
	start_again();
	ck_assert(watch_colour(&desktop, &screen, COVER, 1280 * 720 / 2));
	expect_no_guest_pixel();
}
END_TEST

int main(void) {
	Suite *suite = suite_create("lock");
	TCase *tests = tcase_create("lock");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_locker_covers_and_unlocks);
	tcase_add_test(tests, a_guest_gets_no_input);
	tcase_add_test(tests, new_windows_stay_below);
	tcase_add_test(tests, a_locker_that_crashes_leaves_it_locked);
	tcase_add_test(tests, a_compositor_killed_while_locked_comes_back_locked);
	tcase_add_test(tests, a_compositor_killed_unlocked_comes_back_locked);
	tcase_add_test(tests, a_clean_end_is_no_lock);
	tcase_add_test(tests, swaylock_locks);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
