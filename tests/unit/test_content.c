// SPDX-License-Identifier: MIT
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

START_TEST(a_buffer_is_shown_and_released_for_the_next) {
	struct gui_record record;
	one_window_show(&window, 1, 0);
	ck_assert_uint_eq(content_width(window.content), ONE_WINDOW_SIZE);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 0, 0), one_window_colour(1, 0, 0));
	ck_assert_uint_eq(one_window_seen(&window, 31, 31), one_window_colour(1, 31, 31));
	ck_assert(!one_window_told(&window, GUI_CODE_buffer_release, &record));
	one_window_show(&window, 2, 0);
	ck_assert(one_window_told(&window, GUI_CODE_buffer_release, &record));
	ck_assert_uint_eq(record.u.buffer_release.buffer, 1);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 31, 31), one_window_colour(2, 31, 31));
	one_window_show(&window, 0, 0);
	ck_assert(one_window_told(&window, GUI_CODE_buffer_release, &record));
	ck_assert_uint_eq(record.u.buffer_release.buffer, 2);
	ck_assert_uint_eq(content_width(window.content), 0);
	ck_assert_uint_eq(content_height(window.content), 0);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 5, 5), ONE_WINDOW_GROUND);
}
END_TEST

START_TEST(a_buffer_never_drawn_is_released) {
	struct gui_record record;
	one_window_show(&window, 1, 0);
	one_window_show(&window, 2, 0);
	ck_assert(one_window_told(&window, GUI_CODE_buffer_release, &record));
	ck_assert_uint_eq(record.u.buffer_release.buffer, 1);
}
END_TEST

START_TEST(only_damage_is_drawn_again) {
	static const struct gui_rect corner = {0, 0, 4, 4};
	one_window_show(&window, 1, 0);
	one_window_run(&window);
	struct gui_record record = one_window_commit(&window, 2, 0);
	record.u.commit.damage = record.u.commit.count = 1;
	record.u.commit.tail = &corner;
	one_window_send(&window, &record);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 3, 3), one_window_colour(2, 3, 3));
	ck_assert_uint_eq(one_window_seen(&window, 20, 20), one_window_colour(1, 20, 20));
}
END_TEST

START_TEST(the_ground_is_under_what_is_transparent) {
	one_window_show(&window, 3, 0);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 5, 5), ONE_WINDOW_GROUND);
}
END_TEST

START_TEST(only_the_geometry_is_shown) {
	content_set_size(window.content, 24, 24);
	struct gui_record record = one_window_commit(&window, 1, 0);
	record.u.commit.x = 8;
	record.u.commit.y = 4;
	record.u.commit.width = 16;
	record.u.commit.height = 18;
	one_window_send(&window, &record);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 0, 0), one_window_colour(1, 8, 4));
	ck_assert_uint_eq(one_window_seen(&window, 15, 17), one_window_colour(1, 23, 21));
	ck_assert_uint_eq(one_window_seen(&window, 16, 0), ONE_WINDOW_GROUND);
	ck_assert_uint_eq(one_window_seen(&window, 23, 23), ONE_WINDOW_GROUND);
	ck_assert_uint_eq(one_window_seen(&window, 24, 0), 0);
	ck_assert_uint_eq(one_window_seen(&window, 0, 24), 0);
}
END_TEST

START_TEST(what_is_larger_than_the_interior_is_cut) {
	one_window_show(&window, 1, 0);
	content_set_size(window.content, 10, 12);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 9, 11), one_window_colour(1, 9, 11));
	ck_assert_uint_eq(one_window_seen(&window, 10, 0), 0);
	ck_assert_uint_eq(one_window_seen(&window, 0, 12), 0);
	content_set_size(window.content, 0, 12);
	one_window_run(&window);
	ck_assert_uint_eq(one_window_seen(&window, 0, 0), 0);
}
END_TEST

START_TEST(source_and_scale) {
	struct gui_record record = one_window_commit(&window, 1, 0);
	record.u.commit.source_x = 16 * 256;
	record.u.commit.source_width = 16 * 256;
	record.u.commit.source_height = 8 * 256;
	record.u.commit.scale = 240;
	record.u.commit.width = 8;
	record.u.commit.height = 4;
	one_window_send(&window, &record);
	ck_assert_uint_eq(content_width(window.content), 8);
	one_window_set_output(&window, true, 2);
	one_window_run(&window);
	ck_assert_uint_eq(
		window.pixels[2 * ONE_WINDOW_TOP * ONE_WINDOW_SCREEN + 2 * ONE_WINDOW_LEFT] &
			0xffffff,
		one_window_colour(1, 16, 0));
	ck_assert_uint_eq(window.pixels[(2 * ONE_WINDOW_TOP + 7) * ONE_WINDOW_SCREEN +
				  2 * ONE_WINDOW_LEFT + 15] &
			0xffffff,
		one_window_colour(1, 31, 7));
}
END_TEST

// wlroots would abort on a source that is outside its buffer, whatever the rounding
START_TEST(no_geometry_leaves_the_buffer) {
	static const uint32_t odd_scales[] = {60, 61, 119, 121, 150, 160, 959, 960};
	uint32_t buffer = 1;
	for (size_t i = 0; i < sizeof(odd_scales) / sizeof(odd_scales[0]); ++i) {
		for (int32_t source = 1; source < 2 * 256; source += 101) {
			struct gui_record record = one_window_commit(&window, buffer, 0);
			struct gui_commit *commit = &record.u.commit;
			commit->scale = odd_scales[i];
			commit->source_width = commit->source_height = source;
			commit->source_x = commit->source_y = ONE_WINDOW_SIZE * 256 - source;
			commit->width = commit->height = geom_to_logical(
				((uint32_t)source + 255) / 256, commit->scale);
			commit->x = commit->y = (int32_t)commit->width - 1;
			commit->width = commit->height = 1;
			one_window_send(&window, &record);
			one_window_run(&window);
			buffer = 3 - buffer;
		}
	}
}
END_TEST

static void set_input(const struct gui_rect *rects, uint32_t count, uint32_t flag) {
	struct gui_record record = one_window_commit(&window, 0, 0);
	record.u.commit.flags = flag;
	record.u.commit.width = record.u.commit.height = ONE_WINDOW_SIZE;
	record.u.commit.count = count;
	record.u.commit.tail = rects;
	one_window_send(&window, &record);
}

START_TEST(input_region) {
	static const struct gui_rect rects[] = {{0, 0, 4, 4}, {8, 8, 100, 2}};
	one_window_show(&window, 1, 0);
	ck_assert(content_takes_input(window.content, 0, 0));
	ck_assert(content_takes_input(window.content, 31.9, 31.9));
	ck_assert(!content_takes_input(window.content, 32, 0));
	ck_assert(!content_takes_input(window.content, -0.1, 0));
	set_input(rects, 2, GUI_COMMIT_INPUT_REGION);
	ck_assert(content_takes_input(window.content, 3.9, 3.9));
	ck_assert(!content_takes_input(window.content, 4, 0));
	ck_assert(content_takes_input(window.content, 20, 9));
	ck_assert(!content_takes_input(window.content, 40, 9));
	set_input(NULL, 0, GUI_COMMIT_INPUT_REGION);
	ck_assert(!content_takes_input(window.content, 0, 0));
	set_input(NULL, 0, GUI_COMMIT_INPUT_ALL);
	ck_assert(content_takes_input(window.content, 4, 0));
	one_window_show(&window, 0, 0);
	ck_assert(!content_takes_input(window.content, 0, 0));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("content");
	TCase *tcase = tcase_create("content");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_buffer_is_shown_and_released_for_the_next);
	tcase_add_test(tcase, a_buffer_never_drawn_is_released);
	tcase_add_test(tcase, only_damage_is_drawn_again);
	tcase_add_test(tcase, the_ground_is_under_what_is_transparent);
	tcase_add_test(tcase, only_the_geometry_is_shown);
	tcase_add_test(tcase, what_is_larger_than_the_interior_is_cut);
	tcase_add_test(tcase, source_and_scale);
	tcase_add_test(tcase, no_geometry_leaves_the_buffer);
	tcase_add_test(tcase, input_region);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
