// SPDX-License-Identifier: MIT
#include "hv/process/share.h"

#include "tests/lib/unit.h"

#define MOST 64
#define TAKERS 8

START_TEST(alone) {
	size_t own = 0;
	while (share_may(MOST, own, own)) {
		own++;
	}
	ck_assert_uint_eq(own, MOST / 2);
}
END_TEST

// Each takes all that it can, and there is something left for one more
START_TEST(greedy) {
	size_t own[TAKERS] = {0}, all = 0;
	for (int i = 0; i < TAKERS; i++) {
		while (share_may(MOST, all, own[i])) {
			own[i]++;
			all++;
		}
	}
	ck_assert_uint_lt(all, MOST);
	for (int i = 0; i < 5; i++) {
		ck_assert_uint_ge(own[i], 1);
		ck_assert(!share_may(MOST, all, own[i]));
	}
}
END_TEST

// Who has had much does not get more when others let go of theirs for him to have it all
START_TEST(others_go) {
	ck_assert(!share_may(MOST, 48, 32));
	ck_assert(!share_may(MOST, 32, 32));
	ck_assert(share_may(MOST, 16, 16));
}
END_TEST

START_TEST(nothing_to_share) {
	ck_assert(!share_may(0, 0, 0));
	ck_assert(!share_may(1, 0, 0)); // half of one is none
	ck_assert(share_may(2, 0, 0));
	ck_assert(!share_may(MOST, MOST, 1));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("share");
	TCase *tcase = tcase_create("share");
	tcase_add_test(tcase, alone);
	tcase_add_test(tcase, greedy);
	tcase_add_test(tcase, others_go);
	tcase_add_test(tcase, nothing_to_share);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
