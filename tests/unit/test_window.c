// SPDX-License-Identifier: MIT
#include "compositor/desk/window.h"

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/stack.h"
#include "tests/lib/program.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct desk *desk;
static int maps, unmaps;

static void handle_map(struct wl_listener *listener, void *data) {
	++maps;
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	++unmaps;
}

static struct wl_listener map = {.notify = handle_map};
static struct wl_listener unmap = {.notify = handle_unmap};

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	maps = unmaps = 0;
	wl_signal_add(&desk->events.window_map, &map);
	wl_signal_add(&desk->events.window_unmap, &unmap);
	stage_run(stage, 1);
}

static void teardown(void) {
	wl_list_remove(&map.link);
	wl_list_remove(&unmap.link);
	stage_destroy(stage);
}

START_TEST(lives_and_dies) {
	struct program *program = program_create(desk, "work");
	ck_assert(!window_shown(&program->window));
	ck_assert(!program->visible);
	window_map(&program->window);
	window_map(&program->window);
	ck_assert(program->visible);
	ck_assert(program->window.tree->node.enabled);
	ck_assert_int_eq(maps, 1);
	window_unmap(&program->window);
	window_unmap(&program->window);
	ck_assert(!program->visible);
	ck_assert(!program->window.tree->node.enabled);
	ck_assert_int_eq(unmaps, 1);
	window_finish(&program->window);
	ck_assert_int_eq(unmaps, 1);
	window_finish(&program->window); // what is not there does no harm
	ck_assert(wl_list_empty(&desk->windows));
	ck_assert(wl_list_empty(&desk->layers[DESK_WINDOWS]->children));
	free(program);
}
END_TEST

START_TEST(finish_takes_it_off_the_desk) {
	struct program *program = program_map(desk, "work");
	program_destroy(program);
	ck_assert_int_eq(unmaps, 1);
	ck_assert_ptr_null(stack_at(desk, STAGE_WIDTH / 2, STAGE_HEIGHT / 2));
}
END_TEST

START_TEST(ids_are_used_once_and_never_0) {
	desk->last_window_id = UINT32_MAX - 1;
	struct program *a = program_create(desk, "work");
	ck_assert_uint_eq(a->window.id, UINT32_MAX);
	program_destroy(a);
	a = program_create(desk, "work");
	ck_assert_uint_eq(a->window.id, 1);
	struct program *b = program_create(desk, "work");
	ck_assert_uint_eq(b->window.id, 2);
	program_destroy(a);
	program_destroy(b);
}
END_TEST

START_TEST(without_a_size) {
	struct program *program = program_create(desk, "work");
	window_resized(&program->window, 0, 0);
	window_map(&program->window);
	ck_assert_uint_eq(program->window.width, 1);
	ck_assert_uint_eq(program->window.height, 1);
	program_destroy(program);
}
END_TEST

START_TEST(frame_has_the_size_of_the_content) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 100, 100);
	window_resize(&program->window, &(struct wlr_box){100, 100, 400, 300});
	program_assert_drawn(program, (struct wlr_box){100, 100, 200, 100});
	window_resized(&program->window, 350, 250);
	program_assert_drawn(program, (struct wlr_box){100, 100, 350, 250});
	window_resized(&program->window, 400, 300);
	program_assert_drawn(program, (struct wlr_box){100, 100, 400, 300});
	program_destroy(program);
}
END_TEST

// The user dragged the left edge; the program draws more than it was asked for
START_TEST(content_keeps_its_name_on_the_screen) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 100, 100);
	window_resize(&program->window, &(struct wlr_box){50, 100, 250, 100});
	window_resized(&program->window, 700, 100);
	program_assert_drawn(program, (struct wlr_box){FRAME_BORDER, 100, 700, 100});
	window_resized(&program->window, 250, 100);
	program_assert_drawn(program, (struct wlr_box){50, 100, 250, 100});
	window_resize(&program->window, &(struct wlr_box){-100, 100, 400, 100});
	window_resized(&program->window, 700, 100); // it was there, so it may be
	program_assert_drawn(program, (struct wlr_box){-100, 100, 700, 100});
	program_destroy(program);
}
END_TEST

START_TEST(dragged_left_and_top_hold_right_and_bottom) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 300, 300);
	window_resize(&program->window, &(struct wlr_box){200, 250, 300, 150});
	program_assert_drawn(program, (struct wlr_box){300, 300, 200, 100});
	window_resized(&program->window, 280, 140); // on its way
	program_assert_drawn(program, (struct wlr_box){220, 260, 280, 140});
	window_resize(&program->window, &(struct wlr_box){150, 250, 350, 150});
	program_assert_drawn(program, (struct wlr_box){220, 260, 280, 140});
	window_resized(&program->window, 344, 144); // whole characters only
	program_assert_drawn(program, (struct wlr_box){156, 256, 344, 144});
	window_resized(&program->window, 350, 150);
	program_assert_drawn(program, (struct wlr_box){150, 250, 350, 150});
	window_resize(&program->window, &(struct wlr_box){150, 250, 400, 200});
	window_resized(&program->window, 390, 190);
	program_assert_drawn(program, (struct wlr_box){150, 250, 390, 190});
	program_destroy(program);
}
END_TEST

START_TEST(late_answer_is_no_wish) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 100, 100);
	window_resize(&program->window, &(struct wlr_box){50, 100, 250, 300});
	window_resized(&program->window, 150, 200);
	program_assert_asked(program, (struct wlr_box){50, 100, 250, 300});
	window_resized(&program->window, 240, 290);
	window_accept(&program->window);
	program_assert_asked(program, (struct wlr_box){60, 100, 240, 290});
	window_resized(&program->window, 300, 250);
	window_accept(&program->window);
	program_assert_asked(program, (struct wlr_box){60, 100, 300, 250});
	program_assert_drawn(program, (struct wlr_box){60, 100, 300, 250});
	program_destroy(program);
}
END_TEST

START_TEST(no_wish_is_taken_elsewhere) {
	struct program *program = program_create(desk, "work");
	window_accept(&program->window);
	program_assert_asked(program, (struct wlr_box){0, 0, 0, 0});
	window_map(&program->window);
	window_set_place(&program->window, WINDOW_MAXIMIZED);
	struct wlr_box box = program->window.box;
	window_resized(&program->window, 10, 10);
	window_accept(&program->window);
	ck_assert(wlr_box_equal(&box, &program->window.box));
	program_destroy(program);
}
END_TEST

START_TEST(content_cannot_push_its_title_away) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 300, 300);
	window_resize(&program->window, &(struct wlr_box){300, 250, 200, 150}); // holds the bottom
	window_resized(&program->window, 200, GUI_SIZE_MAX);
	program_assert_drawn(program, (struct wlr_box){300, FRAME_TITLE, 200, GUI_SIZE_MAX});
	program_destroy(program);
}
END_TEST

START_TEST(minimized_passes_focus_in_its_guest) {
	struct program *a = program_create(desk, "work"), *b = program_create(desk, "work"),
		       *other = program_map(desk, "mail");
	focus_act(desk, "work");
	window_map(&a->window);
	window_map(&b->window);
	ck_assert_ptr_eq(desk->focus.window, &b->window);
	window_raise(&other->window);
	window_minimize(&b->window, true);
	ck_assert(!b->visible && !b->keyboard && !b->window.activated);
	ck_assert(a->keyboard && a->window.activated);
	window_minimize(&a->window, true);
	ck_assert_ptr_null(desk->focus.window); // never another guest's
	window_minimize(&a->window, false);
	ck_assert(a->visible);
	ck_assert_ptr_null(desk->focus.window);
	program_destroy(a);
	program_destroy(b);
	program_destroy(other);
}
END_TEST

START_TEST(last_of_a_guest_leaves_nobody) {
	struct program *a = program_create(desk, "work"), *other = program_map(desk, "mail");
	focus_act(desk, "work");
	window_map(&a->window);
	ck_assert(a->keyboard);
	program_destroy(a);
	ck_assert_ptr_null(desk->focus.window);
	ck_assert(!other->keyboard);
	program_destroy(other);
}
END_TEST

START_TEST(new_window_does_not_take_the_keyboard) {
	struct program *a = program_map_focused(desk, "work");
	struct program *other = program_map(desk, "mail"), *same = program_map(desk, "work");
	ck_assert(!other->keyboard);
	ck_assert(same->keyboard);
	program_destroy(a);
	program_destroy(other);
	program_destroy(same);
}
END_TEST

START_TEST(locked_hides_and_gives_no_focus) {
	struct program *before = program_map_focused(desk, "work");
	ck_assert(lock_set(desk));
	ck_assert(!before->visible && !before->keyboard);
	ck_assert(!before->window.tree->node.enabled);
	struct program *program = program_map(desk, "work");
	ck_assert(!program->visible && !program->keyboard);
	ck_assert_ptr_null(stack_at(desk, program->window.drawn.x, program->window.drawn.y));
	window_minimize(&program->window, true);
	window_minimize(&program->window, false);
	window_set_place(&program->window, WINDOW_FULLSCREEN);
	ck_assert(!program->visible);
	lock_unset(desk);
	ck_assert(program->visible && before->visible);
	ck_assert(before->keyboard && !program->keyboard);
	program_destroy(before);
	program_destroy(program);
}
END_TEST

START_TEST(workspace_takes_dialogs_along) {
	struct program *parent = program_create(desk, "work"),
		       *dialog = program_create(desk, "work"),
		       *rest = program_map_focused(desk, "work");
	window_map(&parent->window);
	dialog->window.parent = &parent->window;
	window_map(&dialog->window);
	ck_assert_ptr_eq(desk->focus.window, &dialog->window);
	window_set_workspace(&parent->window, DESK_WORKSPACES); // there is none
	ck_assert(parent->visible);
	window_set_workspace(&parent->window, 1);
	ck_assert(!parent->visible && !dialog->visible && rest->visible);
	ck_assert_ptr_eq(desk->focus.window, &rest->window);
	desk_show_workspace(desk, 1);
	ck_assert(parent->visible && dialog->visible && !rest->visible);
	program_destroy(parent);
	program_destroy(dialog);
	program_destroy(rest);
}
END_TEST

START_TEST(attention_until_it_is_given) {
	struct program *a = program_create(desk, "work"), *b = program_map(desk, "mail");
	focus_act(desk, "work");
	window_map(&a->window);
	window_set_attention(&a->window);
	window_set_attention(&b->window);
	ck_assert(!a->window.attention && b->window.attention);
	ck_assert(focus_window(desk, &b->window, FOCUS_ACT));
	ck_assert(!b->window.attention);
	window_set_grey(&b->window, true);
	ck_assert(b->window.grey);
	program_destroy(a);
	program_destroy(b);
}
END_TEST

START_TEST(grab_ends_with_its_window) {
	struct program *program = program_map(desk, "work");
	window_move(&program->window, 100, 100);
	stage_run(stage, GUI_HOLD_OFF + 50);
	stage_move(stage, 110, 84); // the title bar
	stage_button(stage, BTN_LEFT, true);
	ck_assert_ptr_eq(desk->grab.window, &program->window);
	stage_move(stage, 130, 104);
	program_assert_drawn(program, (struct wlr_box){120, 120, 200, 100});
	program_destroy(program);
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
	stage_move(stage, 300, 300);
	stage_button(stage, BTN_LEFT, false);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("window");
	TCase *tests = tcase_create("window");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, lives_and_dies);
	tcase_add_test(tests, finish_takes_it_off_the_desk);
	tcase_add_test(tests, ids_are_used_once_and_never_0);
	tcase_add_test(tests, without_a_size);
	tcase_add_test(tests, frame_has_the_size_of_the_content);
	tcase_add_test(tests, content_keeps_its_name_on_the_screen);
	tcase_add_test(tests, dragged_left_and_top_hold_right_and_bottom);
	tcase_add_test(tests, late_answer_is_no_wish);
	tcase_add_test(tests, no_wish_is_taken_elsewhere);
	tcase_add_test(tests, content_cannot_push_its_title_away);
	tcase_add_test(tests, minimized_passes_focus_in_its_guest);
	tcase_add_test(tests, last_of_a_guest_leaves_nobody);
	tcase_add_test(tests, new_window_does_not_take_the_keyboard);
	tcase_add_test(tests, locked_hides_and_gives_no_focus);
	tcase_add_test(tests, workspace_takes_dialogs_along);
	tcase_add_test(tests, attention_until_it_is_given);
	tcase_add_test(tests, grab_ends_with_its_window);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
