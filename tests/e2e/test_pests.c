// SPDX-License-Identifier: MIT
/*
 * Programs that are a nuisance to their own VM's proxy: it lives, its link lives, and
 * what another program of the VM shows keeps moving.
 */
#include <stdio.h>

#include "tests/lib/client.h"
#include "tests/lib/saver.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define RUN 1 // seconds of one mode
#define TENS_MIN 1 // of frames of the other program in that time, though all are slow
#define HOLD_OFF 350 // ms, until a new window gets the pointer

static struct desktop desktop;
static struct desktop_guest *work;
static struct process *blink;

static const struct {
	const char *name;
	bool pointer; // it wants that
	bool hides; // the other program's window, which then has no frames
} modes[] = {
	{"constraints", false},
	{"crowd", false, true},
	{"cursors", true},
	{"deep", false},
	{"drags", false},
	{"errors", false},
	{"huge", false},
	{"inhibitors", false},
	{"limits", false},
	{"many", false, true},
	{"moves", true},
	{"nested", false},
	{"parents", false},
	{"pools", false},
	{"popups", false},
	{"reopen", false},
	{"reposition", false},
	{"shapes", true},
	{"states", false},
	{"titles", false},
	{"vanish", false},
	{"wide", false},
	{"windows", false},
};

static struct process *start(const char *mode, int seconds) {
	char path[PROCESS_PATH_MAX], command[PROCESS_PATH_MAX + 64];
	desktop_executable(path, "tests/e2e/pests");
	snprintf(command, sizeof(command), "exec %s %s %d", path, mode, seconds);
	struct process *process = desktop_run_inside(&desktop, work, command);
	ck_assert_ptr_nonnull(process);
	return process;
}

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	work = desktop_add_guest(&desktop, "work", "blue");
	ck_assert(desktop_start(&desktop));
	ck_assert(desktop_run(&desktop, work, "exec sleep 1000"));
	blink = start("blink", 1000);
	ck_assert(watch_window(&desktop, "work", "blink") != NULL);
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

static void point_at(const char *mode) {
	const struct tree_window *window = watch_window(&desktop, "work", mode);
	ck_assert_ptr_nonnull(window);
	process_sleep(HOLD_OFF);
	client_move(desktop.client, window->interior.x + 50, window->interior.y + 50);
	client_move_by(desktop.client, 1, 1);
}

START_TEST(each_nuisance_is_borne) {
	const char *mode = modes[_i].name;
	struct process *pest = start(mode, RUN);
	if (modes[_i].pointer) {
		point_at(mode);
	}
	ck_assert(watch_said(pest, "open"));
	uint32_t before = process_lines(blink);
	ck_assert_msg(process_wait(pest, DESKTOP_TIMEOUT), "%s does not end", mode);
	uint32_t tens = process_lines(blink) - before;
	ck_assert_msg(modes[_i].hides || tens >= TENS_MIN, "%s: %u0 frames beside it", mode, tens);
	ck_assert(desktop_look(&desktop));
	ck_assert(tree_guest(&desktop.tree, "work")->connected);
	ck_assert(!process_said(&work->proxy, "link to the compositor ended"));
	// And it is gone, as if it had never been
	ck_assert(watch_windows(&desktop, "work", 1));
	ck_assert(watch_popups(&desktop, 0));
}
END_TEST

START_TEST(the_screen_stays_on_as_long_as_they_want) {
	char socket[128];
	snprintf(socket, sizeof(socket), "%s/mamparo-0", desktop.gui);
	struct saver *saver = saver_create(socket, "HEADLESS-1", 300);
	ck_assert_ptr_nonnull(saver);
	ck_assert(saver_idle(saver, true));
	struct process *pest = start("awake", 1);
	ck_assert(saver_idle(saver, false));
	ck_assert(process_wait(pest, DESKTOP_TIMEOUT));
	ck_assert(saver_idle(saver, true));
	saver_destroy(saver);
}
END_TEST

static void click_on(const char *title) {
	const struct tree_window *window = watch_window(&desktop, "work", title);
	ck_assert_ptr_nonnull(window);
	client_click(desktop.client, window->interior.x + 50, window->interior.y + 50);
}

START_TEST(a_lock_goes_with_its_surface) {
	struct process *pest = start("orphan", 1000);
	ck_assert(watch_window(&desktop, "work", "orphan") != NULL);
	process_sleep(HOLD_OFF);
	click_on("orphan");
	click_on("blink"); // where the pointer does not come to
	ck_assert(desktop_look(&desktop));
	ck_assert_str_eq(tree_focused(&desktop.tree)->title, "orphan");
	ck_assert(watch_said(pest, "orphaned"));
	process_sleep(HOLD_OFF);
	click_on("blink");
	ck_assert(desktop_look(&desktop));
	ck_assert_str_eq(tree_focused(&desktop.tree)->title, "blink");
}
END_TEST

START_TEST(a_lock_outside_of_the_window_holds_nothing) {
	struct process *pest = start("aside", 1000);
	ck_assert(watch_window(&desktop, "work", "aside") != NULL);
	process_sleep(HOLD_OFF);
	click_on("aside");
	click_on("blink");
	ck_assert(desktop_look(&desktop));
	ck_assert_str_eq(tree_focused(&desktop.tree)->title, "blink");
	ck_assert(desktop_click_window(
		&desktop, tree_window(&desktop.tree, "work", "aside"))); // blink may be above
	ck_assert(watch_said(pest, "inside"));
	process_sleep(HOLD_OFF);
	click_on("blink"); // where the pointer does not come to
	ck_assert(desktop_look(&desktop));
	ck_assert_str_eq(tree_focused(&desktop.tree)->title, "aside");
}
END_TEST

START_TEST(those_who_come_later_are_heard) {
	start("crowd", 1000);
	ck_assert(watch_windows(&desktop, "work", 14));
	start("limits", 1000);
	ck_assert(watch_window(&desktop, "work", "limits") != NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("pests");
	TCase *tests = tcase_create("pests");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, each_nuisance_is_borne, 0, sizeof(modes) / sizeof(modes[0]));
	tcase_add_test(tests, the_screen_stays_on_as_long_as_they_want);
	tcase_add_test(tests, a_lock_goes_with_its_surface);
	tcase_add_test(tests, a_lock_outside_of_the_window_holds_nothing);
	tcase_add_test(tests, those_who_come_later_are_heard);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
