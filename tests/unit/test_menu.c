// SPDX-License-Identifier: MIT
#include "compositor/desk/menu.h"

#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu_list.h"
#include "compositor/desk/switcher.h"
#include "tests/lib/menu_stage.h"
#include "tests/lib/picture.h"
#include "tests/lib/unit.h"

// From the interior's corner: in the name cell, and in the title bar behind it
#define LABEL_X 20
#define TITLE_X 200
#define BAR_Y (-10)

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

static void assert_told(struct recorder *who, const char *wanted) {
	ck_assert_str_eq(recorder_take(who), wanted);
}

START_TEST(right_click_on_the_bar_opens_it) {
	static const struct {
		int x, y;
		bool opens;
	} places[] = {{LABEL_X, BAR_Y, true}, {TITLE_X, BAR_Y, true}, {300 - 10, BAR_Y, false},
		{10, 10, false}, {10, 102, false}};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
		menu_stage_right_click(
			&menu, window->drawn.x + places[i].x, window->drawn.y + places[i].y);
		ck_assert_int_eq(menu_open(desk), places[i].opens);
		menu_close(desk);
	}
}
END_TEST

// Also of a window that was not focused: it is now
START_TEST(it_opens_at_the_pointer_and_focuses) {
	struct recorder *other = recorder_create(desk, "vault", 400, 60);
	menu_stage_right_click(&menu, 410.5, 50.5);
	ck_assert_ptr_eq(desk->focus.window, &other->window);
	const struct wlr_box box = menu_stage_box(&menu);
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
		const struct wlr_box box = menu_stage_box(&menu);
		ck_assert_int_ge(box.x, 0);
		ck_assert_int_ge(box.y, 0);
		ck_assert_int_le(box.x + box.width, STAGE_WIDTH);
		ck_assert_int_le(box.y + box.height, STAGE_HEIGHT);
		menu_close(desk);
	}
}
END_TEST

START_TEST(it_goes_with_its_window) {
	menu_stage_open(&menu);
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
	menu_stage_open(&menu);
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
	menu_stage_open(&menu);
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
	menu_stage_open(&menu);
	menu_stage_super(&menu, KEY_M); // the second time it closes
	ck_assert(!menu_open(desk));
	menu_stage_open(&menu);
	menu_stage_super(&menu, KEY_F);
	ck_assert(!menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FULLSCREEN);
	menu_stage_open(&menu);
	stage_key(stage, KEY_LEFTMETA, true);
	menu_stage_tap(&menu, KEY_TAB);
	ck_assert(!menu_open(desk));
	ck_assert(switcher_open(desk));
	menu_show(window, 10, 10);
	ck_assert(!menu_open(desk)); // one of the two
	stage_key(stage, KEY_LEFTMETA, false);
	menu_stage_open(&menu);
	desk->conf->locker[0] = '\0';
	menu_stage_super(&menu, KEY_L);
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
		const struct wlr_box box = menu_stage_box(&menu);
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
	menu_stage_tap(&menu, KEY_DOWN);
	menu_stage_tap(&menu, KEY_ENTER);
	menu_stage_tap(&menu, KEY_ESC);
	menu_stage_click(&menu, MENU_MAXIMIZE);
	stage_click(stage, 790, 590);
	ck_assert(menu_open(desk));
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	assert_told(recorder, "");
	stage_run(stage, GUI_HOLD_OFF + 10);
	menu_stage_click(&menu, MENU_MAXIMIZE);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

// Whatever the title says, the label is there, and what it shows follows the window
START_TEST(it_shows_label_title_and_state) {
	struct picture before, after;
	window_set_title(window, "vault");
	menu_stage_open(&menu);
	stage_move(stage, 790, 590);
	const struct wlr_box all = menu_stage_box(&menu);
	const struct wlr_box head = {all.x, all.y, all.width, 40};
	picture_take(&before, stage);
	ck_assert_uint_gt(picture_count(&before, &head, recorder->label.base), 3000);
	ck_assert_uint_gt(picture_count(&before, &head, recorder->label.second), 100);
	window_set_title(window, "another");
	window_set_place(window, WINDOW_FULLSCREEN); // of its program's own accord
	picture_take(&after, stage);
	const struct wlr_box rest = {all.x, all.y + 40, all.width, all.height - 40};
	ck_assert_uint_gt(picture_differ(&before, &after, &rest), 100);
	ck_assert_uint_eq(picture_differ(&before, &after, &head), 0);
	picture_finish(&before);
	picture_finish(&after);
}
END_TEST

START_TEST(nobody_else_hears_of_keys) {
	menu_stage_open(&menu);
	for (uint32_t key = KEY_ESC + 1; key < KEY_F10; ++key) {
		if (key != KEY_ENTER) {
			menu_stage_tap(&menu, key);
		}
	}
	stage_key(stage, KEY_LEFTSHIFT, true);
	stage_key(stage, KEY_A, true);
	stage_run(stage, 5);
	assert_told(recorder, "");
	menu_stage_tap(&menu, KEY_ESC);
	assert_told(recorder, "mods"); // as they are now
	stage_key(stage, KEY_A, false);
	stage_key(stage, KEY_LEFTSHIFT, false);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "key"));
	menu_stage_tap(&menu, KEY_B);
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
	menu_stage_open(&menu);
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
	menu_stage_open(&menu);
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
	menu_stage_open(&menu);
	const struct wlr_box all = menu_stage_box(&menu), box = menu_list_box(MENU_MAXIMIZE);
	stage_touch_down(stage, 1, all.x + box.x + 5, all.y + box.y + 5);
	stage_touch_up(stage, 1);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "down"));
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
	suite_add_tcase(suite, input());
	return unit_run(suite);
}
