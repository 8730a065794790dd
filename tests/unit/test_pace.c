// SPDX-License-Identifier: MIT
#include "compositor/screen/pace.h"

#include "tests/lib/unit.h"

#define MS UINT64_C(1000000)
#define SECOND UINT64_C(1000000000)
#define PERIOD (20 * MS) // 50 Hz

static void present_every(struct pace *pace, uint64_t distance, int times) {
	uint64_t when = SECOND;
	for (int i = 0; i < times; ++i, when += distance) {
		pace_presented(pace, when, PERIOD);
	}
}

START_TEST(refresh_as_period) {
	ck_assert_uint_eq(pace_period(50000), PERIOD);
	ck_assert_uint_eq(pace_period(0), UINT64_C(16666666));
	ck_assert_uint_eq(pace_period(-1), UINT64_C(16666666));
	ck_assert_uint_eq(pace_period(INT32_MAX), UINT64_C(465));
}
END_TEST

START_TEST(output_with_blank_is_left_alone) {
	struct pace pace = {0};
	present_every(&pace, PERIOD, 100);
	ck_assert_uint_eq(pace_wait(&pace, pace.presented, PERIOD), 0);
	present_every(&pace, PERIOD * 4 / 5, 100); // a clock that jitters
	ck_assert_uint_eq(pace_wait(&pace, pace.presented, PERIOD), 0);
}
END_TEST

START_TEST(output_without_blank_waits) {
	struct pace pace = {0};
	present_every(&pace, MS, 4);
	ck_assert_uint_eq(pace_wait(&pace, pace.presented, PERIOD), 20);
	ck_assert_uint_eq(pace_wait(&pace, pace.presented + 5 * MS, PERIOD), 15);
	ck_assert_uint_eq(pace_wait(&pace, pace.presented + PERIOD, PERIOD), 0);
}
END_TEST

START_TEST(it_stays_found_out) {
	struct pace pace = {0};
	present_every(&pace, MS, 4);
	pace_presented(&pace, pace.presented + PERIOD, PERIOD);
	pace_presented(&pace, pace.presented + PERIOD, PERIOD);
	ck_assert_uint_eq(pace_wait(&pace, pace.presented, PERIOD), 20);
}
END_TEST

START_TEST(few_early_ones_are_an_accident) {
	struct pace pace = {0};
	for (int i = 0; i < 10; ++i) {
		present_every(&pace, MS, 3);
		ck_assert_uint_eq(pace_wait(&pace, pace.presented, PERIOD), 0);
		pace_presented(&pace, pace.presented + PERIOD, PERIOD);
	}
}
END_TEST

// A nested desktop's clock may be another, or be set back
START_TEST(clock_that_is_not_ours) {
	struct pace pace = {0};
	present_every(&pace, MS, 4);
	ck_assert_uint_eq(pace_wait(&pace, 0, PERIOD), 0);
	ck_assert_uint_eq(pace_wait(&pace, UINT64_MAX, PERIOD), 0);
	pace_presented(&pace, 1, PERIOD);
	ck_assert_uint_eq(pace_wait(&pace, SECOND, PERIOD), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("pace");
	TCase *tests = tcase_create("pace");
	tcase_add_test(tests, refresh_as_period);
	tcase_add_test(tests, output_with_blank_is_left_alone);
	tcase_add_test(tests, output_without_blank_waits);
	tcase_add_test(tests, it_stays_found_out);
	tcase_add_test(tests, few_early_ones_are_an_accident);
	tcase_add_test(tests, clock_that_is_not_ours);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
