// SPDX-License-Identifier: MIT
#include "compositor/desk/menu.h"

#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu_list.h"
#include "compositor/desk/switcher.h"
#include "tests/lib/picture.h"
#include "tests/lib/recorder.h"
#include "tests/lib/unit.h"

// In the name cell, and in the title bar behind it
#define LABEL_X 20
#define TITLE_X (-40)
#define BAR_Y (-10)

static struct stage *stage;
static struct desk *desk;
static struct recorder *recorder; // the one with the menu
static struct window *window; // its

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	stage_move(stage, 790, 20); // nothing comes under the pointer by itself
	recorder = recorder_create(desk, "work", 50, 60);
	window = &recorder->window;
	window_resized(window, 300, 100);
	ck_assert(focus_window(desk, window, FOCUS_ACT));
	recorder_take(recorder);
}

static void teardown(void) {
	recorder_destroy(recorder);
	stage_destroy(stage);
}

static void right_click(double x, double y) {
	stage_move(stage, x, y);
	stage_button(stage, BTN_RIGHT, true);
	stage_button(stage, BTN_RIGHT, false);
}

// Opened as the user does; away from the window's interior
static void open_menu(void) {
	right_click(window->drawn.x + LABEL_X, window->drawn.y + BAR_Y);
	ck_assert(menu_open(desk));
	recorder_take(recorder);
}

// Where the open menu is, in the layout
static struct wlr_box menu_box(void) {
	const struct wl_list *list = &desk->layers[DESK_SWITCHER]->children;
	ck_assert(!wl_list_empty(list));
	struct wlr_scene_node *node = wl_container_of(list->next, node, link);
	struct wlr_box box = {.width = MENU_LIST_WIDTH, .height = MENU_LIST_HEIGHT};
	wlr_scene_node_coords(node, &box.x, &box.y);
	return box;
}

static void point_at(enum menu_entry entry) {
	const struct wlr_box menu = menu_box(), box = menu_list_box(entry);
	stage_move(stage, menu.x + box.x + box.width / 2, menu.y + box.y + box.height / 2);
}

static void click_entry(enum menu_entry entry) {
	point_at(entry);
	stage_button(stage, BTN_LEFT, true);
	stage_button(stage, BTN_LEFT, false);
}

static void press(uint32_t key) {
	stage_key(stage, key, true);
	stage_key(stage, key, false);
}

static void press_super(uint32_t key) {
	stage_key(stage, KEY_LEFTMETA, true);
	press(key);
	stage_key(stage, KEY_LEFTMETA, false);
}

static void assert_told(struct recorder *who, const char *wanted) {
	ck_assert_str_eq(recorder_take(who), wanted);
}

START_TEST(right_click_on_the_bar_opens_it) {
	static const struct {
		int x, y;
		bool opens;
	} places[] = {{LABEL_X, BAR_Y, true}, {300 + TITLE_X - 60, BAR_Y, true},
		{300 - 10, BAR_Y, false}, {10, 10, false}, {10, 102, false}};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
		right_click(window->drawn.x + places[i].x, window->drawn.y + places[i].y);
		ck_assert_int_eq(menu_open(desk), places[i].opens);
		menu_close(desk);
	}
}
END_TEST

// Also of a window that was not focused: it is now
START_TEST(it_opens_at_the_pointer_and_focuses) {
	struct recorder *other = recorder_create(desk, "vault", 400, 60);
	right_click(410.5, 50.5);
	ck_assert_ptr_eq(desk->focus.window, &other->window);
	const struct wlr_box box = menu_box();
	ck_assert_int_eq(box.x, 410);
	ck_assert_int_eq(box.y, 50);
	recorder_destroy(other);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(it_is_on_the_screen_whole) {
	static const struct {
		int x, y;
	} places[] = {{780, 590}, {780, 10}, {4, 590}, {400, 300}};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
		menu_show(window, places[i].x, places[i].y);
		const struct wlr_box box = menu_box();
		ck_assert_int_ge(box.x, 0);
		ck_assert_int_ge(box.y, 0);
		ck_assert_int_le(box.x + box.width, STAGE_WIDTH);
		ck_assert_int_le(box.y + box.height, STAGE_HEIGHT);
		menu_close(desk);
	}
}
END_TEST

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
		open_menu();
		click_entry(steps[i].entry);
		stage_run(stage, GUI_HOLD_OFF + 10); // it came under the pointer by itself
		ck_assert(!menu_open(desk));
		ck_assert_int_eq(window->place, steps[i].place);
	}
	open_menu();
	click_entry(MENU_MINIMIZE);
	ck_assert(window->minimized);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(close_asks_the_program) {
	open_menu();
	click_entry(MENU_CLOSE);
	ck_assert(!menu_open(desk));
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "close"));
}
END_TEST

START_TEST(workspaces_move_the_window) {
	for (uint32_t n = 0; n < DESK_WORKSPACES; ++n) {
		desk_show_workspace(desk, window->workspace);
		ck_assert(focus_window(desk, window, FOCUS_ACT));
		open_menu();
		click_entry(MENU_WORKSPACE + n);
		ck_assert_uint_eq(window->workspace, n);
		ck_assert_int_eq(menu_open(desk), n == 0); // its own is not offered
		menu_close(desk);
	}
}
END_TEST

START_TEST(move_follows_the_pointer_until_a_click) {
	struct wlr_box before = window->drawn;
	open_menu();
	click_entry(MENU_MOVE);
	ck_assert_int_eq(desk->grab.kind, GRAB_MOVE);
	ck_assert_str_eq(cursor_name(desk), "grabbing");
	double x = desk->cursor->x, y = desk->cursor->y;
	ck_assert(window_at(desk, x, y) == window); // it holds the title bar
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
	open_menu();
	click_entry(MENU_RESIZE);
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
	open_menu();
	click_entry(MENU_MOVE);
	click_entry(MENU_RESIZE);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
}
END_TEST

// Pressed, dragged and let go, as in a menu of old
START_TEST(a_drag_chooses) {
	stage_move(stage, window->drawn.x + LABEL_X, window->drawn.y + BAR_Y);
	stage_button(stage, BTN_RIGHT, true);
	ck_assert(menu_open(desk));
	point_at(MENU_MAXIMIZE);
	stage_button(stage, BTN_RIGHT, false);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

// At the screen's end the pointer may stand on an entry: that click has chosen nothing
START_TEST(the_opening_click_chooses_nothing) {
	window_move(window, 500, 560);
	right_click(window->drawn.x + LABEL_X, window->drawn.y + BAR_Y);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(keys_choose) {
	press_super(KEY_M);
	ck_assert(menu_open(desk)); // the first entry is marked
	press(KEY_ENTER);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	press_super(KEY_M);
	press(KEY_DOWN);
	press(KEY_DOWN);
	press(KEY_UP);
	press(KEY_ENTER);
	ck_assert(window->minimized);
}
END_TEST

START_TEST(keys_choose_a_workspace) {
	press_super(KEY_M);
	press(KEY_LEFT); // nothing beside it
	press(KEY_UP); // close
	press(KEY_UP); // the workspaces: the one after the window's
	press(KEY_RIGHT);
	press(KEY_RIGHT);
	press(KEY_LEFT);
	press(KEY_ENTER);
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
	open_menu();
	press(KEY_ENTER);
	ck_assert(menu_open(desk));
	press(KEY_ESC);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(nobody_else_hears_of_keys) {
	open_menu();
	for (uint32_t key = KEY_ESC + 1; key < KEY_F10; ++key) {
		if (key != KEY_ENTER) {
			press(key);
		}
	}
	stage_key(stage, KEY_LEFTSHIFT, true);
	stage_key(stage, KEY_A, true);
	stage_run(stage, 5);
	assert_told(recorder, "");
	press(KEY_ESC);
	assert_told(recorder, "mods"); // as they are now
	stage_key(stage, KEY_A, false);
	stage_key(stage, KEY_LEFTSHIFT, false);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "key"));
	press(KEY_B);
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "key48+ key48-"));
}
END_TEST

START_TEST(what_is_held_goes_up) {
	stage_move(stage, window->drawn.x + 5, window->drawn.y + 5);
	stage_button(stage, BTN_LEFT, true);
	stage_key(stage, KEY_A, true);
	recorder_take(recorder);
	menu_show(window, 10, 10);
	const char *told = recorder_take(recorder);
	ck_assert_ptr_nonnull(strstr(told, "key30-"));
	ck_assert_ptr_nonnull(strstr(told, "btn0- ptr-"));
	stage_key(stage, KEY_A, false);
	stage_button(stage, BTN_LEFT, false);
	assert_told(recorder, "");
	ck_assert(menu_open(desk));
}
END_TEST

START_TEST(nobody_else_hears_of_the_pointer) {
	struct recorder *other = recorder_create(desk, "vault", 400, 400);
	struct recorder *local = recorder_create(desk, "", 550, 400);
	window_raise(window);
	open_menu();
	recorder_take(other);
	recorder_take(local);
	stage_move(stage, 410, 410);
	stage_move(stage, 560, 410);
	stage_move(stage, window->drawn.x + 250, window->drawn.y + 90);
	ck_assert_str_eq(cursor_name(desk), "default");
	stage_touch_down(stage, 1, 410, 410); // outside: it closes, and is nobody's
	ck_assert(!menu_open(desk));
	stage_touch_up(stage, 1);
	ck_assert_ptr_null(strstr(recorder_take(other), "down"));
	assert_told(local, "");
	recorder_destroy(other);
	recorder_destroy(local);
}
END_TEST

START_TEST(a_click_outside_only_closes) {
	struct recorder *other = recorder_create(desk, "vault", 500, 400);
	ck_assert(focus_window(desk, window, FOCUS_ACT));
	open_menu();
	recorder_take(other);
	stage_move(stage, 510, 410);
	stage_button(stage, BTN_LEFT, true);
	ck_assert(!menu_open(desk));
	assert_told(other, "");
	stage_button(stage, BTN_LEFT, false);
	ck_assert_ptr_null(strstr(recorder_take(other), "btn"));
	ck_assert_ptr_eq(desk->focus.window, window);
	recorder_destroy(other);
}
END_TEST

START_TEST(a_finger_chooses) {
	open_menu();
	const struct wlr_box menu = menu_box(), box = menu_list_box(MENU_MAXIMIZE);
	stage_touch_down(stage, 1, menu.x + box.x + 5, menu.y + box.y + 5);
	stage_touch_up(stage, 1);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "down"));
}
END_TEST

START_TEST(it_goes_with_its_window) {
	open_menu();
	window_unmap(window);
	ck_assert(!menu_open(desk));
	window_map(window);
	menu_show(window, 10, 10);
	ck_assert(menu_open(desk));
	window_minimize(window, true);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(it_goes_with_workspace_and_outputs) {
	open_menu();
	desk_show_workspace(desk, 3);
	ck_assert(!menu_open(desk));
	desk_show_workspace(desk, 0);
	menu_show(window, 10, 10);
	ck_assert(menu_open(desk));
	struct wlr_output *second = stage_add_output(stage, 640, 480);
	wlr_output_layout_add(desk->layout, second, STAGE_WIDTH, 0);
	ck_assert(!menu_open(desk));
}
END_TEST

START_TEST(it_goes_with_the_lock) {
	open_menu();
	ck_assert(lock_set(desk));
	ck_assert(!menu_open(desk));
	ck_assert(wl_list_empty(&desk->layers[DESK_SWITCHER]->children));
	menu_show(window, 10, 10);
	ck_assert(!menu_open(desk));
	ck_assert(!menu_request(window, 10, 10));
	lock_unset(desk);
}
END_TEST

START_TEST(super_still_works) {
	open_menu();
	press_super(KEY_M); // the second time it closes
	ck_assert(!menu_open(desk));
	open_menu();
	press_super(KEY_F);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FULLSCREEN);
	open_menu();
	stage_key(stage, KEY_LEFTMETA, true);
	press(KEY_TAB);
	ck_assert(!menu_open(desk));
	ck_assert(switcher_open(desk));
	menu_show(window, 10, 10);
	ck_assert(!menu_open(desk)); // one of the two
	stage_key(stage, KEY_LEFTMETA, false);
	open_menu();
	desk->conf->locker[0] = '\0';
	press_super(KEY_L);
	ck_assert(desk->lock.locked);
	lock_unset(desk);
}
END_TEST

// Its program may ask only for the window with the keyboard
START_TEST(a_program_needs_the_keyboard) {
	struct recorder *other = recorder_create(desk, "work", 400, 400);
	ck_assert(focus_window(desk, window, FOCUS_ACT));
	ck_assert(!menu_request(&other->window, 1, 1));
	ck_assert(focus_window(desk, &other->window, FOCUS_ACT));
	ck_assert(menu_request(&other->window, 1, 1));
	ck_assert(!menu_request(&other->window, 1, 1)); // it is open
	recorder_destroy(other);
}
END_TEST

START_TEST(a_program_cannot_choose_the_place) {
	static const int32_t far[] = {-GUI_COORD_MAX, -1000, -5, 0, 20, 1000, GUI_COORD_MAX};
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); ++i) {
		ck_assert(menu_request(window, far[i], far[i]));
		const struct wlr_box box = menu_box();
		ck_assert_int_ge(box.x, window->drawn.x - FRAME_BORDER);
		ck_assert_int_ge(box.y, window->drawn.y - FRAME_TITLE);
		ck_assert_int_lt(box.x, window->drawn.x + window->drawn.width + FRAME_BORDER);
		ck_assert_int_lt(box.y, window->drawn.y + window->drawn.height + FRAME_BORDER);
		menu_close(desk);
	}
}
END_TEST

START_TEST(what_a_program_opened_waits) {
	ck_assert(menu_request(window, 0, 0));
	recorder_take(recorder);
	press(KEY_DOWN);
	press(KEY_ENTER);
	press(KEY_ESC);
	click_entry(MENU_MAXIMIZE);
	stage_click(stage, 790, 590);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	assert_told(recorder, "");
	stage_run(stage, GUI_HOLD_OFF + 10);
	click_entry(MENU_MAXIMIZE);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

// Whatever the title says, the label is there, and what it shows follows the window
START_TEST(it_shows_label_title_and_state) {
	struct picture before, after;
	window_set_title(window, "vault");
	open_menu();
	stage_move(stage, 790, 590);
	const struct wlr_box menu = menu_box();
	const struct wlr_box head = {menu.x, menu.y, menu.width, 40};
	picture_take(&before, stage);
	ck_assert_uint_gt(picture_count(&before, &head, recorder->label.base), 3000);
	ck_assert_uint_gt(picture_count(&before, &head, recorder->label.second), 100);
	window_set_title(window, "another");
	window_set_place(window, WINDOW_FULLSCREEN); // of its program's own accord
	picture_take(&after, stage);
	const struct wlr_box rest = {menu.x, menu.y + 40, menu.width, menu.height - 40};
	ck_assert_uint_gt(picture_differ(&before, &after, &rest), 100);
	ck_assert_uint_eq(picture_differ(&before, &after, &head), 0);
	picture_finish(&before);
	picture_finish(&after);
}
END_TEST

static TCase *opening(void) {
	TCase *tests = tcase_create("opening");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, right_click_on_the_bar_opens_it);
	tcase_add_test(tests, it_opens_at_the_pointer_and_focuses);
	tcase_add_test(tests, it_is_on_the_screen_whole);
	tcase_add_test(tests, it_goes_with_its_window);
	tcase_add_test(tests, it_goes_with_workspace_and_outputs);
	tcase_add_test(tests, it_goes_with_the_lock);
	tcase_add_test(tests, super_still_works);
	tcase_add_test(tests, a_program_needs_the_keyboard);
	tcase_add_test(tests, a_program_cannot_choose_the_place);
	tcase_add_test(tests, what_a_program_opened_waits);
	tcase_add_test(tests, it_shows_label_title_and_state);
	return tests;
}

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

static TCase *input(void) {
	TCase *tests = tcase_create("input");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nobody_else_hears_of_keys);
	tcase_add_test(tests, what_is_held_goes_up);
	tcase_add_test(tests, nobody_else_hears_of_the_pointer);
	tcase_add_test(tests, a_click_outside_only_closes);
	tcase_add_test(tests, a_finger_chooses);
	return tests;
}

int main(void) {
	Suite *suite = suite_create("menu");
	suite_add_tcase(suite, opening());
	suite_add_tcase(suite, entries());
	suite_add_tcase(suite, input());
	return unit_run(suite);
}
