// SPDX-License-Identifier: MIT
/*
 * Several outputs, that come and go, of different scales and places, as wlr-randr and
 * bars use them; and the desktop in windows of another one.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hostile/live.h"
#include "tests/lib/client.h"
#include "tests/lib/locker.h"
#include "tests/lib/saver.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define GUEST 0xfe01dc // of no theme, label or locker
#define COVER 0x204060
#define BAR 0x123456
#define FIRST "HEADLESS-1" // 1280 x 720
#define SECOND "HEADLESS-2" // 1000 x 800
#define WIDTH 1280
#define TITLE 26
#define BORDER 4
#define AREA (300 * 200 - 300) // of the guest's window, less the pointer
#define PAGES 1300 // of a pool for all of an output

// More than any output, in its own pixels
static const struct tree_box all = {0, 0, 4000, 4000};
static struct desktop desktop;
static struct live work;
static char private_socket[112];
static uint32_t buffers; // made so far

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1280x720"));
	desktop_add_output(&desktop, "1000x800");
	ck_assert(desktop_set_config(&desktop, "[commands]\nlocker =\n"));
	ck_assert(live_init(&work, desktop_add_guest(&desktop, "work", "blue")->address));
	ck_assert(desktop_start(&desktop));
	ck_assert(client_use_output(desktop.client, FIRST));
	ck_assert(live_session(&work, "a window", 300, 200, GUEST));
	ck_assert(live_pool(&work, 2, PAGES));
	live_fill(&work, GUEST);
	buffers = 1;
	ck_assert(watch_windows(&desktop, "work", 1));
	snprintf(private_socket, sizeof(private_socket), "%s/mamparo-0", desktop.gui);
}

static void teardown(void) {
	live_finish(&work);
	ck_assert(desktop_finish(&desktop));
}

static struct tree_window window(void) {
	ck_assert(live_settle(&work));
	ck_assert(desktop_look(&desktop));
	ck_assert_uint_eq(tree_windows_of(&desktop.tree, "work"), 1);
	return *tree_window(&desktop.tree, "work", NULL);
}

// Draw what the desk asks for
static void obey(void) {
	ck_assert(live_settle(&work));
	const struct live_window *asked = &work.windows[1];
	ck_assert(live_buffer(&work, ++buffers, 2, asked->width, asked->height));
	struct gui_record commit = live_commit(&work, 1, buffers, asked->width, asked->height);
	ck_assert(live_send(&work, &commit));
	ck_assert(live_settle(&work));
}

static void assert_frame(int32_t x, int32_t y, int32_t width, int32_t height) {
	struct tree_window now = window();
	ck_assert_int_eq(now.frame.x, x);
	ck_assert_int_eq(now.frame.y, y);
	ck_assert_int_eq(now.frame.width, width);
	ck_assert_int_eq(now.frame.height, height);
}

// Runs to its end, which must be good
static void run(const char *command) {
	struct process *process = desktop_run_local(&desktop, command);
	ck_assert_ptr_nonnull(process);
	uint64_t start = process_now();
	while (!process_wait(process, 20) && process_now() - start < DESKTOP_TIMEOUT) {
		live_pump(&work);
	}
	ck_assert_msg(process_exited(process, 0), "%s", command);
	--desktop.program_count;
}

// By its title, to this place on the second output
static void drag_to_second(double x, double y) {
	struct tree_window old = window();
	process_sleep(350);
	client_move(desktop.client, old.frame.x + 150, old.frame.y + TITLE / 2.0);
	client_button(desktop.client, BTN_LEFT, true);
	client_move_by(desktop.client, WIDTH + x - old.frame.x, y - old.frame.y);
	client_button(desktop.client, BTN_LEFT, false);
	assert_frame(WIDTH + (int32_t)x, (int32_t)y, 308, 230);
}

START_TEST(windows_go_to_another_output_and_come_back) {
	drag_to_second(600, 500);
	run("wlr-randr --output " SECOND " --off");
	assert_frame(600, 720 - 230, 308, 230);
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	run("wlr-randr --output " SECOND " --on");
	assert_frame(WIDTH + 600, 500, 308, 230);
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	// And when the other one goes, its neighbour takes its place
	run("wlr-randr --output " FIRST " --off");
	assert_frame(600, 500, 308, 230);
	run("wlr-randr --output " FIRST " --on");
	assert_frame(600, 500, 308, 230);
}
END_TEST

START_TEST(maximized_windows_follow_their_output) {
	drag_to_second(600, 500);
	client_chord(desktop.client, KEY_LEFTMETA, KEY_UP);
	obey();
	assert_frame(WIDTH, 0, 1000, 800);
	run("wlr-randr --output " SECOND " --transform 90");
	obey();
	assert_frame(WIDTH, 0, 800, 1000);
	run("wlr-randr --output " SECOND " --transform normal --scale 1.25 --pos -800,-100");
	obey();
	assert_frame(-800, -100, 800, 640);
	run("wlr-randr --output " SECOND " --off");
	obey();
	assert_frame(0, 0, WIDTH, 720);
	run("wlr-randr --output " SECOND " --on --scale 1");
	obey();
	ck_assert_int_eq(window().frame.width, 1000);
}
END_TEST

START_TEST(fractional_scale_is_sharp) {
	drag_to_second(100, 100);
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	run("wlr-randr --output " SECOND " --scale 1.5");
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA * 9 / 4 - 2000));
	ck_assert(watch_save(&desktop, "scale-1.5"));
	// The desk goes on to the last pixel
	const struct tree_box last = {999, 0, 1, 800};
	ck_assert_uint_eq(watch_count(&desktop, &last, 0x203040), 800);
	// Input goes where the user points at
	client_move(desktop.client, (104 + 30) * 1.5, (126 + 20) * 1.5);
	ck_assert(live_settle(&work));
	ck_assert_uint_eq(work.pointer, 1);
	ck_assert(work.pointer_x > 29.3 && work.pointer_x < 30.7);
	ck_assert(work.pointer_y > 19.3 && work.pointer_y < 20.7);
}
END_TEST

START_TEST(new_windows_open_where_the_pointer_is) {
	ck_assert(client_use_output(desktop.client, SECOND));
	client_move(desktop.client, 500, 10);
	ck_assert(live_toplevel(&work, 2, "another"));
	ck_assert(live_buffer(&work, 2, 2, 300, 200));
	struct gui_record commit = live_commit(&work, 2, 2, 300, 200);
	ck_assert(live_send(&work, &commit));
	const struct tree_window *another = watch_window(&desktop, "work", "another");
	ck_assert_ptr_nonnull(another);
	ck_assert_int_eq(another->frame.x, WIDTH + (1000 - 308) / 2);
	ck_assert_int_eq(another->frame.y, (800 - 230) / 2);
}
END_TEST

START_TEST(power_goes_off_and_on) {
	struct saver *saver = saver_create(private_socket, SECOND, 300);
	ck_assert_ptr_nonnull(saver);
	ck_assert(saver_idle(saver, true));
	drag_to_second(100, 100);
	ck_assert(saver_idle(saver, false));
	ck_assert(saver_power(saver, false));
	assert_frame(WIDTH + 100, 100, 308, 230); // dark, but there
	run("wlr-randr --json | grep -q '\"enabled\": false'");
	ck_assert(saver_power(saver, true));
	run("! wlr-randr --json | grep -q '\"enabled\": false'");
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	saver_destroy(saver);
}
END_TEST

START_TEST(what_is_dark_keeps_its_place) {
	struct saver *saver = saver_create(private_socket, SECOND, 300);
	ck_assert_ptr_nonnull(saver);
	run("wlr-randr --output " SECOND " --pos 1400,50");
	drag_to_second(300, 200);
	assert_frame(WIDTH + 300, 200, 308, 230);
	ck_assert(saver_power(saver, false));
	run("wlr-randr --output " FIRST " --scale 2");
	assert_frame(WIDTH + 300, 200, 308, 230);
	ck_assert(saver_power(saver, true));
	assert_frame(WIDTH + 300, 200, 308, 230);
	// What was taken away gets a place
	run("wlr-randr --output " SECOND " --off");
	ck_assert_int_lt(window().frame.x, WIDTH / 2);
	ck_assert(saver_power(saver, true));
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	saver_destroy(saver);
}
END_TEST

START_TEST(a_guest_keeps_the_screen_on) {
	struct saver *saver = saver_create(private_socket, FIRST, 300);
	ck_assert_ptr_nonnull(saver);
	struct gui_record inhibit = {.code = GUI_CODE_hints};
	inhibit.u.hints = (struct gui_hints){.window = 1, .idle_inhibit = 1};
	ck_assert(saver_idle(saver, true));
	ck_assert(live_send(&work, &inhibit));
	ck_assert(live_settle(&work));
	ck_assert(saver_idle(saver, false));
	// Only while it is seen
	ck_assert(desktop_ask(&desktop, "workspace 2"));
	ck_assert(saver_idle(saver, true));
	saver_destroy(saver);
}
END_TEST

static void expect_no_guest_pixel(const char *output) {
	ck_assert(client_use_output(desktop.client, output));
	for (int i = 0; i < 4; ++i) {
		live_pump(&work);
		ck_assert_uint_eq(watch_count(&desktop, &all, GUEST), 0);
		process_sleep(20);
	}
}

START_TEST(locked_on_all_of_them) {
	drag_to_second(100, 100);
	// It covers the first output only
	struct locker *locker = locker_create(private_socket, COVER);
	ck_assert_ptr_nonnull(locker);
	ck_assert(locker_locked(locker));
	expect_no_guest_pixel(FIRST);
	expect_no_guest_pixel(SECOND);
	run("wlr-randr --output " SECOND " --off");
	expect_no_guest_pixel(FIRST);
	run("wlr-randr --output " SECOND " --on --scale 2");
	expect_no_guest_pixel(SECOND);
	run("wlr-randr --output " FIRST " --off");
	expect_no_guest_pixel(SECOND);
	ck_assert(locker_unlock(locker));
	ck_assert(watch_locked(&desktop, false));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
	locker_destroy(locker);
}
END_TEST

START_TEST(a_locker_follows_outputs) {
	ck_assert(desktop_set_config(
		&desktop, "[commands]\nlocker = swaylock -c 204060 --indicator-radius 60\n"));
	ck_assert(desktop_ask(&desktop, "reload"));
	client_chord(desktop.client, KEY_LEFTMETA, KEY_L);
	ck_assert(watch_locked(&desktop, true));
	ck_assert(watch_colour(&desktop, &all, COVER, 1280 * 720 / 2));
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, COVER, 1000 * 800 / 2));
	// The second one is then where the first was, and the other way round
	run("wlr-randr --output " FIRST " --off");
	ck_assert(watch_colour(&desktop, &all, COVER, 1000 * 800 / 2));
	run("wlr-randr --output " FIRST " --on --output " SECOND " --scale 2");
	ck_assert(watch_colour(&desktop, &all, COVER, 1000 * 800 / 2));
	expect_no_guest_pixel(SECOND);
	expect_no_guest_pixel(FIRST);
	ck_assert(watch_colour(&desktop, &all, COVER, 1280 * 720 / 2));
}
END_TEST

START_TEST(each_output_has_its_bar) {
	drag_to_second(100, 100);
	ck_assert_ptr_nonnull(desktop_run_local(&desktop,
		"printf '{\"height\": 30, \"modules-left\": [\"wlr/taskbar\"]}' >\"$HOME/bar\";"
		" printf 'window#waybar { background: #123456; }' >\"$HOME/css\"; exec"
		" dbus-run-session -- waybar -c \"$HOME/bar\" -s \"$HOME/css\""));
	ck_assert(watch_colour(&desktop, &all, BAR, WIDTH * 20));
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, BAR, 1000 * 20));
	client_chord(desktop.client, KEY_LEFTMETA, KEY_UP);
	obey();
	struct tree_window maximized = window();
	ck_assert_int_ge(maximized.frame.y, 30);
	ck_assert_int_lt(maximized.frame.y, 60);
	ck_assert_int_eq(maximized.frame.y + maximized.frame.height, 800);
	run("wlr-randr --output " SECOND " --off");
	run("wlr-randr --output " SECOND " --on");
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, BAR, 1000 * 20));
	obey();
	ck_assert_int_eq(window().frame.y, maximized.frame.y);
}
END_TEST

START_TEST(all_may_go) {
	drag_to_second(100, 100);
	run("wlr-randr --output " FIRST " --off --output " SECOND " --off");
	ck_assert(live_settle(&work));
	client_type(desktop.client, "a");
	run("wlr-randr --output " FIRST " --on --output " SECOND " --on");
	assert_frame(WIDTH + 100, 100, 308, 230);
	ck_assert(client_use_output(desktop.client, SECOND));
	ck_assert(watch_colour(&desktop, &all, GUEST, AREA));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("outputs");
	TCase *tests = tcase_create("outputs");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, windows_go_to_another_output_and_come_back);
	tcase_add_test(tests, maximized_windows_follow_their_output);
	tcase_add_test(tests, fractional_scale_is_sharp);
	tcase_add_test(tests, new_windows_open_where_the_pointer_is);
	tcase_add_test(tests, power_goes_off_and_on);
	tcase_add_test(tests, what_is_dark_keeps_its_place);
	tcase_add_test(tests, a_guest_keeps_the_screen_on);
	tcase_add_test(tests, locked_on_all_of_them);
	tcase_add_test(tests, a_locker_follows_outputs);
	tcase_add_test(tests, each_output_has_its_bar);
	tcase_add_test(tests, all_may_go);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
