// SPDX-License-Identifier: MIT
#include "compositor/desk/content_pace.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/content.h"
#include "tests/lib/one_window.h"
#include "tests/lib/unit.h"

static struct one_window window;

static void setup(void) {
	one_window_init(&window);
}

static void teardown(void) {
	one_window_finish(&window);
}

START_TEST(frame_done_comes_with_a_frame) {
	struct gui_record record;
	one_window_show(&window, 1, GUI_COMMIT_FRAME);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
	ck_assert_uint_eq(record.u.frame_done.window, 7);
	ck_assert_uint_gt(record.u.frame_done.time, 0);
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
	// Also without a new picture
	record = one_window_commit(&window, 0, GUI_COMMIT_FRAME);
	record.u.commit.flags = GUI_COMMIT_FRAME;
	record.u.commit.width = record.u.commit.height = ONE_WINDOW_SIZE;
	one_window_send(&window, &record);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
}
END_TEST

START_TEST(no_frame_done_for_what_is_unseen) {
	struct gui_record record;
	content_set_visible(window.content, false);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 0);
	one_window_show(&window, 1, GUI_COMMIT_FRAME);
	one_window_run(&window);
	content_set_visible(window.content, false);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
	content_set_visible(window.content, true);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 1);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
}
END_TEST

START_TEST(frame_done_without_a_picture_comes_at_once) {
	struct gui_record record;
	one_window_show(&window, 0, GUI_COMMIT_FRAME);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
	one_window_show(&window, 1, GUI_COMMIT_FRAME);
	one_window_show(&window, 0, 0);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
}
END_TEST

START_TEST(what_is_covered_is_not_visible) {
	static const float blue[4] = {0, 0, 1, 1};
	struct gui_record record;
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_visible, &record));
	struct wlr_scene_rect *cover = wlr_scene_rect_create(
		&window.desk.scene->tree, ONE_WINDOW_SCREEN, ONE_WINDOW_SCREEN, blue);
	one_window_show(&window, 2, GUI_COMMIT_FRAME);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 0);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
	wlr_scene_node_destroy(&cover->node);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 1);
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
}
END_TEST

START_TEST(a_dark_output_shows_nothing) {
	struct gui_record record;
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	one_window_set_output(&window, false, 1);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 0);
	one_window_show(&window, 2, GUI_COMMIT_FRAME);
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_frame_done, &record));
	one_window_set_output(&window, true, 1);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert(one_window_told(&window, GUI_CODE_frame_done, &record));
}
END_TEST

START_TEST(a_window_enters_and_leaves_its_output) {
	struct gui_record record;
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_window_output, &record));
	ck_assert_uint_eq(record.u.window_output.output, 3);
	ck_assert_uint_eq(record.u.window_output.entered, 1);
	ck_assert(one_window_told(&window, GUI_CODE_preferred_scale, &record));
	ck_assert_uint_eq(record.u.preferred_scale.scale, 120);
	one_window_set_output(&window, true, 1.3f);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_preferred_scale, &record));
	ck_assert_uint_eq(record.u.preferred_scale.scale, 180);
	wlr_scene_node_set_position(&window.interior->node, 500, 0);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_window_output, &record));
	ck_assert_uint_eq(record.u.window_output.entered, 0);
	ck_assert(!one_window_told(&window, GUI_CODE_preferred_scale, &record));
}
END_TEST

static void assert_sharp(bool sharp) {
	const struct wlr_scene_node *node = wl_container_of(
		window.interior->children.prev, node, link);
	const struct wlr_scene_buffer *shown = wl_container_of(node, shown, node);
	ck_assert_int_eq(
		shown->filter_mode, sharp ? WLR_SCALE_FILTER_NEAREST : WLR_SCALE_FILTER_BILINEAR);
}

// A place on the screen may be a pixel off the buffer's size, and that must not blur it
START_TEST(what_fits_its_output_is_not_blurred) {
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	assert_sharp(true);
	one_window_set_output(&window, true, 1.5f);
	one_window_run(&window);
	assert_sharp(false);
	struct gui_record commit = one_window_commit(&window, 2, 0);
	commit.u.commit.scale = 180;
	commit.u.commit.width = commit.u.commit.height = ONE_WINDOW_SIZE / 2;
	one_window_send(&window, &commit);
	one_window_run(&window);
	assert_sharp(true);
	one_window_set_output(&window, true, 1.3f); // told as 1.5
	one_window_run(&window);
	assert_sharp(false);
}
END_TEST

START_TEST(an_output_that_goes_is_left) {
	struct gui_record record;
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	wl_list_remove(&window.frame.link);
	wl_list_init(&window.frame.link);
	wl_list_remove(&window.output.link);
	wl_list_init(&window.output.link);
	ck_assert(one_window_told(&window, GUI_CODE_window_output, &record));
	content_update_outputs(window.content); // as guest_output.c does
	ck_assert(one_window_told(&window, GUI_CODE_window_output, &record));
	ck_assert_uint_eq(record.u.window_output.entered, 0);
	wlr_output_destroy(window.output.output);
	content_update_outputs(window.content);
	ck_assert(one_window_told(&window, GUI_CODE_visible, &record));
	ck_assert_uint_eq(record.u.visible.visible, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("content_pace");
	TCase *tcase = tcase_create("pace");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, frame_done_comes_with_a_frame);
	tcase_add_test(tcase, no_frame_done_for_what_is_unseen);
	tcase_add_test(tcase, frame_done_without_a_picture_comes_at_once);
	tcase_add_test(tcase, what_is_covered_is_not_visible);
	tcase_add_test(tcase, a_dark_output_shows_nothing);
	tcase_add_test(tcase, a_window_enters_and_leaves_its_output);
	tcase_add_test(tcase, what_fits_its_output_is_not_blurred);
	tcase_add_test(tcase, an_output_that_goes_is_left);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
