// SPDX-License-Identifier: MIT
#include "guest-proxy/host/clock.h"

#include "tests/lib/unit.h"

#define MS UINT64_C(1000000)
#define SECOND (1000 * MS)

START_TEST(counts_from_the_welcome) {
	struct clock clock;
	clock_init(&clock, 50 * SECOND);
	ck_assert_uint_eq(clock_local(&clock, 3 * MS, 51 * SECOND), 50 * SECOND + 3 * MS);
}
END_TEST

START_TEST(never_in_the_future) {
	struct clock clock;
	clock_init(&clock, SECOND);
	ck_assert_uint_eq(clock_local(&clock, 5 * SECOND, 2 * SECOND), 2 * SECOND);
	ck_assert_uint_le(clock_local(&clock, UINT64_MAX, 3 * SECOND), 3 * SECOND);
}
END_TEST

START_TEST(a_pong_is_a_better_estimate) {
	struct clock clock;
	clock_init(&clock, SECOND);
	// Their clock began 200 ms before we saw the welcome
	struct clock_sample sample = {
		.sent = 2 * SECOND, .received = 2 * SECOND + 2 * MS, .remote = 1201 * MS};
	clock_add(&clock, &sample);
	ck_assert_uint_eq(clock_local(&clock, 1201 * MS, 3 * SECOND), 2 * SECOND + MS);
}
END_TEST

START_TEST(a_slow_pong_tells_nothing) {
	struct clock clock;
	clock_init(&clock, SECOND);
	struct clock_sample good = {.sent = 2 * SECOND, .received = 2 * SECOND, .remote = SECOND};
	clock_add(&clock, &good);
	struct clock_sample slow = {
		.sent = 3 * SECOND, .received = 4 * SECOND, .remote = 2 * SECOND};
	clock_add(&clock, &slow);
	ck_assert_uint_eq(clock_local(&clock, 2 * SECOND, 5 * SECOND), 3 * SECOND);
}
END_TEST

START_TEST(goes_forward_when_the_estimate_goes_back) {
	struct clock clock;
	clock_init(&clock, SECOND);
	uint64_t before = clock_local(&clock, 900 * MS, 2 * SECOND);
	struct clock_sample sample = {
		.sent = 2 * SECOND, .received = 2 * SECOND, .remote = 1500 * MS};
	clock_add(&clock, &sample); // half a second earlier than was thought
	ck_assert_uint_eq(clock_local(&clock, 901 * MS, 3 * SECOND), before);
	ck_assert_uint_le(clock_local(&clock, 800 * MS, 3 * SECOND), before);
}
END_TEST

START_TEST(nonsense_stays_within_our_time) {
	static const uint64_t remotes[] = {0, 1, UINT64_MAX, UINT64_MAX / 2, INT64_MAX};
	struct clock clock;
	for (size_t i = 0; i < sizeof(remotes) / sizeof(remotes[0]); ++i) {
		clock_init(&clock, SECOND);
		struct clock_sample sample = {
			.sent = SECOND, .received = SECOND, .remote = remotes[i]};
		clock_add(&clock, &sample);
		for (size_t j = 0; j < sizeof(remotes) / sizeof(remotes[0]); ++j) {
			ck_assert_uint_le(clock_local(&clock, remotes[j], 2 * SECOND), 2 * SECOND);
		}
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("clock");
	TCase *tests = tcase_create("clock");
	tcase_add_test(tests, counts_from_the_welcome);
	tcase_add_test(tests, never_in_the_future);
	tcase_add_test(tests, a_pong_is_a_better_estimate);
	tcase_add_test(tests, a_slow_pong_tells_nothing);
	tcase_add_test(tests, goes_forward_when_the_estimate_goes_back);
	tcase_add_test(tests, nonsense_stays_within_our_time);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
