// SPDX-License-Identifier: MIT
#include "compositor/desk/moment.h"

#include <time.h>

#include "tests/lib/unit.h"

START_TEST(from_timespec) {
	const struct timespec none = {0}, some = {.tv_sec = 5000000, .tv_nsec = 999999999};
	ck_assert_uint_eq(moment_from(&none), 0);
	ck_assert_uint_eq(moment_from(&some), UINT64_C(5000000999999999));
}
END_TEST

START_TEST(ms_are_cut) {
	ck_assert_uint_eq(moment_ms(0), 0);
	ck_assert_uint_eq(moment_ms(1999999), 1);
	ck_assert_uint_eq(moment_ms((UINT64_C(1) << 32) * 1000000), 0);
	ck_assert_uint_eq(moment_ms(((UINT64_C(1) << 32) + 7) * 1000000), 7);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("moment");
	TCase *tests = tcase_create("moment");
	tcase_add_test(tests, from_timespec);
	tcase_add_test(tests, ms_are_cut);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
