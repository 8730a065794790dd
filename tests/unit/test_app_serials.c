// SPDX-License-Identifier: MIT
#include "guest-proxy/app/serials.h"

#include "tests/lib/unit.h"

START_TEST(finds_by_range) {
	struct serials serials = {0};
	serials_add(&serials, 10, 13, 77);
	serials_add(&serials, 13, 14, 78);
	ck_assert_uint_eq(serials_find(&serials, 10), 0);
	ck_assert_uint_eq(serials_find(&serials, 11), 77);
	ck_assert_uint_eq(serials_find(&serials, 13), 77);
	ck_assert_uint_eq(serials_find(&serials, 14), 78);
	ck_assert_uint_eq(serials_find(&serials, 15), 0);
}
END_TEST

START_TEST(nobody_was_told) {
	struct serials serials = {0};
	serials_add(&serials, 5, 5, 9);
	ck_assert_uint_eq(serials_find(&serials, 5), 0);
	ck_assert_uint_eq(serials.count, 0);
}
END_TEST

START_TEST(wraps_around) {
	struct serials serials = {0};
	serials_add(&serials, UINT32_MAX - 1, 2, 5);
	ck_assert_uint_eq(serials_find(&serials, UINT32_MAX), 5);
	ck_assert_uint_eq(serials_find(&serials, 0), 5);
	ck_assert_uint_eq(serials_find(&serials, 2), 5);
	ck_assert_uint_eq(serials_find(&serials, 3), 0);
}
END_TEST

START_TEST(the_oldest_are_forgotten) {
	struct serials serials = {0};
	for (uint32_t i = 0; i < SERIALS_MAX + 10; ++i) {
		serials_add(&serials, i, i + 1, 1000 + i);
	}
	ck_assert_uint_eq(serials_find(&serials, 10), 0);
	ck_assert_uint_eq(serials_find(&serials, 11), 1010);
	ck_assert_uint_eq(serials_find(&serials, SERIALS_MAX + 10), 1000 + SERIALS_MAX + 9);
}
END_TEST

START_TEST(taken_with_all_that_are_older) {
	struct serials serials = {0};
	for (uint32_t i = 0; i < SERIALS_MAX + 10; ++i) {
		serials_add(&serials, i, i + 1, 1000 + i);
	}
	ck_assert_uint_eq(serials_take(&serials, 100), 1099);
	ck_assert_uint_eq(serials_find(&serials, 100), 0);
	ck_assert_uint_eq(serials_find(&serials, 99), 0);
	ck_assert_uint_eq(serials_find(&serials, 101), 1100);
	ck_assert_uint_eq(serials_take(&serials, 100), 0);
	serials_clear(&serials);
	ck_assert_uint_eq(serials_find(&serials, 101), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("app_serials");
	TCase *tests = tcase_create("app_serials");
	tcase_add_test(tests, finds_by_range);
	tcase_add_test(tests, nobody_was_told);
	tcase_add_test(tests, wraps_around);
	tcase_add_test(tests, the_oldest_are_forgotten);
	tcase_add_test(tests, taken_with_all_that_are_older);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
