// SPDX-License-Identifier: MIT
#include "compositor/desk/fresh.h"

#include "common/loop.h"
#include "protocol/limits.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/unit.h"

static const struct wlr_box small = {100, 100, 50, 50}, large = {100, 100, 200, 50},
			    high = {100, 50, 50, 200};

START_TEST(rest) {
	uint64_t since = loop_now();
	ck_assert_uint_eq(fresh_rest(since), GUI_HOLD_OFF);
	fake_loop_sleep(GUI_HOLD_OFF - 1);
	ck_assert_uint_eq(fresh_rest(since), 1);
	fake_loop_sleep(1);
	ck_assert_uint_eq(fresh_rest(since), 0);
	fake_loop_sleep(UINT32_MAX);
	ck_assert_uint_eq(fresh_rest(since), 0);
}
END_TEST

START_TEST(what_was_there_waits_for_nothing) {
	struct fresh fresh = {0};
	ck_assert_uint_eq(fresh_wait(&fresh, 0, 0), 0);
	fresh_change(&fresh, &small, &large);
	ck_assert_uint_eq(fresh_wait(&fresh, 120, 120), 0);
	ck_assert_uint_eq(fresh_wait(&fresh, 250, 120), GUI_HOLD_OFF);
	fake_loop_sleep(GUI_HOLD_OFF - 1);
	ck_assert_uint_eq(fresh_wait(&fresh, 250, 120), 1);
	fake_loop_sleep(1);
	ck_assert_uint_eq(fresh_wait(&fresh, 250, 120), 0);
}
END_TEST

START_TEST(what_shrinks_is_not_fresh) {
	struct fresh fresh = {0};
	fresh_change(&fresh, &large, &small);
	ck_assert_uint_eq(fresh_wait(&fresh, 120, 120), 0);
}
END_TEST

START_TEST(only_what_was_always_there_is_old) {
	struct fresh fresh = {0};
	fresh_change(&fresh, &large, &high);
	fake_loop_sleep(GUI_HOLD_OFF / 2);
	fresh_change(&fresh, &high, &large); // back where it was, in part
	ck_assert_uint_eq(fresh_wait(&fresh, 120, 120), 0);
	ck_assert_uint_eq(fresh_wait(&fresh, 250, 120), GUI_HOLD_OFF);
}
END_TEST

START_TEST(many_steps) {
	struct fresh fresh = {0};
	struct wlr_box is = small;
	for (int i = 0; i < 50; ++i) {
		const struct wlr_box was = is;
		is.width += 5;
		fresh_change(&fresh, &was, &is);
		fake_loop_sleep(16);
		ck_assert_uint_gt(fresh_wait(&fresh, 152, 120), 0);
	}
	ck_assert_uint_eq(fresh_wait(&fresh, 120, 120), 0);
	fake_loop_sleep(GUI_HOLD_OFF);
	ck_assert_uint_eq(fresh_wait(&fresh, 152, 120), 0);
}
END_TEST

START_TEST(nothing_old_is_left) {
	struct fresh fresh = {0};
	const struct wlr_box far = {500, 500, 50, 50};
	fresh_change(&fresh, &small, &far);
	fresh_change(&fresh, &far, &small);
	ck_assert_uint_gt(fresh_wait(&fresh, 120, 120), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("fresh");
	TCase *tests = tcase_create("fresh");
	tcase_add_test(tests, rest);
	tcase_add_test(tests, what_was_there_waits_for_nothing);
	tcase_add_test(tests, what_shrinks_is_not_fresh);
	tcase_add_test(tests, only_what_was_always_there_is_old);
	tcase_add_test(tests, many_steps);
	tcase_add_test(tests, nothing_old_is_left);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
