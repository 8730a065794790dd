// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_window.h"

#include <math.h>
#include <wlr/types/wlr_output.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "tests/hostile/good.h"
#include "tests/lib/actor.h"
#include "tests/lib/picture.h"
#include "tests/lib/unit.h"

#define GROUND 0x2e2e2e // of content.c

static struct stage *stage;
static struct actor actor;

static void setup(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
}

static void teardown(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

static void request(uint32_t window, uint32_t request, uint32_t serial) {
	struct gui_record record = {.code = GUI_CODE_state_request};
	record.u.state_request = (struct gui_state_request){window, serial, request};
	ck_assert(actor_send(&actor, &record));
}

START_TEST(first_configure_leaves_the_size_to_the_program) {
	actor_toplevel(&actor, 1);
	const struct gui_configure *configure = &actor.windows[1].configure;
	ck_assert_uint_eq(configure->width, 0);
	ck_assert_uint_eq(configure->height, 0);
	ck_assert_uint_gt(configure->bounds_width, 0);
	ck_assert_uint_lt(configure->bounds_width, STAGE_WIDTH);
	ck_assert_uint_lt(configure->bounds_height, STAGE_HEIGHT);
	ck_assert(!actor_window(&actor, 1)->mapped);
}
END_TEST

START_TEST(first_buffer_maps_and_no_buffer_unmaps) {
	struct window *window = actor_open(&actor, 1);
	ck_assert(window->mapped);
	ck_assert_uint_eq(window->width, 200);
	ck_assert_uint_eq(window->height, 100);
	struct gui_record commit = good_commit(1, 0, 0, 0);
	ck_assert(actor_send(&actor, &commit));
	ck_assert(!window->mapped);
	ck_assert(actor.released[1]);
	actor_destroy_window(&actor, 1);
	ck_assert_ptr_null(actor.guest->windows[1]);
	ck_assert(wl_list_empty(&stage->desk.windows));
}
END_TEST

START_TEST(large_content_is_cut_to_the_output) {
	actor_toplevel(&actor, 1);
	actor_show(&actor, 1, STAGE_WIDTH, STAGE_HEIGHT);
	const struct window *window = actor_window(&actor, 1);
	ck_assert_uint_le(window->width, actor.windows[1].configure.bounds_width);
	ck_assert_uint_le(window->height, actor.windows[1].configure.bounds_height);
}
END_TEST

// However little it shows, its name is read
START_TEST(small_content_stands_on_our_ground) {
	actor_toplevel(&actor, 1);
	actor_show(&actor, 1, 1, 1);
	const struct window *window = actor_window(&actor, 1);
	ck_assert_uint_eq(window->width, frame_least_width(window->frame));
	ck_assert_uint_gt(window->width, 50);
	ck_assert_uint_eq(window->height, 1);
	actor_show(&actor, 1, 300, 100);
	ck_assert_uint_eq(window->width, 300);
}
END_TEST

static void set_scale(float scale) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_scale(&state, scale);
	ck_assert(wlr_output_commit_state(stage->output, &state));
	wlr_output_state_finish(&state);
}

// All that is transparent shows our ground, whose colour nothing else has
static void show_nothing(uint32_t window, uint32_t width, uint32_t height) {
	struct gui_record create = good_buffer(9, 1, width, height);
	create.u.buffer_create.format = GUI_FORMAT_ARGB8888;
	ck_assert(actor_send(&actor, &create));
	struct gui_record commit = good_commit(window, 9, width, height);
	commit.u.commit.serial = actor.windows[window].configure.serial;
	ck_assert(actor_send(&actor, &commit));
}

static void assert_no_leak(const struct window *window, float scale) {
	struct picture picture;
	picture_take(&picture, stage);
	const struct wlr_box *drawn = &window->drawn;
	int left = (int)lroundf((float)drawn->x * scale),
	    top = (int)lroundf((float)drawn->y * scale);
	int right = (int)lroundf((float)(drawn->x + drawn->width) * scale);
	int bottom = (int)lroundf((float)(drawn->y + drawn->height) * scale);
	const struct wlr_box all = {.width = (int)picture.width, .height = (int)picture.height};
	const struct wlr_box inside = {left, top, right - left, bottom - top};
	uint32_t area = (uint32_t)(inside.width * inside.height);
	ck_assert_uint_eq(picture_count(&picture, &inside, GROUND), area);
	ck_assert_uint_eq(picture_count(&picture, &all, GROUND), area);
	picture_finish(&picture);
}

// Where a side lies between two pixels, one of the two has it
START_TEST(frame_is_tight_at_any_scale) {
	static const float scales[] = {1, 1.25f, 1.5f, 1.75f, 2, 1.1f, 1.33f};
	struct window *window;
	actor_toplevel(&actor, 1);
	show_nothing(1, 201, 97);
	window = actor_window(&actor, 1);
	stage_move(stage, 790, 590); // a cursor is no leak
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); ++i) {
		set_scale(scales[i]);
		for (int at = 0; at < 8; ++at) {
			window_move(window, 20 + at, 41 + at);
			assert_no_leak(window, scales[i]);
		}
	}
}
END_TEST

START_TEST(program_that_has_answered_chooses_its_size) {
	struct window *window = actor_open(&actor, 1);
	actor_show(&actor, 1, 200, 100); // acks what came with the map
	actor_show(&actor, 1, 300, 150);
	ck_assert_int_eq(window->box.width, 300);
	ck_assert_int_eq(window->box.height, 150);
}
END_TEST

START_TEST(late_content_does_not_undo_a_resize) {
	struct window *window = actor_open(&actor, 1);
	struct wlr_box box = window->box;
	box.width = 320;
	window_resize(window, &box);
	struct gui_record commit = good_commit(1, 2, 210, 100);
	actor_buffer(&actor, 2, 210, 100);
	ck_assert(actor_send(&actor, &commit)); // drawn before it read the configure
	ck_assert_int_eq(window->box.width, 320);
	ck_assert_uint_eq(window->width, 210);
	actor_show(&actor, 1, 320, 100);
	ck_assert_uint_eq(window->width, 320);
}
END_TEST

START_TEST(maximized_interior_is_what_the_desk_says) {
	struct window *window = actor_open(&actor, 1);
	request(1, GUI_REQUEST_MAXIMIZE, 0);
	const struct gui_configure *configure = &actor.windows[1].configure;
	ck_assert_int_eq(window->place, WINDOW_MAXIMIZED);
	ck_assert_uint_ne(configure->states & GUI_STATE_MAXIMIZED, 0);
	ck_assert_uint_eq(configure->width, (uint32_t)window->box.width);
	ck_assert_uint_eq(window->width, (uint32_t)window->box.width);
	actor_show(&actor, 1, 220, 120); // not what was asked for
	ck_assert_uint_eq(window->width, configure->width);
	ck_assert_uint_eq(window->height, configure->height);
	request(1, GUI_REQUEST_UNMAXIMIZE, 0);
	ck_assert_int_eq(window->place, WINDOW_FLOATING);
	ck_assert_uint_eq(configure->states & GUI_STATE_MAXIMIZED, 0);
	ck_assert_uint_eq(configure->width, 200);
}
END_TEST

START_TEST(every_request_is_answered) {
	actor_open(&actor, 1);
	for (uint32_t i = GUI_REQUEST_MAXIMIZE; i <= GUI_REQUEST_MINIMIZE; ++i) {
		uint32_t before = actor.windows[1].configures;
		request(1, i, 0);
		ck_assert_uint_gt(actor.windows[1].configures, before);
	}
	ck_assert(actor_window(&actor, 1)->minimized);
	request(1, GUI_REQUEST_MAXIMIZE, 0);
	ck_assert(actor_window(&actor, 1)->minimized); // no way back but the user's
}
END_TEST

START_TEST(fullscreen_needs_focus_an_event_and_the_policy) {
	struct window *window = actor_open(&actor, 1);
	struct window *other = actor_open(&actor, 2);
	actor_click(&actor, other);
	ck_assert_uint_ne(actor.serial, 0);
	request(1, GUI_REQUEST_FULLSCREEN, actor.serial);
	ck_assert_int_eq(window->place, WINDOW_FLOATING); // has not the keyboard
	request(2, GUI_REQUEST_FULLSCREEN, 0);
	ck_assert_int_eq(other->place, WINDOW_FLOATING); // nothing led to it
	stage->desk.conf->guest_fullscreen = false;
	request(2, GUI_REQUEST_FULLSCREEN, actor.serial);
	ck_assert_int_eq(other->place, WINDOW_FLOATING);
	stage->desk.conf->guest_fullscreen = true;
	request(2, GUI_REQUEST_FULLSCREEN, actor.serial);
	ck_assert_int_eq(other->place, WINDOW_FULLSCREEN);
	ck_assert_uint_ne(actor.windows[2].configure.states & GUI_STATE_FULLSCREEN, 0);
	ck_assert_uint_lt(actor.windows[2].configure.width, STAGE_WIDTH); // the frame stays
	request(2, GUI_REQUEST_UNFULLSCREEN, 0);
	ck_assert_int_eq(other->place, WINDOW_FLOATING);
}
END_TEST

// The steps of a resize wait for the one before, and only the latest is sent
START_TEST(resize_steps_are_merged) {
	struct window *window = actor_open(&actor, 1);
	actor_show(&actor, 1, 200, 100);
	uint32_t before = actor.windows[1].configures;
	window->resizing = true;
	for (int i = 1; i <= 20; ++i) {
		struct wlr_box box = window->box;
		box.width = 200 + i;
		window_resize(window, &box);
	}
	actor_run(&actor, 15);
	ck_assert_uint_eq(actor.windows[1].configures, before + 1);
	ck_assert_uint_eq(actor.windows[1].configure.width, 201);
	actor_show(&actor, 1, 201, 100);
	ck_assert_uint_eq(actor.windows[1].configures, before + 2);
	ck_assert_uint_eq(actor.windows[1].configure.width, 220);
	window->resizing = false;
	window->impl->configure(window); // unanswered or not, the end is told at once
	actor_run(&actor, 15);
	ck_assert_uint_eq(actor.windows[1].configures, before + 3);
	ck_assert_uint_eq(actor.windows[1].configure.states & GUI_STATE_RESIZING, 0);
}
END_TEST

START_TEST(what_is_asked_already_is_not_asked_again) {
	struct window *window = actor_open(&actor, 1);
	uint32_t before = actor.windows[1].configures;
	for (int i = 0; i < 10; ++i) {
		window->impl->configure(window);
	}
	actor_run(&actor, 15);
	ck_assert_uint_eq(actor.windows[1].configures, before);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest_window");
	TCase *tcase = tcase_create("guest_window");
	tcase_set_timeout(tcase, 10);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, first_configure_leaves_the_size_to_the_program);
	tcase_add_test(tcase, first_buffer_maps_and_no_buffer_unmaps);
	tcase_add_test(tcase, large_content_is_cut_to_the_output);
	tcase_add_test(tcase, small_content_stands_on_our_ground);
	tcase_add_test(tcase, frame_is_tight_at_any_scale);
	tcase_add_test(tcase, program_that_has_answered_chooses_its_size);
	tcase_add_test(tcase, late_content_does_not_undo_a_resize);
	tcase_add_test(tcase, maximized_interior_is_what_the_desk_says);
	tcase_add_test(tcase, every_request_is_answered);
	tcase_add_test(tcase, fullscreen_needs_focus_an_event_and_the_policy);
	tcase_add_test(tcase, resize_steps_are_merged);
	tcase_add_test(tcase, what_is_asked_already_is_not_asked_again);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
