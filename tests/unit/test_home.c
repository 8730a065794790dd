// SPDX-License-Identifier: MIT
#include "compositor/desk/home.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/place.h"
#include "tests/lib/program.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

// A second output, to the right of the stage's
#define WIDTH 1000
#define HEIGHT 900

static struct stage *stage;
static struct desk *desk;
static struct wlr_output *second;
static struct program *program;
static struct window *window;
static int changes;

static void handle_change(struct wl_listener *listener, void *data) {
	++changes;
}

static struct wl_listener change = {.notify = handle_change};

static void plug(int x, int y) {
	ck_assert_ptr_nonnull(wlr_output_layout_add(desk->layout, second, x, y));
}

static void unplug(void) {
	wlr_output_layout_remove(desk->layout, second);
}

static void set_mode(struct wlr_output *output, int width, int height, float scale) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(&state, width, height, 0);
	wlr_output_state_set_scale(&state, scale);
	ck_assert(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
}

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	second = stage_add_output(stage, WIDTH, HEIGHT);
	set_mode(second, WIDTH, HEIGHT, 1);
	plug(STAGE_WIDTH, 0);
	stage_run(stage, 1);
	program = program_map(desk, "work");
	window = &program->window;
	changes = 0;
	wl_signal_add(&desk->events.window_change, &change);
}

static void teardown(void) {
	wl_list_remove(&change.link);
	program_destroy(program);
	stage_destroy(stage);
}

START_TEST(moves_along_with_its_output) {
	window_move(window, STAGE_WIDTH + 100, 200);
	plug(-WIDTH, 300);
	program_assert_asked(program, (struct wlr_box){100 - WIDTH, 500, 200, 100});
	plug(STAGE_WIDTH, 0);
	program_assert_asked(program, (struct wlr_box){STAGE_WIDTH + 100, 200, 200, 100});
}
END_TEST

START_TEST(goes_to_another_and_back) {
	window_move(window, STAGE_WIDTH + 700, 700);
	unplug();
	program_assert_asked(program, (struct wlr_box){596, 496, 200, 100});
	ck_assert(window->home.away);
	plug(0, 600);
	program_assert_asked(program, (struct wlr_box){700, 1300, 200, 100});
	ck_assert(!window->home.away);
}
END_TEST

START_TEST(is_cut_for_a_smaller_one) {
	const struct wlr_box large = {STAGE_WIDTH + 20, 40, 900, 800};
	window_move(window, large.x, large.y);
	window_resize(window, &large);
	window_resized(window, 900, 800);
	unplug();
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	window_resized(window, 780, 560); // it likes steps
	window_accept(window);
	plug(STAGE_WIDTH, 0);
	program_assert_asked(program, large);
}
END_TEST

START_TEST(keeps_its_smallest_size) {
	const struct wlr_box large = {STAGE_WIDTH + 20, 40, 900, 800};
	window_move(window, large.x, large.y);
	window_resize(window, &large);
	window->min_width = 850;
	unplug();
	program_assert_asked(program, (struct wlr_box){4, 26, 850, 570});
}
END_TEST

START_TEST(maximized_ones_too) {
	window_move(window, STAGE_WIDTH + 700, 100);
	window_set_place(window, WINDOW_MAXIMIZED);
	unplug();
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	plug(0, 1000);
	program_assert_asked(program, (struct wlr_box){4, 1026, WIDTH - 8, HEIGHT - 30});
	window_set_place(window, WINDOW_FLOATING);
	program_assert_asked(program, (struct wlr_box){700, 1100, 200, 100});
}
END_TEST

START_TEST(goes_back_to_a_place_that_is_there) {
	window_move(window, STAGE_WIDTH + 700, 100);
	window_set_place(window, WINDOW_MAXIMIZED);
	unplug();
	window_set_place(window, WINDOW_FLOATING);
	program_assert_asked(program, (struct wlr_box){596, 100, 200, 100});
}
END_TEST

START_TEST(stays_where_the_user_puts_it) {
	window_move(window, STAGE_WIDTH + 100, 200);
	unplug();
	window_move(window, 50, 60);
	plug(STAGE_WIDTH, 0);
	program_assert_asked(program, (struct wlr_box){50, 60, 200, 100});
}
END_TEST

START_TEST(another_mode_and_scale) {
	window_move(window, STAGE_WIDTH + 700, 700);
	set_mode(second, WIDTH, HEIGHT, 2);
	program_assert_asked(program,
		(struct wlr_box){STAGE_WIDTH + WIDTH / 2 - 204, HEIGHT / 2 - 104, 200, 100});
	set_mode(second, WIDTH, HEIGHT, 1);
	program_assert_asked(program, (struct wlr_box){STAGE_WIDTH + 700, 700, 200, 100});
}
END_TEST

START_TEST(without_any_output) {
	window_move(window, STAGE_WIDTH + 100, 200);
	unplug();
	wlr_output_layout_remove(desk->layout, stage->output);
	window_rearrange(window);
	struct program *other = program_map(desk, "work");
	plug(300, 0);
	program_assert_asked(program, (struct wlr_box){400, 200, 200, 100});
	struct wlr_box outer = place_outer(&other->window.box), both;
	ck_assert(wlr_box_intersection(&both, &outer, &(struct wlr_box){300, 0, WIDTH, HEIGHT}));
	ck_assert(wlr_box_equal(&both, &outer));
	program_destroy(other);
}
END_TEST

START_TEST(never_shown_ones_have_none) {
	struct program *other = program_create(desk, "work");
	unplug();
	plug(300, 300);
	program_assert_asked(other, (struct wlr_box){0, 0, 0, 0});
	window_set_place(&other->window, WINDOW_MAXIMIZED);
	window_set_place(&other->window, WINDOW_FLOATING);
	unplug();
	program_assert_asked(other, (struct wlr_box){0, 0, 0, 0});
	program_destroy(other);
}
END_TEST

START_TEST(others_hear_of_its_output) {
	window_move(window, STAGE_WIDTH + 100, 200);
	ck_assert_int_eq(changes, 1);
	window_move(window, STAGE_WIDTH + 200, 200);
	ck_assert_int_eq(changes, 1);
	unplug();
	ck_assert_int_eq(changes, 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("home");
	TCase *tests = tcase_create("home");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, moves_along_with_its_output);
	tcase_add_test(tests, goes_to_another_and_back);
	tcase_add_test(tests, is_cut_for_a_smaller_one);
	tcase_add_test(tests, keeps_its_smallest_size);
	tcase_add_test(tests, maximized_ones_too);
	tcase_add_test(tests, goes_back_to_a_place_that_is_there);
	tcase_add_test(tests, stays_where_the_user_puts_it);
	tcase_add_test(tests, another_mode_and_scale);
	tcase_add_test(tests, without_any_output);
	tcase_add_test(tests, never_shown_ones_have_none);
	tcase_add_test(tests, others_hear_of_its_output);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
