// SPDX-License-Identifier: MIT
#include "compositor/desk/menu_entry.h"

#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/menu_list.h"
#include "compositor/desk/stack.h"
#include "tests/lib/menu_stage.h"
#include "tests/lib/unit.h"

static struct menu_stage menu;
static struct stage *stage; // its
static struct desk *desk;
static struct recorder *recorder;
static struct window *window;

static void setup(void) {
	menu_stage_init(&menu);
	stage = menu.stage;
	desk = menu.desk;
	recorder = menu.recorder;
	window = menu.window;
}

static void teardown(void) {
	menu_stage_finish(&menu);
}

START_TEST(entries_do_not_touch_each_other) {
	for (enum menu_entry a = 0; a < MENU_NONE; ++a) {
		const struct wlr_box box = menu_list_box(a);
		ck_assert_int_gt(box.width, 20);
		ck_assert_int_le(box.x + box.width, MENU_LIST_WIDTH);
		ck_assert_int_le(box.y + box.height, MENU_LIST_HEIGHT);
		ck_assert_uint_eq(menu_list_at(box.x, box.y), a);
		ck_assert_uint_eq(menu_list_at(box.x + box.width - 1, box.y + box.height - 1), a);
	}
	ck_assert_uint_eq(menu_list_at(10, 10), MENU_NONE);
	ck_assert_uint_eq(menu_list_at(-1, 100), MENU_NONE);
}
END_TEST

START_TEST(entries_place_the_window) {
	static const struct {
		enum menu_entry entry;
		enum window_place place;
	} steps[] = {{MENU_MAXIMIZE, WINDOW_MAXIMIZED}, {MENU_MAXIMIZE, WINDOW_FLOATING},
		{MENU_FULLSCREEN, WINDOW_FULLSCREEN}, {MENU_FULLSCREEN, WINDOW_FLOATING}};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); ++i) {
		menu_stage_open(&menu);
		menu_stage_click(&menu, steps[i].entry);
		stage_run(stage, GUI_HOLD_OFF + 10); // it came under the pointer by itself
		ck_assert(!menu_open(desk));
		ck_assert_int_eq(window->place, steps[i].place);
	}
	menu_stage_open(&menu);
	menu_stage_click(&menu, MENU_MINIMIZE);
	ck_assert(window->minimized);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(close_asks_the_program) {
	menu_stage_open(&menu);
	menu_stage_click(&menu, MENU_CLOSE);
	ck_assert(!menu_open(desk));
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "close"));
}
END_TEST

START_TEST(workspaces_move_the_window) {
	for (uint32_t n = 0; n < DESK_WORKSPACES; ++n) {
		desk_show_workspace(desk, window->workspace);
		ck_assert(focus_window(desk, window, FOCUS_ACT));
		menu_stage_open(&menu);
		menu_stage_click(&menu, MENU_WORKSPACE + n);
		ck_assert_uint_eq(window->workspace, n);
		ck_assert_int_eq(menu_open(desk), n == 0); // its own is not offered
		menu_close(desk);
	}
}
END_TEST

START_TEST(move_follows_the_pointer_until_a_click) {
	struct wlr_box before = window->drawn;
	menu_stage_open(&menu);
	menu_stage_click(&menu, MENU_MOVE);
	ck_assert_int_eq(desk->grab.kind, GRAB_MOVE);
	ck_assert_str_eq(cursor_name(desk), "grabbing");
	double x = desk->cursor->x, y = desk->cursor->y;
	ck_assert(stack_at(desk, x, y) == window); // it holds the title bar
	stage_move(stage, x + 30, y + 40);
	ck_assert_int_eq(window->drawn.x, before.x + 30);
	ck_assert_int_eq(window->drawn.y, before.y + 40);
	recorder_take(recorder);
	stage_click(stage, x + 31, y + 40);
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
	stage_move(stage, x + 90, y + 40);
	ck_assert_int_eq(window->drawn.x, before.x + 31);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "btn"));
}
END_TEST

START_TEST(resize_follows_the_pointer_until_a_click) {
	struct wlr_box before = window->box;
	menu_stage_open(&menu);
	menu_stage_click(&menu, MENU_RESIZE);
	ck_assert_int_eq(desk->grab.kind, GRAB_RESIZE);
	double x = desk->cursor->x, y = desk->cursor->y;
	stage_move(stage, x + 30, y + 40);
	ck_assert_int_eq(window->box.x, before.x);
	ck_assert_int_eq(window->box.width, before.width + 30);
	ck_assert_int_eq(window->box.height, before.height + 40);
	stage_click(stage, x + 30, y + 40);
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
	ck_assert(!window->resizing);
}
END_TEST

START_TEST(fullscreen_is_not_dragged) {
	window_set_place(window, WINDOW_FULLSCREEN);
	menu_stage_open(&menu);
	menu_stage_click(&menu, MENU_MOVE);
	menu_stage_click(&menu, MENU_RESIZE);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
}
END_TEST

// Pressed, dragged and let go, as in a menu of old
START_TEST(a_drag_chooses) {
	stage_move(stage, window->drawn.x + 20, window->drawn.y - 10);
	stage_button(stage, BTN_RIGHT, true);
	ck_assert(menu_open(desk));
	menu_stage_point(&menu, MENU_MAXIMIZE);
	stage_button(stage, BTN_RIGHT, false);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

// At the screen's end the pointer may stand on an entry: that click has chosen nothing
START_TEST(the_opening_click_chooses_nothing) {
	window_move(window, 500, 560);
	menu_stage_right_click(&menu, window->drawn.x + 20, window->drawn.y - 10);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(keys_choose) {
	menu_stage_super(&menu, KEY_M);
	ck_assert(menu_open(desk)); // the first entry is marked
	menu_stage_tap(&menu, KEY_ENTER);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	menu_stage_super(&menu, KEY_M);
	menu_stage_tap(&menu, KEY_DOWN);
	menu_stage_tap(&menu, KEY_DOWN);
	menu_stage_tap(&menu, KEY_UP);
	menu_stage_tap(&menu, KEY_ENTER);
	ck_assert(window->minimized);
}
END_TEST

START_TEST(keys_choose_a_workspace) {
	menu_stage_super(&menu, KEY_M);
	menu_stage_tap(&menu, KEY_LEFT); // nothing beside it
	menu_stage_tap(&menu, KEY_UP); // close
	menu_stage_tap(&menu, KEY_UP); // the workspaces: the one after the window's
	menu_stage_tap(&menu, KEY_RIGHT);
	menu_stage_tap(&menu, KEY_RIGHT);
	menu_stage_tap(&menu, KEY_LEFT);
	menu_stage_tap(&menu, KEY_ENTER);
	ck_assert_uint_eq(window->workspace, 2);
}
END_TEST

START_TEST(arrows_go_round_what_is_offered) {
	enum menu_entry entry = MENU_NONE;
	static const enum menu_entry down[] = {MENU_MAXIMIZE, MENU_MINIMIZE, MENU_FULLSCREEN,
		MENU_MOVE, MENU_RESIZE, MENU_WORKSPACE + 1, MENU_CLOSE, MENU_MAXIMIZE};
	for (size_t i = 0; i < sizeof(down) / sizeof(down[0]); ++i) {
		entry = menu_entry_step(window, entry, MENU_DOWN);
		ck_assert_uint_eq(entry, down[i]);
	}
	window_set_place(window, WINDOW_FULLSCREEN);
	window->workspace = DESK_WORKSPACES - 1;
	static const enum menu_entry up[] = {
		MENU_CLOSE, MENU_WORKSPACE, MENU_FULLSCREEN, MENU_MINIMIZE, MENU_CLOSE};
	entry = MENU_NONE;
	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]); ++i) {
		entry = menu_entry_step(window, entry, MENU_UP);
		ck_assert_uint_eq(entry, up[i]);
	}
	entry = menu_entry_step(window, MENU_WORKSPACE, MENU_LEFT); // its own is left out
	ck_assert_uint_eq(entry, MENU_WORKSPACE + DESK_WORKSPACES - 2);
	entry = menu_entry_step(window, entry, MENU_RIGHT);
	ck_assert_uint_eq(entry, MENU_WORKSPACE);
	window->workspace = desk->workspace;
}
END_TEST

START_TEST(return_without_a_mark_does_nothing) {
	menu_stage_open(&menu);
	menu_stage_tap(&menu, KEY_ENTER);
	ck_assert(menu_open(desk));
	menu_stage_tap(&menu, KEY_ESC);
	ck_assert(!menu_open(desk));
}
END_TEST

static TCase *entries(void) {
	TCase *tests = tcase_create("entries");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, entries_do_not_touch_each_other);
	tcase_add_test(tests, entries_place_the_window);
	tcase_add_test(tests, close_asks_the_program);
	tcase_add_test(tests, workspaces_move_the_window);
	tcase_add_test(tests, move_follows_the_pointer_until_a_click);
	tcase_add_test(tests, resize_follows_the_pointer_until_a_click);
	tcase_add_test(tests, fullscreen_is_not_dragged);
	tcase_add_test(tests, a_drag_chooses);
	tcase_add_test(tests, the_opening_click_chooses_nothing);
	tcase_add_test(tests, keys_choose);
	tcase_add_test(tests, keys_choose_a_workspace);
	tcase_add_test(tests, arrows_go_round_what_is_offered);
	tcase_add_test(tests, return_without_a_mark_does_nothing);
	return tests;
}

int main(void) {
	Suite *suite = suite_create("menu_entry");
	suite_add_tcase(suite, entries());
	return unit_run(suite);
}
