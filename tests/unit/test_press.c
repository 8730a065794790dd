// SPDX-License-Identifier: MIT
#include "compositor/desk/press.h"

#include <linux/input-event-codes.h>
#include <string.h>

#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

// The window's interior at first
#define LEFT 200
#define TOP 200
#define WIDTH 400
#define HEIGHT 100
// The middle of its buttons
#define CLOSE (LEFT + WIDTH - 14)
#define MAXIMIZE (CLOSE - 28)
#define MINIMIZE (MAXIMIZE - 28)
#define BAR (TOP - 13)

static struct stage *stage;
static struct recorder *recorder, *other;
static struct window *window;

static void set_up(void) {
	stage = stage_create();
	other = recorder_create(&stage->desk, "untrusted", 20, 450);
	recorder = recorder_create(&stage->desk, "work", LEFT, TOP);
	window = &recorder->window;
	window_resize(window, &(struct wlr_box){LEFT, TOP, WIDTH, HEIGHT});
	window_resized(window, WIDTH, HEIGHT);
}

static void tear_down(void) {
	recorder_destroy(recorder);
	recorder_destroy(other);
	stage_destroy(stage);
}

// And what came under the pointer by that may get input
static void obey(void) {
	window_resized(window, (uint32_t)window->box.width, (uint32_t)window->box.height);
	stage_run(stage, GUI_HOLD_OFF + 10);
}

START_TEST(a_click_gives_the_keyboard) {
	stage_click(stage, 70, 500);
	ck_assert_ptr_eq(stage->desk.focus.window, &other->window);
	stage_click(stage, LEFT + 100, TOP + 50);
	ck_assert_ptr_eq(stage->desk.focus.window, window);
	ck_assert_str_eq(recorder_take(recorder), "ptr+100,50 kbd+ btn0+ btn0-");
	ck_assert_ptr_eq(stage->desk.windows.next, &window->link); // on top
}
END_TEST

START_TEST(a_click_on_the_frame_too) {
	stage_click(stage, LEFT + 200, BAR);
	ck_assert_ptr_eq(stage->desk.focus.window, window);
	ck_assert_str_eq(recorder_take(recorder), "kbd+");
}
END_TEST

// It may have grown over what the user aims at
START_TEST(what_a_program_grows_over_waits) {
	window_resized(window, WIDTH + 100, HEIGHT);
	stage_click(stage, LEFT + WIDTH + 50, TOP + 50);
	ck_assert_ptr_null(stage->desk.focus.window);
	ck_assert_str_eq(recorder_take(recorder), "");
	stage_click(stage, LEFT + 100, TOP + 50);
	ck_assert_str_eq(recorder_take(recorder), "ptr+100,50 kbd+ btn0+ btn0-");
	stage_run(stage, GUI_HOLD_OFF + 10);
	stage_click(stage, LEFT + WIDTH + 50, TOP + 50);
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "btn0+ btn0-"));
}
END_TEST

START_TEST(a_click_on_the_desk_takes_it_from_nobody) {
	stage_click(stage, LEFT + 100, TOP + 50);
	stage_click(stage, 780, 20);
	ck_assert_ptr_eq(stage->desk.focus.window, window);
}
END_TEST

START_TEST(buttons_of_the_frame) {
	stage_click(stage, MAXIMIZE, BAR);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	obey();
	stage_click(stage, STAGE_WIDTH - 4 - 28 - 14, 13);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	obey();
	stage_click(stage, CLOSE, BAR);
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "close"));
	stage_click(stage, MINIMIZE, BAR);
	ck_assert(window->minimized);
}
END_TEST

START_TEST(let_go_elsewhere) {
	stage_move(stage, CLOSE, BAR);
	stage_button(stage, BTN_LEFT, true);
	stage_move(stage, MAXIMIZE, BAR);
	stage_button(stage, BTN_LEFT, false);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "close"));
}
END_TEST

START_TEST(other_buttons_close_nothing) {
	stage_move(stage, CLOSE, BAR);
	stage_button(stage, BTN_MIDDLE, true);
	stage_button(stage, BTN_MIDDLE, false);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "close"));
}
END_TEST

START_TEST(the_button_leaves_fullscreen) {
	window_set_place(window, WINDOW_FULLSCREEN);
	obey();
	stage_click(stage, STAGE_WIDTH - 4 - 28 - 14, 13);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_int_eq(window->box.width, WIDTH);
}
END_TEST

START_TEST(fullscreen_has_no_edges_to_pull) {
	window_set_place(window, WINDOW_FULLSCREEN);
	obey();
	stage_move(stage, 1, 300);
	ck_assert_str_eq(cursor_name(&stage->desk), "default");
}
END_TEST

START_TEST(two_clicks_on_the_title) {
	stage_click(stage, LEFT + 200, BAR);
	stage_click(stage, LEFT + 200, BAR);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	obey();
	stage_click(stage, LEFT + 200, 13);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED); // three are not four
	stage_click(stage, LEFT + 200, 13);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(two_slow_clicks) {
	stage_click(stage, LEFT + 200, BAR);
	stage_run(stage, PRESS_DOUBLE_CLICK + 50);
	stage_click(stage, LEFT + 200, BAR);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(two_clicks_far_apart) {
	stage_click(stage, LEFT + 200, BAR);
	stage_click(stage, LEFT + 200 + PRESS_DOUBLE_REACH + 1, BAR);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	stage_click(stage, LEFT + 200, BAR + 2);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	stage_click(stage, LEFT + 202, BAR);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
}
END_TEST

START_TEST(a_click_on_each_of_two_windows) {
	stage_click(stage, 70, 450 - 13);
	stage_click(stage, LEFT + 200, BAR);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_int_eq(other->window.place, WINDOW_FLOATING);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("press");
	TCase *tests = tcase_create("press");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_click_gives_the_keyboard);
	tcase_add_test(tests, a_click_on_the_frame_too);
	tcase_add_test(tests, what_a_program_grows_over_waits);
	tcase_add_test(tests, a_click_on_the_desk_takes_it_from_nobody);
	tcase_add_test(tests, buttons_of_the_frame);
	tcase_add_test(tests, let_go_elsewhere);
	tcase_add_test(tests, other_buttons_close_nothing);
	tcase_add_test(tests, the_button_leaves_fullscreen);
	tcase_add_test(tests, fullscreen_has_no_edges_to_pull);
	tcase_add_test(tests, two_clicks_on_the_title);
	tcase_add_test(tests, two_slow_clicks);
	tcase_add_test(tests, two_clicks_far_apart);
	tcase_add_test(tests, a_click_on_each_of_two_windows);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
