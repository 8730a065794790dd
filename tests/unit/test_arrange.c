// SPDX-License-Identifier: MIT
#include "compositor/desk/arrange.h"

#include <wlr/types/wlr_output_layout.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/place.h"
#include "tests/lib/program.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct desk *desk;

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	stage_run(stage, 1);
}

static void teardown(void) {
	stage_destroy(stage);
}

START_TEST(new_ones_are_inside_and_apart) {
	struct program *programs[8];
	for (int i = 0; i < 8; ++i) {
		programs[i] = program_map(desk, "work");
		struct wlr_box outer = place_outer(&programs[i]->window.drawn), both;
		const struct wlr_box screen = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
		ck_assert(wlr_box_intersection(&both, &outer, &screen));
		ck_assert(wlr_box_equal(&both, &outer));
		const struct wlr_box *before = i > 0 ? &programs[i - 1]->window.box : &both;
		ck_assert(programs[i]->window.box.x != before->x ||
			programs[i]->window.box.y != before->y);
	}
	for (int i = 0; i < 8; ++i) {
		program_destroy(programs[i]);
	}
}
END_TEST

START_TEST(too_large_a_one_is_asked_for_less) {
	struct program *program = program_create(desk, "work");
	window_resized(&program->window, GUI_SIZE_MAX + 5, UINT32_MAX);
	ck_assert_uint_eq(program->window.width, GUI_SIZE_MAX);
	window_map(&program->window);
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	ck_assert_int_gt(program->configures, 0);
	program_assert_drawn(
		program, (struct wlr_box){4, 26, GUI_SIZE_MAX, GUI_SIZE_MAX}); // framed as it is
	program_destroy(program);
}
END_TEST

START_TEST(comes_back_where_it_was) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 77, 88);
	window_unmap(&program->window);
	window_resized(&program->window, 300, 200);
	window_map(&program->window);
	program_assert_asked(program, (struct wlr_box){77, 88, 300, 200});
	program_destroy(program);
}
END_TEST

START_TEST(dialog_is_over_its_parent) {
	struct program *parent = program_map(desk, "work"), *dialog = program_create(desk, "work");
	window_move(&parent->window, 300, 200);
	window_resized(&dialog->window, 100, 50);
	dialog->window.parent = &parent->window;
	window_map(&dialog->window);
	program_assert_drawn(dialog, (struct wlr_box){350, 225, 100, 50});
	program_destroy(parent);
	ck_assert_ptr_null(dialog->window.parent);
	program_destroy(dialog);
}
END_TEST

START_TEST(maximize_and_back) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 100, 100);
	int configures = program->configures;
	window_set_place(&program->window, WINDOW_MAXIMIZED);
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	program_assert_drawn(program, (struct wlr_box){4, 26, 200, 100});
	ck_assert_int_gt(program->configures, configures);
	window_move(&program->window, 0, 0); // stays where it is
	window_resize(&program->window, &(struct wlr_box){9, 9, 9, 9});
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	window_set_place(&program->window, WINDOW_SNAP_RIGHT);
	program_assert_asked(program, (struct wlr_box){404, 26, 392, 570});
	window_set_place(&program->window, WINDOW_FLOATING);
	program_assert_asked(program, (struct wlr_box){100, 100, 200, 100});
	program_destroy(program);
}
END_TEST

START_TEST(fullscreen_keeps_its_frame) {
	const struct wlr_box usable = {0, 30, STAGE_WIDTH, STAGE_HEIGHT - 30};
	const struct wlr_box screen = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
	desk_set_usable(desk, stage->output, &usable);
	struct program *program = program_map(desk, "work");
	window_set_place(&program->window, WINDOW_MAXIMIZED);
	program_assert_asked(program, (struct wlr_box){4, 56, 792, 540});
	window_set_place(&program->window, WINDOW_FULLSCREEN);
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	window_resized(&program->window, 792, 570);
	struct wlr_box outer = place_outer(&program->window.drawn);
	ck_assert(wlr_box_equal(&outer, &screen));
	window_set_place(&program->window, WINDOW_FLOATING); // to what it was
	ck_assert_int_eq(program->window.place, WINDOW_MAXIMIZED);
	program_destroy(program);
}
END_TEST

START_TEST(place_before_map) {
	struct program *program = program_create(desk, "work");
	window_set_place(&program->window, WINDOW_MAXIMIZED);
	program_assert_asked(program, (struct wlr_box){4, 26, 792, 570});
	window_set_place(&program->window, WINDOW_FLOATING);
	program_assert_asked(program, (struct wlr_box){0, 0, 0, 0}); // as it likes
	window_set_place(&program->window, WINDOW_SNAP_LEFT);
	window_resized(&program->window, 392, 570);
	window_map(&program->window);
	program_assert_drawn(program, (struct wlr_box){4, 26, 392, 570});
	window_set_place(&program->window, WINDOW_FLOATING); // it never had another size
	ck_assert_int_eq(program->window.box.width, 532);
	ck_assert_int_eq(program->window.box.height, 400);
	program_destroy(program);
}
END_TEST

START_TEST(title_stays_reachable) {
	struct program *program = program_map(desk, "work");
	struct window *window = &program->window;
	window_move(window, 100, -500);
	program_assert_drawn(program, (struct wlr_box){100, FRAME_TITLE, 200, 100});
	program_assert_asked(program, (struct wlr_box){100, FRAME_TITLE, 200, 100});
	window_move(window, INT32_MAX, INT32_MAX);
	program_assert_drawn(
		program, (struct wlr_box){STAGE_WIDTH - 96 + 4, STAGE_HEIGHT, 200, 100});
	window_move(window, INT32_MIN, 100);
	program_assert_drawn(program, (struct wlr_box){96 - 204, 100, 200, 100});
	window_move(window, 100, 100);
	window_resize(window, &(struct wlr_box){100, -200, 200, 400});
	program_assert_asked(program, (struct wlr_box){100, FRAME_TITLE, 200, 200 - FRAME_TITLE});
	window_resize(window, &(struct wlr_box){INT32_MIN / 2, 0, INT32_MAX, INT32_MIN});
	ck_assert_int_eq(window->box.x, -GUI_COORD_MAX);
	ck_assert_int_eq(window->box.width, GUI_SIZE_MAX);
	ck_assert_int_eq(window->box.height, 1);
	program_destroy(program);
}
END_TEST

START_TEST(follows_the_outputs) {
	struct program *floating = program_map(desk, "work"),
		       *maximized = program_map(desk, "work");
	window_move(&floating->window, 700, 30);
	window_set_place(&maximized->window, WINDOW_MAXIMIZED);
	int configures = maximized->configures;
	desk_set_usable(desk, stage->output, &(struct wlr_box){0, 40, 600, 500});
	program_assert_drawn(floating, (struct wlr_box){600 - 96 + 4, 40 + FRAME_TITLE, 200, 100});
	program_assert_asked(maximized, (struct wlr_box){4, 66, 592, 470});
	ck_assert_int_gt(maximized->configures, configures);
	program_destroy(floating);
	program_destroy(maximized);
}
END_TEST

START_TEST(without_any_output) {
	wlr_output_layout_remove(desk->layout, stage->output);
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 10, 50);
	window_set_place(&program->window, WINDOW_MAXIMIZED);
	window_resize(&program->window, &(struct wlr_box){0, 0, 50, 50});
	window_rearrange(&program->window);
	window_set_place(&program->window, WINDOW_FLOATING);
	program_assert_drawn(program, (struct wlr_box){10, 50, 200, 100});
	program_destroy(program);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("arrange");
	TCase *tests = tcase_create("arrange");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, new_ones_are_inside_and_apart);
	tcase_add_test(tests, too_large_a_one_is_asked_for_less);
	tcase_add_test(tests, comes_back_where_it_was);
	tcase_add_test(tests, dialog_is_over_its_parent);
	tcase_add_test(tests, maximize_and_back);
	tcase_add_test(tests, fullscreen_keeps_its_frame);
	tcase_add_test(tests, place_before_map);
	tcase_add_test(tests, title_stays_reachable);
	tcase_add_test(tests, follows_the_outputs);
	tcase_add_test(tests, without_any_output);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
