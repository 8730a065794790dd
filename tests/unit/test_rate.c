// SPDX-License-Identifier: MIT
#include "common/rate.h"

#include "tests/lib/unit.h"

#define SECOND UINT64_C(1000000000)
#define MS UINT64_C(1000000)

START_TEST(burst_then_debt) {
	struct rate rate;
	rate_init(&rate, 100, 10, SECOND);
	rate_take(&rate, 10, SECOND);
	ck_assert_uint_eq(rate_wait(&rate, SECOND), 0);
	rate_take(&rate, 1, SECOND);
	ck_assert_uint_eq(rate_wait(&rate, SECOND), 11); // one token is 10 ms
}
END_TEST

START_TEST(debt_is_paid_in_time) {
	struct rate rate;
	rate_init(&rate, 1000, 1, SECOND);
	rate_take(&rate, 101, SECOND);
	ck_assert_uint_eq(rate_wait(&rate, SECOND), 101);
	ck_assert_uint_gt(rate_wait(&rate, SECOND + 99 * MS), 0);
	ck_assert_uint_eq(rate_wait(&rate, SECOND + 100 * MS), 0);
}
END_TEST

START_TEST(pause_brings_a_burst_at_most) {
	struct rate rate;
	rate_init(&rate, 1000, 5, SECOND);
	rate_take(&rate, 5, SECOND);
	rate_take(&rate, 5, 100 * SECOND);
	ck_assert_uint_eq(rate_wait(&rate, 100 * SECOND), 0);
	rate_take(&rate, 1, 100 * SECOND);
	ck_assert_uint_gt(rate_wait(&rate, 100 * SECOND), 0);
}
END_TEST

START_TEST(largest_numbers) {
	struct rate rate;
	rate_init(&rate, UINT32_MAX, UINT32_MAX, 0);
	rate_take(&rate, UINT32_MAX, UINT64_MAX / 2);
	ck_assert_uint_eq(rate_wait(&rate, UINT64_MAX / 2), 0);
	rate_init(&rate, 0, 0, 0); // counts as 1 and 1
	rate_take(&rate, 2, 0);
	ck_assert_uint_eq(rate_wait(&rate, 0), 1001);
}
END_TEST

START_TEST(clock_that_stands_or_goes_back) {
	struct rate rate;
	rate_init(&rate, 10, 1, SECOND);
	rate_take(&rate, 2, SECOND);
	ck_assert_uint_eq(rate_wait(&rate, SECOND), 101);
	ck_assert_uint_eq(rate_wait(&rate, SECOND / 2), 101);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("rate");
	TCase *tests = tcase_create("rate");
	tcase_add_test(tests, burst_then_debt);
	tcase_add_test(tests, debt_is_paid_in_time);
	tcase_add_test(tests, pause_brings_a_burst_at_most);
	tcase_add_test(tests, largest_numbers);
	tcase_add_test(tests, clock_that_stands_or_goes_back);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
