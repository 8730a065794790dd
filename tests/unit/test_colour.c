// SPDX-License-Identifier: MIT
#include "protocol/colour.h"

#include <string.h>

#include "tests/lib/unit.h"

START_TEST(every_name_is_found) {
	enum colour colour, next = COLOUR_RED;
	for (const char *const *name = colour_names; *name != NULL; ++name, ++next) {
		ck_assert(colour_find(*name, &colour));
		ck_assert_int_eq(colour, next);
		ck_assert_uint_lt(strlen(*name), COLOUR_NAME_MAX);
	}
	ck_assert_int_eq(next, COLOUR_BLACK + 1);
}
END_TEST

START_TEST(others_are_not) {
	static const char *const others[] = {"", "Red", "red ", "re", "redd", "grey", "#ff0000"};
	enum colour colour;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
		ck_assert_msg(!colour_find(others[i], &colour), "%s", others[i]);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("colour");
	TCase *tests = tcase_create("colour");
	tcase_add_test(tests, every_name_is_found);
	tcase_add_test(tests, others_are_not);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
