// SPDX-License-Identifier: MIT
/*
 * The desktop in windows of another one, which is one of ours too: as a program of its
 * own GUI domain on Wayland, and as a guest's program on X11.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define GUEST 0xfe01dc // of no theme or label
#define BORDER 4
#define WIDTH 300 // size of the inner guest's window
#define HEIGHT 200

static struct desktop desktop;
static struct desktop_guest *outer;
static struct live inner; // a guest of the nested desktop
static char control[128]; // of the nested desktop

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1920x1080"));
	outer = desktop_add_guest(&desktop, "outer", "green");
	ck_assert(desktop_start(&desktop));
}

static void teardown(void) {
	live_finish(&inner);
	ck_assert(desktop_finish(&desktop));
}

// How to start it; its files are in dir
static const char *command(const char *dir) {
	static char text[512];
	char path[PROCESS_PATH_MAX], address[PROCESS_PATH_MAX];
	desktop_executable(path, "compositor/mamparo-compositor");
	snprintf(address, sizeof(address), "%s/inner", dir);
	snprintf(control, sizeof(control), "%s/nested.control", dir);
	ck_assert(live_init(&inner, address));
	snprintf(text, sizeof(text),
		"exec %s --socket nested --state \"$HOME/lock\" --guest inner:purple:%s", path,
		address);
	return text;
}

static struct tree look(void) {
	struct tree tree;
	ck_assert(live_settle(&inner));
	ck_assert(tree_read(&tree, control));
	return tree;
}

// The window of the desktop that is seen on top
static struct tree_window top(const char *guest) {
	ck_assert(desktop_look(&desktop));
	const struct tree_window *window = tree_window(&desktop.tree, guest, NULL);
	ck_assert_ptr_nonnull(window);
	return *window;
}

// With the pointer on its way there, as a hand has it
static void click(double x, double y) {
	client_move(desktop.client, x - 2, y - 2);
	process_sleep(350);
	client_move(desktop.client, x, y);
	client_button(desktop.client, BTN_LEFT, true);
	client_button(desktop.client, BTN_LEFT, false);
}

static void click_inner_window(const char *guest) {
	struct tree_window window = top(guest);
	struct tree tree = look();
	ck_assert_uint_eq(tree.window_count, 1);
	struct tree_box box = tree.windows[0].interior;
	click(window.interior.x + box.x + 50, window.interior.y + box.y + 50);
	for (int i = 0; i < 50 && inner.keyboard == 0; ++i) {
		process_sleep(20);
		ck_assert(live_settle(&inner));
	}
	ck_assert_uint_eq(inner.keyboard, 1);
}

static void type(const char *text) {
	client_type(desktop.client, text);
	for (int i = 0; i < 50 && inner.key_count < strlen(text); ++i) {
		process_sleep(20);
		ck_assert(live_settle(&inner));
	}
	ck_assert_uint_eq(inner.key_count, strlen(text));
}

static void resize(const char *guest) {
	struct tree_window window = top(guest);
	client_chord(desktop.client, KEY_LEFTMETA, KEY_LEFT);
	struct tree tree = look();
	for (int i = 0; i < 50 && tree.windows[0].frame.x + WIDTH > 960 - 2 * BORDER; ++i) {
		process_sleep(20);
		tree = look();
	}
	window = top(guest);
	ck_assert_int_eq(window.frame.width, 960);
	// The inner window is where it can be seen
	ck_assert_int_le(tree.windows[0].frame.x + tree.windows[0].frame.width, 960 - 2 * BORDER);
	ck_assert(watch_colour(&desktop, &window.interior, GUEST, WIDTH * HEIGHT - 500));
}

static void close_top(const char *guest) {
	char line[32];
	snprintf(line, sizeof(line), "close %u", (unsigned)top(guest).id);
	ck_assert(desktop_ask(&desktop, line));
}

START_TEST(in_windows_of_wayland) {
	char text[600];
	snprintf(text, sizeof(text), "export WLR_WL_OUTPUTS=2; %s", command(desktop.gui));
	struct process *nested = desktop_run_local(&desktop, text);
	ck_assert_ptr_nonnull(nested);
	ck_assert(watch_windows(&desktop, "", 2));
	ck_assert_str_eq(top("").title, "Mamparo");
	ck_assert(live_session(&inner, "a window", WIDTH, HEIGHT, GUEST));
	// It is on one of the two, or goes to the one that stays
	const struct tree_box all = {0, 0, 1920, 1080};
	close_top("");
	ck_assert(watch_windows(&desktop, "", 1));
	ck_assert(watch_colour(&desktop, &all, GUEST, WIDTH * HEIGHT - 500));
	click_inner_window("");
	type("hello");
	resize("");
	ck_assert(watch_save(&desktop, "nested-wayland"));
	close_top("");
	ck_assert(process_wait(nested, DESKTOP_TIMEOUT));
	ck_assert(process_exited(nested, 0));
}
END_TEST

START_TEST(in_a_window_of_x11) {
	ck_assert(desktop_run(&desktop, outer, "sleep 1000"));
	char text[600];
	snprintf(text, sizeof(text), "unset WAYLAND_DISPLAY; %s", command(outer->dir));
	struct process *nested = desktop_run_inside(&desktop, outer, text);
	ck_assert_ptr_nonnull(nested);
	ck_assert(watch_windows(&desktop, "outer", 1));
	ck_assert(live_session(&inner, "a window", WIDTH, HEIGHT, GUEST));
	struct tree_box box = top("outer").interior;
	ck_assert(watch_colour(&desktop, &box, GUEST, WIDTH * HEIGHT - 500));
	ck_assert_ptr_nonnull(watch_window(&desktop, "outer", "Mamparo"));
	click_inner_window("outer");
	type("hello");
	resize("outer");
	ck_assert(watch_save(&desktop, "nested-x11"));
	close_top("outer");
	ck_assert(process_wait(nested, DESKTOP_TIMEOUT));
	ck_assert(process_exited(nested, 0));
	ck_assert(!process_said(nested, "wlroots"));
}
END_TEST

// The display goes without a word: that is no end that the user has asked for
START_TEST(the_desktop_around_is_lost) {
	struct process *nested = desktop_run_local(&desktop, command(desktop.gui));
	ck_assert_ptr_nonnull(nested);
	ck_assert(watch_windows(&desktop, "", 1));
	ck_assert(live_session(&inner, "a window", WIDTH, HEIGHT, GUEST));
	desktop_kill(&desktop);
	ck_assert(process_wait(nested, DESKTOP_TIMEOUT));
	ck_assert(process_exited(nested, 1));
	ck_assert(process_said(nested, "the display is gone"));
	char path[PROCESS_PATH_MAX], text[32] = "";
	snprintf(path, sizeof(path), "%s/lock", desktop.gui);
	FILE *file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
	fclose(file);
	ck_assert_str_eq(text, "locked\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("nested");
	TCase *tests = tcase_create("nested");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, in_windows_of_wayland);
	tcase_add_test(tests, in_a_window_of_x11);
	tcase_add_test(tests, the_desktop_around_is_lost);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
