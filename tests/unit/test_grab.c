// SPDX-License-Identifier: MIT
#include "compositor/desk/grab.h"

#include <linux/input-event-codes.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output_layout.h>

#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
// The window's interior at first
#define LEFT 300
#define TOP 250
#define SIZE 100

static struct stage *stage;
static struct recorder *recorder;
static struct window *window;

static void set_up(void) {
	stage = stage_create();
	recorder = recorder_create(&stage->desk, "work", LEFT, TOP);
	window = &recorder->window;
}

static void tear_down(void) {
	recorder_destroy(recorder);
	stage_destroy(stage);
}

static void assert_box(const struct wlr_box *box, struct wlr_box wanted) {
	ck_assert_msg(wlr_box_equal(box, &wanted), "%d,%d %dx%d is not %d,%d %dx%d", box->x, box->y,
		box->width, box->height, wanted.x, wanted.y, wanted.width, wanted.height);
}

static void press(double x, double y) {
	stage_move(stage, x, y);
	stage_button(stage, BTN_LEFT, true);
}

static void drop(void) {
	stage_button(stage, BTN_LEFT, false);
}

// What came under the pointer by itself gets no input at first
static void settle(void) {
	stage_run(stage, GUI_HOLD_OFF + 10);
}

// A program that has what it is asked for
static void obey(void) {
	window_resized(window, (uint32_t)window->box.width, (uint32_t)window->box.height);
}

// A terminal has whole characters only
static void obey_in_steps(void) {
	window_resized(window, (uint32_t)window->box.width / 7 * 7,
		(uint32_t)window->box.height / 15 * 15);
}

static void hold_super(bool held) {
	stage_key(stage, KEY_LEFTMETA, held);
}

static const struct {
	double x, y; // where the frame is taken
	bool left, right, top, bottom; // what moves
	const char *cursor;
} edges[] = {
	{LEFT - 2, TOP + 50, true, false, false, false, "w-resize"},
	{LEFT + SIZE + 2, TOP + 50, false, true, false, false, "e-resize"},
	{LEFT + 50, TOP - FRAME_TITLE + 1, false, false, true, false, "n-resize"},
	{LEFT + 50, TOP + SIZE + 2, false, false, false, true, "s-resize"},
	{LEFT - 2, TOP - FRAME_TITLE + 1, true, false, true, false, "nw-resize"},
	{LEFT + SIZE + 2, TOP - FRAME_TITLE + 1, false, true, true, false, "ne-resize"},
	{LEFT - 2, TOP + SIZE + 2, true, false, false, true, "sw-resize"},
	{LEFT + SIZE + 2, TOP + SIZE + 2, false, true, false, true, "se-resize"},
};

START_TEST(every_edge) {
	press(edges[_i].x, edges[_i].y);
	ck_assert_str_eq(cursor_name(&stage->desk), edges[_i].cursor);
	static const int way[] = {3, 20, 41, -30, -50, 0, 25};
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); ++i) {
		int dx = way[i], dy = way[i] / 2;
		stage_move(stage, edges[_i].x + dx, edges[_i].y + dy);
		int left = LEFT + (edges[_i].left ? dx : 0);
		int right = LEFT + SIZE + (edges[_i].right ? dx : 0);
		int top = TOP + (edges[_i].top ? dy : 0);
		int bottom = TOP + SIZE + (edges[_i].bottom ? dy : 0);
		const struct wlr_box wanted = {left, top, right - left, bottom - top};
		assert_box(&window->box, wanted);
		obey();
		assert_box(&window->drawn, wanted);
	}
	ck_assert(window->resizing);
	drop();
	ck_assert(!window->resizing);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
}
END_TEST

START_TEST(the_other_edges_stay_in_steps) {
	press(edges[_i].x, edges[_i].y);
	for (int d = -40; d <= 60; d += 3) {
		stage_move(stage, edges[_i].x + d, edges[_i].y - d);
		obey_in_steps();
		const struct wlr_box *box = &window->drawn;
		if (edges[_i].left) {
			ck_assert_int_eq(box->x + box->width, LEFT + SIZE);
		} else {
			ck_assert_int_eq(box->x, LEFT);
		}
		if (edges[_i].top) {
			ck_assert_int_eq(box->y + box->height, TOP + SIZE);
		} else {
			ck_assert_int_eq(box->y, TOP);
		}
	}
	const struct wlr_box last = window->drawn;
	drop();
	window_accept(window);
	assert_box(&window->drawn, last);
	assert_box(&window->box, last);
}
END_TEST

START_TEST(held_between_its_limits) {
	window->min_width = 80;
	window->min_height = 90;
	window->max_width = 120;
	window->max_height = 130;
	press(LEFT - 2, TOP + SIZE + 2);
	stage_move(stage, LEFT + 500, TOP - 200);
	assert_box(&window->box, (struct wlr_box){LEFT + 20, TOP, 80, 90});
	stage_move(stage, LEFT - 200, TOP + 500);
	assert_box(&window->box, (struct wlr_box){LEFT - 20, TOP, 120, 130});
}
END_TEST

// A program that wants to be larger than the screen would push its name off it
START_TEST(no_larger_than_the_screen_by_its_limits) {
	window->min_width = window->min_height = GUI_SIZE_MAX;
	press(LEFT - 2, TOP + SIZE + 2);
	stage_move(stage, LEFT - 12, TOP + SIZE + 12);
	ck_assert_int_lt(window->box.width, STAGE_WIDTH);
	ck_assert_int_lt(window->box.height, STAGE_HEIGHT);
}
END_TEST

START_TEST(turned_inside_out) {
	press(LEFT + SIZE + 2, TOP + SIZE + 2);
	stage_move(stage, 10, 10);
	assert_box(&window->box, (struct wlr_box){LEFT, TOP, 1, 1});
}
END_TEST

START_TEST(moved_by_its_title) {
	press(LEFT + 50, TOP - 10);
	ck_assert_str_eq(cursor_name(&stage->desk), "grabbing");
	stage_move(stage, LEFT + 80, TOP + 5);
	assert_box(&window->drawn, (struct wlr_box){LEFT + 30, TOP + 15, SIZE, SIZE});
	stage_move(stage, LEFT + 50, 0); // the title bar stays on the screen
	assert_box(&window->drawn, (struct wlr_box){LEFT, FRAME_TITLE, SIZE, SIZE});
	stage_move(stage, LEFT + 60, TOP);
	drop();
	assert_box(&window->drawn, (struct wlr_box){LEFT + 10, TOP + 10, SIZE, SIZE});
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

static const struct {
	double x, y;
	enum window_place place;
} drops[] = {
	{0, 300, WINDOW_SNAP_LEFT},
	{STAGE_WIDTH - 1, 300, WINDOW_SNAP_RIGHT},
	{400, 0, WINDOW_MAXIMIZED},
	{0, 0, WINDOW_MAXIMIZED},
	{400, STAGE_HEIGHT - 1, WINDOW_FLOATING},
	{20, 300, WINDOW_FLOATING},
};

START_TEST(dropped_at_an_edge) {
	press(LEFT + 50, TOP - 10);
	stage_move(stage, drops[_i].x, drops[_i].y);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	drop();
	ck_assert_int_eq(window->place, drops[_i].place);
	window_set_place(window, WINDOW_FLOATING);
	ck_assert_int_eq(window->box.width, SIZE);
}
END_TEST

START_TEST(a_click_at_an_edge_is_no_drop) {
	window_move(window, LEFT, 10);
	press(LEFT + 50, 6);
	drop();
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(between_two_outputs) {
	press(LEFT + 50, TOP - 10); // the stage's pointer knows one output
	struct wlr_output *right = stage_add_output(stage, 400, 400);
	wlr_output_layout_add(stage->desk.layout, right, STAGE_WIDTH, 0);
	ck_assert(wlr_cursor_warp(stage->desk.cursor, NULL, STAGE_WIDTH, 200));
	grab_motion(&stage->desk);
	drop();
	ck_assert_int_eq(window->place, WINDOW_SNAP_LEFT);
	assert_box(&window->box, (struct wlr_box){STAGE_WIDTH + 4, 26, 192, 370});
}
END_TEST

START_TEST(pulled_loose) {
	window_set_place(window, WINDOW_MAXIMIZED);
	obey();
	settle();
	press(200, 10); // a quarter of its width
	stage_move(stage, 210, 10);
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	stage_move(stage, 210, 110);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_int_eq(window->box.width, SIZE);
	ck_assert_int_eq(window->box.y, 126);
	ck_assert_int_ge(window->box.x, 210 - SIZE / 4 - 1);
	ck_assert_int_le(window->box.x, 210 - SIZE / 4 + 1);
	stage_move(stage, 310, 210);
	ck_assert_int_eq(window->box.y, 226);
	drop();
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
}
END_TEST

START_TEST(resized_out_of_a_half) {
	window_set_place(window, WINDOW_SNAP_LEFT);
	obey();
	settle();
	press(398, 300);
	stage_move(stage, 358, 300);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	assert_box(&window->box, (struct wlr_box){4, 26, 392 - 40, 570});
}
END_TEST

START_TEST(fullscreen_stays) {
	window_set_place(window, WINDOW_FULLSCREEN);
	obey();
	settle();
	press(300, 10);
	stage_move(stage, 400, 200);
	drop();
	press(0, 300);
	stage_move(stage, 400, 200);
	drop();
	ck_assert_int_eq(window->place, WINDOW_FULLSCREEN);
}
END_TEST

START_TEST(anywhere_with_super) {
	hold_super(true);
	press(LEFT + 50, TOP + 50);
	stage_move(stage, LEFT + 60, TOP + 40);
	drop();
	assert_box(&window->drawn, (struct wlr_box){LEFT + 10, TOP - 10, SIZE, SIZE});
	stage_move(stage, LEFT + 20, TOP); // nearest: left, top
	stage_button(stage, BTN_RIGHT, true);
	stage_move(stage, LEFT + 10, TOP - 20);
	stage_button(stage, BTN_RIGHT, false);
	assert_box(&window->box, (struct wlr_box){LEFT, TOP - 30, SIZE + 10, SIZE + 20});
	hold_super(false);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "btn"));
}
END_TEST

START_TEST(ends_with_the_window) {
	press(LEFT - 2, TOP + 50);
	stage_move(stage, LEFT - 20, TOP + 50);
	window_unmap(window);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	ck_assert(!window->resizing);
	stage_move(stage, LEFT + 20, TOP + 50);
	drop();
	ck_assert_int_eq(stage->desk.focus.buttons, 0);
}
END_TEST

START_TEST(ends_with_the_last_button) {
	press(LEFT + 50, TOP - 10);
	stage_button(stage, BTN_RIGHT, true);
	drop();
	stage_move(stage, LEFT + 70, TOP - 10);
	ck_assert_int_eq(window->drawn.x, LEFT + 20);
	stage_button(stage, BTN_RIGHT, false);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
}
END_TEST

static const uint32_t enders[] = {KEY_ESC, KEY_LEFTMETA};

static void tap(uint32_t key) {
	stage_key(stage, key, true);
	stage_key(stage, key, false);
}

START_TEST(carried_and_put_back) {
	const struct wlr_box box = window->box;
	ck_assert(focus_window(&stage->desk, window, FOCUS_ACT));
	recorder_take(recorder);
	ck_assert(grab_carry(&stage->desk, window, GRAB_MOVE));
	stage_move(stage, 500, 400);
	ck_assert(!wlr_box_equal(&window->box, &box));
	tap(enders[_i]);
	assert_box(&window->box, box);
	ck_assert(grab_carry(&stage->desk, window, GRAB_RESIZE));
	stage_move(stage, 600, 500);
	obey();
	ck_assert(window->resizing);
	tap(enders[_i]);
	assert_box(&window->box, box);
	ck_assert(!window->resizing);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	ck_assert_ptr_null(strstr(recorder_take(recorder), "key"));
	stage_move(stage, 700, 500);
	assert_box(&window->box, box);
}
END_TEST

START_TEST(carried_and_put_back_to_its_half) {
	const struct wlr_box floating = window->box;
	window_set_place(window, WINDOW_SNAP_LEFT);
	const struct wlr_box half = window->box;
	ck_assert(grab_carry(&stage->desk, window, GRAB_MOVE));
	stage_move(stage, 500, 400);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	tap(enders[_i]);
	ck_assert_int_eq(window->place, WINDOW_SNAP_LEFT);
	assert_box(&window->box, half);
	window_set_place(window, WINDOW_FLOATING);
	assert_box(&window->box, floating);
}
END_TEST

START_TEST(escape_is_the_programs_otherwise) {
	ck_assert(focus_window(&stage->desk, window, FOCUS_ACT));
	recorder_take(recorder);
	tap(KEY_ESC);
	ck_assert_ptr_nonnull(strstr(recorder_take(recorder), "key"));
	press(LEFT + 50, TOP - 10); // held by a button
	tap(KEY_ESC);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_MOVE);
	drop();
}
END_TEST

START_TEST(nothing_without_a_press) {
	ck_assert(!grab_begin_move(&stage->desk, window));
	ck_assert(!grab_begin_resize(&stage->desk, window, 1));
	press(600, 500);
	ck_assert(!grab_begin_move(&stage->desk, window)); // it went elsewhere
}
END_TEST

int main(void) {
	Suite *suite = suite_create("grab");
	TCase *tests = tcase_create("grab");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, every_edge, 0, LEN(edges));
	tcase_add_loop_test(tests, the_other_edges_stay_in_steps, 0, LEN(edges));
	tcase_add_test(tests, held_between_its_limits);
	tcase_add_test(tests, no_larger_than_the_screen_by_its_limits);
	tcase_add_test(tests, turned_inside_out);
	tcase_add_test(tests, moved_by_its_title);
	tcase_add_loop_test(tests, dropped_at_an_edge, 0, LEN(drops));
	tcase_add_test(tests, a_click_at_an_edge_is_no_drop);
	tcase_add_test(tests, between_two_outputs);
	tcase_add_test(tests, pulled_loose);
	tcase_add_test(tests, resized_out_of_a_half);
	tcase_add_test(tests, fullscreen_stays);
	tcase_add_test(tests, anywhere_with_super);
	tcase_add_test(tests, ends_with_the_window);
	tcase_add_test(tests, ends_with_the_last_button);
	tcase_add_loop_test(tests, carried_and_put_back, 0, LEN(enders));
	tcase_add_loop_test(tests, carried_and_put_back_to_its_half, 0, LEN(enders));
	tcase_add_test(tests, escape_is_the_programs_otherwise);
	tcase_add_test(tests, nothing_without_a_press);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
