// SPDX-License-Identifier: MIT
/*
 * Real programs in guests, driven by keyboard and pointer as a user does, and looked
 * at as pixels of the screen.
 */
#include <linux/input-event-codes.h>

#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

static struct desktop desktop;
static struct desktop_guest *work;

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1920x1080"));
	work = desktop_add_guest(&desktop, "work", "blue");
	ck_assert(desktop_start(&desktop));
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

// Start it, wait for its window, and give it the keyboard
static struct tree_window start(const char *command, const char *text) {
	ck_assert(desktop_run(&desktop, work, command));
	const struct tree_window *window = watch_window(&desktop, "work", text);
	ck_assert_msg(window != NULL, "no window of %s", command);
	ck_assert(desktop_click(&desktop, "work"));
	ck_assert(watch_focus(&desktop, "work"));
	return *tree_window(&desktop.tree, "work", text);
}

START_TEST(foot_types_and_scrolls) {
	struct tree_window window = start("foot", "foot");
	client_type(desktop.client, "printf '\\033[48;2;18;52;86m%900s\\033[0m'\n");
	ck_assert(watch_colour(&desktop, &window.interior, 0x123456, 20000));
	ck_assert(watch_save(&desktop, "foot"));
	// Out of sight by a hundred lines, and back by the wheel
	client_type(desktop.client, "clear; seq 40\n");
	ck_assert(watch_gone(&desktop, &window.interior, 0x123456));
	client_move(desktop.client, window.interior.x + 50, window.interior.y + 50);
	client_scroll(desktop.client, -40);
	client_type(desktop.client, "exit\n");
	ck_assert(watch_windows(&desktop, "work", 0));
}
END_TEST

START_TEST(gtk_opens_a_menu) {
	struct tree_box box = start("gtk4-demo", NULL).interior;
	// The button of the menu, in the program's own header bar
	client_click(desktop.client, box.x + box.width - 151, box.y + 22);
	ck_assert(watch_popups(&desktop, 1));
	ck_assert_str_eq(desktop.tree.popups[0].guest, "work");
	process_sleep(500); // it fades in
	ck_assert(watch_save(&desktop, "gtk4-demo"));
	client_tap(desktop.client, KEY_ESC);
	ck_assert(watch_popups(&desktop, 0));
	// A click elsewhere ends it too
	client_click(desktop.client, box.x + box.width - 151, box.y + 22);
	ck_assert(watch_popups(&desktop, 1));
	client_click(desktop.client, box.x + 20, box.y + box.height - 20);
	ck_assert(watch_popups(&desktop, 0));
	// A row of the list is a program of its own
	client_click(desktop.client, box.x + 60, box.y + 107);
	client_tap(desktop.client, KEY_ENTER);
	ck_assert(watch_windows(&desktop, "work", 2));
}
END_TEST

START_TEST(subsurfaces_are_inside) {
	struct tree_box box = start("weston-subsurfaces", "sub-surface").interior;
	// Its own green, the red child, and the ground of the one that EGL draws
	ck_assert(watch_colour(&desktop, &box, 0x09ac09, 10000));
	ck_assert(watch_colour(&desktop, &box, 0xa52302, 4000));
	ck_assert(watch_colour(&desktop, &box, 0x055605, 3000));
	ck_assert(watch_save(&desktop, "weston-subsurfaces"));
	// It goes where the user puts it, with its children
	struct tree_box before = tree_window(&desktop.tree, "work", NULL)->frame;
	client_move(desktop.client, before.x + 120, before.y + 12);
	client_button(desktop.client, BTN_LEFT, true);
	client_move_by(desktop.client, 300, -200);
	client_button(desktop.client, BTN_LEFT, false);
	ck_assert(desktop_look(&desktop));
	const struct tree_window *window = tree_window(&desktop.tree, "work", NULL);
	ck_assert_int_eq(window->frame.x, before.x + 300);
	ck_assert_int_eq(window->frame.y, before.y - 200);
	box = window->interior;
	ck_assert(watch_colour(&desktop, &box, 0xa52302, 4000));
}
END_TEST

START_TEST(xterm_types) {
	struct tree_window window = start("xterm", "xterm");
	client_type(desktop.client, "printf '\\033[41m%900s\\033[0m'\n");
	ck_assert(watch_colour(&desktop, &window.interior, 0xcd0000, 5000));
	ck_assert(desktop_run_inside(&desktop, work, "xeyes") != NULL);
	ck_assert(watch_window(&desktop, "work", "xeyes") != NULL);
	ck_assert(watch_save(&desktop, "xterm"));
	// The menu of Ctrl and a button is an override-redirect window
	ck_assert(desktop_look(&desktop));
	ck_assert(desktop_click_window(&desktop, tree_window(&desktop.tree, "work", "xterm")));
	ck_assert(desktop_look(&desktop));
	window = *tree_window(&desktop.tree, "work", "xterm");
	client_move(desktop.client, window.interior.x + 20, window.interior.y + 20);
	client_key(desktop.client, KEY_LEFTCTRL, true);
	client_button(desktop.client, BTN_LEFT, true);
	ck_assert(watch_popups(&desktop, 1));
	ck_assert(watch_save(&desktop, "xterm-menu"));
	client_button(desktop.client, BTN_LEFT, false);
	client_key(desktop.client, KEY_LEFTCTRL, false);
	ck_assert(watch_popups(&desktop, 0));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("programs");
	TCase *tests = tcase_create("programs");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, foot_types_and_scrolls);
	tcase_add_test(tests, gtk_opens_a_menu);
	tcase_add_test(tests, subsurfaces_are_inside);
	tcase_add_test(tests, xterm_types);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
