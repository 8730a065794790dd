// SPDX-License-Identifier: MIT
#include "hv/vm/restart.h"

#include "tests/lib/unit.h"

#define START 5000

// Ends as soon as it runs, until it is started no more
static uint64_t wear_out(struct restart *restart) {
	restart->when = START;
	do {
		restart_ran(restart, restart->when);
	} while (restart_next(restart, restart->when));
	return restart->when;
}

START_TEST(later_each_time) {
	static const uint64_t delays[RESTART_MAX] = {0, 1000, 2000, 4000, 8000, 16000};
	struct restart restart = {0};
	uint64_t now = START;
	for (unsigned i = 0; i < RESTART_MAX; i++) {
		ck_assert(restart_next(&restart, now));
		ck_assert_uint_eq(restart.when - now, delays[i]);
		now = restart.when + 10;
	}
	ck_assert(!restart_next(&restart, now));
}
END_TEST

START_TEST(worn_out_stays_so) {
	struct restart restart = {0};
	uint64_t last = wear_out(&restart);
	ck_assert(!restart_next(&restart, last + RESTART_CALM)); // it did not run
	restart_ran(&restart, last);
	ck_assert(!restart_next(&restart, last + RESTART_CALM - 1));
}
END_TEST

START_TEST(calm_begins_anew) {
	struct restart restart = {0};
	uint64_t now = wear_out(&restart);
	restart_ran(&restart, now);
	ck_assert(restart_next(&restart, now + RESTART_CALM));
	ck_assert_uint_eq(restart.when, now + RESTART_CALM);
	ck_assert_uint_eq(restart.count, 1);
}
END_TEST

// However long a start takes to fail
START_TEST(only_running_is_calm) {
	struct restart restart = {0};
	restart_ran(&restart, START);
	for (unsigned i = 0; i < RESTART_MAX; i++) {
		ck_assert(restart_next(&restart, START + i * 10 * (uint64_t)RESTART_CALM));
		ck_assert_uint_eq(restart.count, i + 1);
	}
	ck_assert(!restart_next(&restart, START + 100 * (uint64_t)RESTART_CALM));
}
END_TEST

START_TEST(clock_that_went_back) {
	struct restart restart = {0};
	ck_assert(restart_next(&restart, START));
	restart_ran(&restart, START);
	ck_assert(restart_next(&restart, 0));
	ck_assert_uint_eq(restart.count, 2);
}
END_TEST

// Later each time, but never by more than that
START_TEST(what_is_always_needed) {
	static const uint64_t pauses[] = {1, 1000, 2000, 3000, 3000, 3000, 3000, 3000, 3000};
	struct restart restart = {0};
	uint64_t now = START;
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		ck_assert_uint_eq(restart_pause(&restart, now, 3000), pauses[i]);
		now += pauses[i];
		restart_ran(&restart, now);
	}
	ck_assert_uint_eq(restart_pause(&restart, now + RESTART_CALM, 3000), 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("restart");
	TCase *tests = tcase_create("restart");
	tcase_add_test(tests, later_each_time);
	tcase_add_test(tests, worn_out_stays_so);
	tcase_add_test(tests, calm_begins_anew);
	tcase_add_test(tests, only_running_is_calm);
	tcase_add_test(tests, clock_that_went_back);
	tcase_add_test(tests, what_is_always_needed);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
