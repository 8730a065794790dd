// SPDX-License-Identifier: MIT
#include "compositor/desk/stack.h"

#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
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

// desk.windows and the scene say the same; highest to lowest
static void assert_stack(const struct program *const *programs, int count) {
	const struct window *window;
	const struct wlr_scene_node *node;
	int i = 0;
	wl_list_for_each(window, &desk->windows, link) {
		ck_assert_int_lt(i, count);
		ck_assert_ptr_eq(window, &programs[i++]->window);
	}
	ck_assert_int_eq(i, count);
	wl_list_for_each(node, &desk->layers[DESK_WINDOWS]->children, link) {
		ck_assert_ptr_eq(node, &programs[--i]->window.tree->node);
	}
	ck_assert_int_eq(i, 0);
}

START_TEST(raise_takes_dialogs_along) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "work");
	struct program *c = program_map(desk, "work"), *d = program_map(desk, "work");
	b->window.parent = &a->window; // b is a's, c is b's
	c->window.parent = &b->window;
	window_raise(&a->window);
	assert_stack((const struct program *[]){c, b, a, d}, 4);
	window_raise(&d->window);
	assert_stack((const struct program *[]){d, c, b, a}, 4);
	window_raise(&b->window);
	assert_stack((const struct program *[]){c, b, d, a}, 4);
	program_destroy(a);
	program_destroy(b);
	program_destroy(c);
	program_destroy(d);
}
END_TEST

START_TEST(parents_in_a_circle) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "work");
	a->window.parent = &b->window;
	b->window.parent = &a->window;
	window_raise(&a->window);
	assert_stack((const struct program *[]){b, a}, 2);
	a->window.parent = &a->window;
	window_raise(&a->window);
	window_set_workspace(&a->window, 3);
	ck_assert(stack_fullscreen(desk, &(struct wlr_box){0, 0, 10, 10}) == false);
	program_destroy(a);
	ck_assert_ptr_null(b->window.parent);
	program_destroy(b);
}
END_TEST

START_TEST(at_finds_frames_and_the_top_one) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "mail");
	window_move(&a->window, 100, 100);
	window_move(&b->window, 200, 150);
	ck_assert_ptr_eq(stack_at(desk, 96, 74), &a->window); // the frame's corner
	ck_assert_ptr_null(stack_at(desk, 95, 74));
	ck_assert_ptr_null(stack_at(desk, 96, 73));
	ck_assert_ptr_eq(stack_at(desk, 250, 160), &b->window);
	ck_assert_ptr_eq(stack_at(desk, 403, 253), &b->window);
	ck_assert_ptr_null(stack_at(desk, 404, 253));
	window_minimize(&b->window, true);
	ck_assert_ptr_eq(stack_at(desk, 250, 160), &a->window);
	program_destroy(a);
	program_destroy(b);
}
END_TEST

START_TEST(fullscreen_is_known_to_the_layers) {
	const struct wlr_box screen = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
	const struct wlr_box next_to_it = {STAGE_WIDTH, 0, STAGE_WIDTH, STAGE_HEIGHT};
	struct program *program = program_map(desk, "work");
	ck_assert(!stack_fullscreen(desk, &screen));
	window_set_place(&program->window, WINDOW_FULLSCREEN);
	ck_assert(stack_fullscreen(desk, &screen));
	ck_assert(!stack_fullscreen(desk, &next_to_it));
	struct program *other = program_map(desk, "mail");
	ck_assert(stack_fullscreen(desk, &screen)); // it is still seen round that one
	window_set_place(&other->window, WINDOW_MAXIMIZED);
	window_resized(&other->window, (uint32_t)other->window.box.width,
		(uint32_t)other->window.box.height);
	ck_assert(!stack_fullscreen(desk, &screen));
	program_destroy(other);
	ck_assert(stack_fullscreen(desk, &screen));
	window_minimize(&program->window, true);
	ck_assert(!stack_fullscreen(desk, &screen));
	program_destroy(program);
}
END_TEST

START_TEST(unasked_windows_stay_below_the_focused) {
	struct program *work = program_map_focused(desk, "work");
	struct program *dialog = program_create(desk, "work");
	dialog->window.parent = &work->window;
	window_map(&dialog->window);
	struct program *evil = program_map(desk, "evil");
	assert_stack((const struct program *[]){dialog, work, evil}, 3);
	window_unmap(&evil->window); // nor by coming again
	window_map(&evil->window);
	assert_stack((const struct program *[]){dialog, work, evil}, 3);
	struct program *local = program_create(desk, "local");
	local->label.name[0] = '\0'; // the GUI domain's own
	window_map(&local->window);
	assert_stack((const struct program *[]){local, dialog, work, evil}, 4);
	focus_act(desk, "evil");
	struct program *asked = program_map(desk, "evil");
	assert_stack((const struct program *[]){asked, local, dialog, work, evil}, 5);
	program_destroy(asked);
	program_destroy(local);
	program_destroy(evil);
	program_destroy(dialog);
	program_destroy(work);
}
END_TEST

START_TEST(next_is_of_the_same_guest) {
	struct program *a = program_map(desk, "work"), *b = program_map(desk, "work");
	struct program *other = program_map(desk, "mail");
	ck_assert_ptr_eq(stack_next(&a->window), &b->window);
	ck_assert_ptr_eq(stack_next(&b->window), &a->window);
	ck_assert_ptr_null(stack_next(&other->window));
	window_minimize(&b->window, true);
	ck_assert_ptr_null(stack_next(&a->window));
	program_destroy(a);
	program_destroy(b);
	program_destroy(other);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("stack");
	TCase *tests = tcase_create("stack");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, raise_takes_dialogs_along);
	tcase_add_test(tests, parents_in_a_circle);
	tcase_add_test(tests, at_finds_frames_and_the_top_one);
	tcase_add_test(tests, fullscreen_is_known_to_the_layers);
	tcase_add_test(tests, unasked_windows_stay_below_the_focused);
	tcase_add_test(tests, next_is_of_the_same_guest);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
