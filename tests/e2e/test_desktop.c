// SPDX-License-Identifier: MIT
/*
 * A day at the desktop: what a user does with windows, by pointer, keys and bar. The
 * programs are terminals, whose windows have whole characters only.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define WIDTH 1280
#define HEIGHT 720
#define BORDER 4 // of a frame
#define TITLE 26
#define CELL 24 // no character is larger
#define HOLD_OFF 350 // ms, without input
#define BAR 0x123456 // of no theme

static const struct tree_box screen = {0, 0, WIDTH, HEIGHT};
static struct desktop desktop;
static struct desktop_guest *work, *untrusted;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	work = desktop_add_guest(&desktop, "work", "blue");
	untrusted = desktop_add_guest(&desktop, "untrusted", "red");
	ck_assert(desktop_set_config(&desktop, "[bindings]\nSuper+Return = run foot\n"));
	ck_assert(desktop_start(&desktop));
	client_move(desktop.client, WIDTH - 2, HEIGHT - 2);
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

static void open_terminal(struct desktop_guest *guest) {
	ck_assert(desktop_run(&desktop, guest, "exec foot --window-size-pixels=400x250"));
	ck_assert_ptr_nonnull(watch_window(&desktop, guest->name, "foot"));
	ck_assert(desktop_click(&desktop, guest->name));
	ck_assert(watch_focus(&desktop, guest->name));
}

// The guest's window when nothing moves any more
static struct tree_window settled(const char *guest) {
	struct tree_window window = {0};
	int same = 0;
	for (int i = 0; i < 200 && same < 5; ++i) {
		process_sleep(30);
		ck_assert(desktop_look(&desktop));
		const struct tree_window *now = tree_window(&desktop.tree, guest, NULL);
		ck_assert_ptr_nonnull(now);
		bool equal = memcmp(&now->frame, &window.frame, sizeof(now->frame)) == 0;
		same = equal ? same + 1 : 0;
		window = *now;
	}
	ck_assert_int_eq(same, 5);
	return window;
}

static void drag(double x, double y, double dx, double dy) {
	client_move(desktop.client, x, y);
	client_button(desktop.client, BTN_LEFT, true);
	for (int i = 0; i < 8; ++i) {
		client_move_by(desktop.client, dx / 8, dy / 8);
		process_sleep(15);
	}
	client_button(desktop.client, BTN_LEFT, false);
}

static void double_click(double x, double y) {
	client_click(desktop.client, x, y);
	client_click(desktop.client, x, y);
}

static bool about(int32_t a, int32_t b) {
	return abs(a - b) < CELL;
}

static void assert_place(const char *guest, const char *place, struct tree_box frame) {
	struct tree_window window = settled(guest);
	ck_assert_str_eq(window.place, place);
	ck_assert_int_eq(window.frame.x, frame.x);
	ck_assert_int_eq(window.frame.y, frame.y);
	ck_assert_int_eq(window.frame.width, frame.width);
	ck_assert_int_eq(window.frame.height, frame.height);
	process_sleep(HOLD_OFF); // it may have come under the pointer by itself
}

static void chord(uint32_t key) {
	client_chord(desktop.client, KEY_LEFTMETA, key);
}

static void shift_chord(uint32_t key) {
	client_key(desktop.client, KEY_LEFTMETA, true);
	client_chord(desktop.client, KEY_LEFTSHIFT, key);
	client_key(desktop.client, KEY_LEFTMETA, false);
}

// Horizontal and vertical side of a frame, -1: left or top, 1: right or bottom
static const int sides[][2] = {
	{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};

static int32_t grip(int32_t pos, int32_t size, int side) {
	return side < 0 ? pos + 1 : side > 0 ? pos + size - 2 : pos + size / 2;
}

// The side that is dragged follows the pointer by whole characters, the others stay
static void check_axis(const int32_t before[2], const int32_t after[2], int side, int way) {
	if (side < 0) {
		ck_assert_int_eq(after[0] + after[1], before[0] + before[1]);
		ck_assert(about(after[0], before[0] + way));
	} else {
		ck_assert_int_eq(after[0], before[0]);
		ck_assert(about(after[1], before[1] + (side > 0 ? way : 0)));
	}
}

START_TEST(a_terminal_is_resized_at_every_edge) {
	open_terminal(work);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); ++i) {
		struct tree_box old = settled("work").frame;
		int way = i % 2 == 0 ? -70 : 60;
		drag(grip(old.x, old.width, sides[i][0]), grip(old.y, old.height, sides[i][1]), way,
			way);
		struct tree_box new = settled("work").frame;
		check_axis((int32_t[]){old.x, old.width}, (int32_t[]){new.x, new.width},
			sides[i][0], way);
		check_axis((int32_t[]){old.y, old.height}, (int32_t[]){new.y, new.height},
			sides[i][1], way);
	}
	ck_assert(watch_save(&desktop, "resized"));
}
END_TEST

START_TEST(places_by_pointer) {
	open_terminal(work);
	struct tree_box first = settled("work").frame;
	double x = first.x + first.width / 2.0, y = first.y + TITLE / 2.0;
	double_click(x, y);
	assert_place("work", "maximized", screen);
	double_click(WIDTH / 2.0, TITLE / 2.0);
	assert_place("work", "floating", first);
	drag(x, y, -x, 0);
	assert_place("work", "left", (struct tree_box){0, 0, WIDTH / 2, HEIGHT});
	drag(WIDTH / 4.0, TITLE / 2.0, WIDTH - WIDTH / 4.0, 100);
	assert_place("work", "right", (struct tree_box){WIDTH / 2, 0, WIDTH / 2, HEIGHT});
	drag(WIDTH - WIDTH / 4.0, TITLE / 2.0, -WIDTH / 4.0, 200);
	struct tree_window loose = settled("work");
	ck_assert_str_eq(loose.place, "floating");
	ck_assert_int_eq(loose.frame.width, first.width);
	ck_assert_int_eq(loose.frame.y, 200);
	drag(WIDTH / 2.0, 200 + TITLE / 2.0, 0, -300);
	assert_place("work", "maximized", screen);
}
END_TEST

START_TEST(places_by_key) {
	open_terminal(work);
	struct tree_box first = settled("work").frame;
	chord(KEY_LEFT);
	assert_place("work", "left", (struct tree_box){0, 0, WIDTH / 2, HEIGHT});
	chord(KEY_RIGHT);
	assert_place("work", "right", (struct tree_box){WIDTH / 2, 0, WIDTH / 2, HEIGHT});
	chord(KEY_UP);
	assert_place("work", "maximized", screen);
	chord(KEY_UP);
	assert_place("work", "floating", first);
}
END_TEST

START_TEST(fullscreen_keeps_frame_and_label) {
	struct shot maximized, fullscreen;
	open_terminal(work);
	struct tree_box first = settled("work").frame;
	client_move(desktop.client, WIDTH / 2.0, HEIGHT / 2.0);
	chord(KEY_UP);
	assert_place("work", "maximized", screen);
	ck_assert(shot_take(&maximized, desktop.client, false));
	chord(KEY_F);
	assert_place("work", "fullscreen", screen);
	ck_assert(shot_take(&fullscreen, desktop.client, false));
	const struct shot_box frame[] = {{0, 0, WIDTH, TITLE}, {0, TITLE, BORDER, HEIGHT - TITLE},
		{WIDTH - BORDER, TITLE, BORDER, HEIGHT - TITLE},
		{0, HEIGHT - BORDER, WIDTH, BORDER}};
	for (size_t i = 0; i < sizeof(frame) / sizeof(frame[0]); ++i) {
		ck_assert_uint_eq(shot_differ(&maximized, &fullscreen, &frame[i]), 0);
	}
	shot_finish(&maximized);
	shot_finish(&fullscreen);
	chord(KEY_F);
	assert_place("work", "maximized", screen);
	chord(KEY_UP);
	assert_place("work", "floating", first);
	// Back by the frame's own button
	chord(KEY_F);
	assert_place("work", "fullscreen", screen);
	client_click(desktop.client, WIDTH - BORDER - 42, TITLE / 2.0);
	assert_place("work", "floating", first);
}
END_TEST

START_TEST(switcher_brings_back_what_is_minimised) {
	open_terminal(work);
	open_terminal(untrusted);
	chord(KEY_DOWN);
	ck_assert(watch_focus(&desktop, NULL)); // never another guest
	ck_assert(settled("untrusted").minimized);
	client_key(desktop.client, KEY_LEFTMETA, true);
	client_tap(desktop.client, KEY_TAB);
	client_tap(desktop.client, KEY_TAB);
	ck_assert(watch_save(&desktop, "switcher"));
	client_key(desktop.client, KEY_LEFTMETA, false);
	ck_assert(watch_focus(&desktop, "untrusted"));
	ck_assert(!settled("untrusted").minimized);
	// Escape leaves it as it was
	client_key(desktop.client, KEY_LEFTMETA, true);
	client_tap(desktop.client, KEY_TAB);
	client_tap(desktop.client, KEY_ESC);
	client_key(desktop.client, KEY_LEFTMETA, false);
	ck_assert(watch_focus(&desktop, "untrusted"));
	chord(KEY_TAB);
	ck_assert(watch_focus(&desktop, "work"));
}
END_TEST

START_TEST(workspaces_hold_windows_of_several_guests) {
	open_terminal(work);
	open_terminal(untrusted);
	shift_chord(KEY_2);
	ck_assert(watch_focus(&desktop, NULL));
	struct tree_window window = settled("untrusted");
	ck_assert_uint_eq(window.workspace, 2);
	ck_assert(!window.shown);
	chord(KEY_2);
	ck_assert(settled("untrusted").shown);
	ck_assert(!settled("work").shown);
	ck_assert(watch_focus(&desktop, NULL)); // nor by a change of workspace
	chord(KEY_1);
	ck_assert(settled("work").shown);
	// The switcher goes where the window is
	ck_assert(desktop_click(&desktop, "work"));
	chord(KEY_TAB);
	ck_assert(watch_focus(&desktop, "untrusted"));
	ck_assert_uint_eq(desktop.tree.workspace, 2);
	ck_assert(desktop_ask(&desktop, "workspace 1"));
	ck_assert(settled("work").shown);
}
END_TEST

START_TEST(no_window_hides_another) {
	open_terminal(work);
	open_terminal(untrusted);
	struct tree_box a = settled("work").frame, b = settled("untrusted").frame;
	ck_assert(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
		b.y + b.height <= a.y);
}
END_TEST

START_TEST(taskbar_activates_and_closes) {
	open_terminal(work);
	char path[PROCESS_PATH_MAX];
	snprintf(path, sizeof(path), "%s/bar.json", desktop.gui);
	FILE *file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs("{\"position\": \"bottom\", \"height\": 40, \"modules-left\": [\"wlr/taskbar\"],"
	      " \"wlr/taskbar\": {\"format\": \"{title}\", \"on-click\": \"activate\","
	      " \"on-click-middle\": \"close\"}}",
		file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_ptr_nonnull(desktop_run_local(&desktop,
		"echo 'window#waybar { background: #000000; } #taskbar button { border-radius: 0;"
		" background: #123456; min-width: 300px; }' >\"$HOME/bar.css\"; exec"
		" dbus-run-session -- waybar -c \"$HOME/bar.json\" -s \"$HOME/bar.css\""));
	const struct tree_box bar = {0, HEIGHT - 40, WIDTH, 40};
	ck_assert(watch_colour(&desktop, &bar, BAR, 300 * 20));
	ck_assert(watch_save(&desktop, "taskbar"));
	chord(KEY_UP);
	assert_place("work", "maximized", (struct tree_box){0, 0, WIDTH, HEIGHT - 40});
	chord(KEY_DOWN);
	ck_assert(watch_focus(&desktop, NULL));
	client_click(desktop.client, 100, HEIGHT - 20);
	ck_assert(watch_focus(&desktop, "work"));
	ck_assert(!settled("work").minimized);
	client_button(desktop.client, BTN_MIDDLE, true);
	client_button(desktop.client, BTN_MIDDLE, false);
	ck_assert(watch_windows(&desktop, "work", 0));
	ck_assert(watch_gone(&desktop, &bar, BAR));
}
END_TEST

START_TEST(what_a_key_starts_gets_the_keyboard) {
	open_terminal(work);
	chord(KEY_ENTER);
	ck_assert(watch_focus(&desktop, ""));
	ck_assert(watch_windows(&desktop, "", 1));
	client_type(desktop.client, "exit\n");
	ck_assert(watch_windows(&desktop, "", 0));
	// From the launcher as well
	ck_assert_ptr_nonnull(desktop_run_local(&desktop,
		"mkdir -p \"$HOME/.local/share/applications\" && printf '[Desktop Entry]\\n"
		"Type=Application\\nName=Shell\\nExec=foot\\n'"
		" >\"$HOME/.local/share/applications/shell.desktop\" && exec fuzzel"
		" --background-color=123456ff"));
	ck_assert(watch_colour(&desktop, &screen, BAR, 5000));
	client_type(desktop.client, "Shell\n");
	ck_assert(watch_focus(&desktop, ""));
	shift_chord(KEY_Q);
	ck_assert(watch_windows(&desktop, "", 0));
	ck_assert(watch_focus(&desktop, NULL));
}
END_TEST

START_TEST(a_local_menu_reaches_out_of_its_window) {
	ck_assert_ptr_nonnull(desktop_run_local(&desktop, "exec gtk4-demo"));
	ck_assert_ptr_nonnull(watch_window(&desktop, "", "GTK Demo"));
	struct tree_box large = settled("").frame;
	process_sleep(HOLD_OFF);
	drag(large.x + large.width / 2.0, large.y + large.height - 2, 0, -500);
	struct tree_window small = settled("");
	for (int i = 0; i < 20 && small.frame.height >= 200; ++i) {
		small = settled(""); // it takes its time
	}
	ck_assert_int_lt(small.frame.height, 200);
	// The button of the menu, in the program's own header bar
	client_click(desktop.client, small.interior.x + small.interior.width - 151,
		small.interior.y + 22);
	const int32_t end = small.frame.y + small.frame.height;
	const struct tree_box below = {small.frame.x, end, small.frame.width, HEIGHT - end};
	const struct tree_box border = {small.frame.x, end - BORDER, small.frame.width, BORDER};
	ck_assert(watch_colour(&desktop, &below, 0xffffff, 1000));
	ck_assert(watch_colour(&desktop, &border, 0xffffff, 400));
	// Its last row, half of which is there
	client_move(desktop.client, small.frame.x + small.frame.width - 200, end + 2);
	client_click(desktop.client, small.frame.x + small.frame.width - 200, end + 4);
	ck_assert(watch_windows(&desktop, "", 2));
}
END_TEST

START_TEST(settings_are_read_again) {
	ck_assert(desktop_set_config(&desktop, "[appearance]\nbackground = #123456\n"));
	ck_assert(desktop_ask(&desktop, "reload"));
	ck_assert(watch_colour(&desktop, &screen, BAR, WIDTH * HEIGHT - 100));
	ck_assert(desktop_set_config(
		&desktop, "[appearance]\nbackground = #654321\nbackgroud = #000000\n"));
	ck_assert(!desktop_ask(&desktop, "reload"));
	shift_chord(KEY_R);
	ck_assert(watch_said(&desktop.compositor, "conf:3: unknown key: backgroud"));
	ck_assert(watch_colour(&desktop, &screen, BAR, WIDTH * HEIGHT - 100));
	// Bindings too
	ck_assert(desktop_set_config(&desktop, "[bindings]\nSuper+a = workspace 3\n"));
	shift_chord(KEY_R);
	chord(KEY_A);
	ck_assert(desktop_look(&desktop));
	ck_assert_uint_eq(desktop.tree.workspace, 3);
}
END_TEST

START_TEST(local_programs_share_a_clipboard) {
	open_terminal(work);
	struct process *copy = desktop_run_local(&desktop, "printf secret | wl-copy --foreground");
	ck_assert_ptr_nonnull(copy);
	struct process *paste = desktop_run_local(&desktop, "until wl-paste; do sleep 0.1; done");
	ck_assert_ptr_nonnull(paste);
	ck_assert(watch_said(paste, "secret"));
	// No guest does
	struct process *inside = desktop_run_inside(&desktop, work, "wl-paste; echo end");
	ck_assert_ptr_nonnull(inside);
	ck_assert(watch_said(inside, "end"));
	ck_assert(!process_said(inside, "secret"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("desktop");
	TCase *tests = tcase_create("desktop");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_terminal_is_resized_at_every_edge);
	tcase_add_test(tests, places_by_pointer);
	tcase_add_test(tests, places_by_key);
	tcase_add_test(tests, fullscreen_keeps_frame_and_label);
	tcase_add_test(tests, switcher_brings_back_what_is_minimised);
	tcase_add_test(tests, workspaces_hold_windows_of_several_guests);
	tcase_add_test(tests, no_window_hides_another);
	tcase_add_test(tests, taskbar_activates_and_closes);
	tcase_add_test(tests, what_a_key_starts_gets_the_keyboard);
	tcase_add_test(tests, a_local_menu_reaches_out_of_its_window);
	tcase_add_test(tests, settings_are_read_again);
	tcase_add_test(tests, local_programs_share_a_clipboard);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
