// SPDX-License-Identifier: MIT
/*
 * Programs that people have on their desktops run on the private socket unchanged.
 */
#include <linux/input-event-codes.h>
#include <signal.h>
#include <stdio.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

static const struct tree_box screen = {0, 0, 1280, 720};
static struct desktop desktop;
static struct live work;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	ck_assert(live_init(&work, desktop_add_guest(&desktop, "work", "blue")->address));
	ck_assert(desktop_start(&desktop));
	ck_assert(live_session(&work, "a window", 300, 200, 0x20a040));
	ck_assert(watch_windows(&desktop, "work", 1));
}

static void teardown(void) {
	live_finish(&work);
	ck_assert(desktop_finish(&desktop));
}

static void write_file(const char *name, const char *text) {
	char path[PROCESS_PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", desktop.gui, name);
	FILE *file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

// Runs to its end, which must be good
static struct process *run(const char *command) {
	struct process *process = desktop_run_local(&desktop, command);
	ck_assert_ptr_nonnull(process);
	uint64_t start = process_now();
	while (!process_wait(process, 50) && process_now() - start < DESKTOP_TIMEOUT) {
		live_pump(&work);
	}
	if (!process_exited(process, 0)) {
		process_show(process);
	}
	ck_assert_msg(process_exited(process, 0), "%s", command);
	return process;
}

START_TEST(grim_takes_a_picture) {
	run("grim -t ppm - | head -c 15 | grep -q '^1280 720$'");
	run("grim -g '0,0 100x50' \"$HOME/part.png\" && test -s \"$HOME/part.png\"");
}
END_TEST

START_TEST(wtype_types_into_a_guest) {
	ck_assert(desktop_click(&desktop, "work"));
	run("wtype ab");
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.key_count, 2);
}
END_TEST

START_TEST(wlr_randr_changes_the_output) {
	struct process *list = run("wlr-randr");
	ck_assert(process_said(list, "HEADLESS-1"));
	ck_assert(process_said(list, "1280x720"));
	run("wlr-randr --output HEADLESS-1 --custom-mode 1024x600");
	struct process *mode = run("wlr-randr");
	ck_assert(process_said(mode, "1024x600"));
	run("wlr-randr --output HEADLESS-1 --scale 1.5");
	struct process *scale = run("wlr-randr");
	ck_assert(process_said(scale, "Scale: 1.5"));
	ck_assert(watch_save(&desktop, "scaled"));
	// The window is where it can be reached
	ck_assert(desktop_look(&desktop));
	const struct tree_window *window = tree_window(&desktop.tree, "work", NULL);
	ck_assert_ptr_nonnull(window);
	ck_assert_int_lt(window->frame.x, 1024 * 2 / 3);
	ck_assert_int_lt(window->frame.y, 600 * 2 / 3);
}
END_TEST

START_TEST(kanshi_applies_its_profile) {
	write_file("kanshi.conf",
		"profile {\n\toutput HEADLESS-1 mode --custom 1000x500 scale 1.25\n}\n");
	struct process *kanshi = desktop_run_local(
		&desktop, "exec kanshi -c \"$HOME/kanshi.conf\"");
	ck_assert_ptr_nonnull(kanshi);
	bool done = false;
	for (int i = 0; i < 50 && !done; ++i) {
		process_sleep(100);
		done = process_said(run("wlr-randr"), "1000x500");
		desktop.program_count = 1; // the list is short
	}
	if (!done) {
		watch_show(&desktop);
	}
	ck_assert(done);
	ck_assert(process_end(kanshi, SIGTERM));
}
END_TEST

START_TEST(fuzzel_starts_a_program) {
	struct process *fuzzel = desktop_run_local(&desktop,
		"printf 'one\\ntwo\\n' | fuzzel --dmenu --background-color=123456ff --lines=12");
	ck_assert_ptr_nonnull(fuzzel);
	ck_assert(watch_colour(&desktop, &screen, 0x123456, 5000));
	ck_assert(watch_save(&desktop, "fuzzel"));
	// It has the keyboard, and no guest
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.keyboard, 0);
	client_type(desktop.client, "two\n");
	ck_assert(process_wait(fuzzel, DESKTOP_TIMEOUT));
	ck_assert(process_exited(fuzzel, 0));
	ck_assert(process_said(fuzzel, "two"));
	ck_assert(watch_gone(&desktop, &screen, 0x123456));
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.key_count, 0);
}
END_TEST

START_TEST(waybar_takes_a_strip) {
	write_file("bar.json",
		"{\"layer\": \"top\", \"position\": \"top\", \"height\": 30,"
		" \"modules-left\": [\"wlr/taskbar\"], \"modules-right\": [\"clock\"],"
		" \"wlr/taskbar\": {\"format\": \"{title}\"}}");
	write_file("bar.css", "window#waybar { background: #123456; color: #ffffff; }\n");
	struct process *bar = desktop_run_local(&desktop,
		"exec dbus-run-session -- sh -c 'echo $$ >\"$HOME/bar.pid\";"
		" exec waybar -c \"$HOME/bar.json\" -s \"$HOME/bar.css\"'");
	ck_assert_ptr_nonnull(bar);
	ck_assert(watch_colour(&desktop, &screen, 0x123456, 1280 * 15));
	// A maximised window keeps off it
	ck_assert(desktop_click(&desktop, "work"));
	client_chord(desktop.client, KEY_LEFTMETA, KEY_UP);
	ck_assert(live_settle(&work));
	ck_assert_uint_gt(work.windows[1].height, 500);
	ck_assert_uint_lt(work.windows[1].height, 720 - 30);
	ck_assert(watch_save(&desktop, "waybar"));
	run("kill \"$(cat \"$HOME/bar.pid\")\"");
	ck_assert(process_wait(bar, DESKTOP_TIMEOUT));
	ck_assert(watch_gone(&desktop, &screen, 0x123456));
}
END_TEST

START_TEST(a_local_window_has_a_border_of_its_own) {
	struct process *foot = desktop_run_local(&desktop, "exec foot");
	ck_assert_ptr_nonnull(foot);
	const struct tree_window *window = watch_window(&desktop, "", "foot");
	ck_assert_ptr_nonnull(window);
	ck_assert_int_gt(window->interior.y, window->frame.y);
	ck_assert(desktop_click(&desktop, ""));
	client_type(desktop.client, "printf '\\033[48;2;18;52;86m%900s\\033[0m'\n");
	struct tree_box box = window->interior;
	ck_assert(watch_colour(&desktop, &box, 0x123456, 20000));
	ck_assert(watch_save(&desktop, "local"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("local");
	TCase *tests = tcase_create("local");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, grim_takes_a_picture);
	tcase_add_test(tests, wtype_types_into_a_guest);
	tcase_add_test(tests, wlr_randr_changes_the_output);
	tcase_add_test(tests, kanshi_applies_its_profile);
	tcase_add_test(tests, fuzzel_starts_a_program);
	tcase_add_test(tests, waybar_takes_a_strip);
	tcase_add_test(tests, a_local_window_has_a_border_of_its_own);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
