// SPDX-License-Identifier: MIT
#include "compositor/desk/content_feedback.h"

#include <time.h>
#include <wlr/types/wlr_output.h>

#include "tests/lib/one_window.h"
#include "tests/lib/unit.h"

static struct one_window window;

static void setup(void) {
	one_window_init(&window);
}

static void teardown(void) {
	one_window_finish(&window);
}

START_TEST(presented_tells_of_the_commit) {
	struct gui_record record;
	one_window_show(&window, 1, GUI_COMMIT_FEEDBACK);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.window, 7);
	ck_assert_uint_eq(record.u.presented.commit, window.commit);
	ck_assert_uint_gt(record.u.presented.time, 0);
	ck_assert_uint_eq(record.u.presented.flags & GUI_PRESENTED_DISCARDED, 0);
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_presented, &record));
}
END_TEST

START_TEST(what_was_not_shown_is_discarded) {
	struct gui_record record;
	one_window_show(&window, 1, GUI_COMMIT_FEEDBACK);
	one_window_show(&window, 2, GUI_COMMIT_FEEDBACK);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.commit, 1);
	ck_assert_uint_eq(record.u.presented.flags, GUI_PRESENTED_DISCARDED);
	one_window_show(&window, 0, GUI_COMMIT_FEEDBACK);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.commit, 2);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.commit, 3);
	ck_assert_uint_eq(record.u.presented.flags, GUI_PRESENTED_DISCARDED);
	one_window_run(&window);
	ck_assert(!one_window_told(&window, GUI_CODE_presented, &record));
}
END_TEST

START_TEST(a_drawn_commit_is_not_discarded_by_the_next) {
	struct gui_record record;
	one_window_show(&window, 1, GUI_COMMIT_FEEDBACK);
	one_window_draw(&window);
	one_window_show(&window, 2, GUI_COMMIT_FEEDBACK);
	one_window_run(&window);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.commit, 1);
	ck_assert_uint_eq(record.u.presented.flags & GUI_PRESENTED_DISCARDED, 0);
	ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
	ck_assert_uint_eq(record.u.presented.commit, 2);
}
END_TEST

START_TEST(frames_are_counted_from_the_first) {
	static const unsigned counts[] = {70001, 70003, 70010, 0};
	static const uint64_t expected_counts[] = {1, 3, 10, 0};
	struct gui_record record;
	for (size_t i = 0; i < 4; ++i) {
		one_window_show(&window, i % 2 == 0 ? 1 : 2, GUI_COMMIT_FEEDBACK);
		one_window_draw(&window);
		struct timespec when = {1000, 5};
		struct wlr_output_event_present event = {
			.output = window.output.output,
			.commit_seq = window.output.output->commit_seq,
			.presented = true,
			.when = &when,
			.seq = counts[i],
			.refresh = 16683000,
			.flags = 0xf,
		};
		wl_signal_emit_mutable(&window.output.output->events.present, &event);
		ck_assert(one_window_told(&window, GUI_CODE_presented, &record));
		ck_assert_uint_eq(record.u.presented.sequence, expected_counts[i]);
		ck_assert_uint_eq(record.u.presented.refresh, 16666666);
		ck_assert_uint_eq(record.u.presented.flags, 7);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("content_feedback");
	TCase *tcase = tcase_create("feedback");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, presented_tells_of_the_commit);
	tcase_add_test(tcase, what_was_not_shown_is_discarded);
	tcase_add_test(tcase, a_drawn_commit_is_not_discarded_by_the_next);
	tcase_add_test(tcase, frames_are_counted_from_the_first);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
