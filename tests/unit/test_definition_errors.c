// SPDX-License-Identifier: MIT
#include "hv/definition/definition_errors.h"

#include <string.h>

#include "tests/lib/unit.h"

START_TEST(keeps_the_first) {
	struct definition_errors errors = {0};
	ck_assert_uint_eq(definition_errors_kept(&errors), 0);
	for (unsigned i = 0; i < DEFINITION_ERRORS_MAX + 3; ++i) {
		definition_errors_add(&errors, i, "fault %u", i);
		ck_assert_uint_eq(errors.count, i + 1);
	}
	ck_assert_uint_eq(definition_errors_kept(&errors), DEFINITION_ERRORS_MAX);
	ck_assert_uint_eq(errors.list[0].line, 0);
	ck_assert_str_eq(errors.list[0].reason, "fault 0");
	ck_assert_uint_eq(errors.list[DEFINITION_ERRORS_MAX - 1].line, DEFINITION_ERRORS_MAX - 1);
}
END_TEST

START_TEST(reasons_are_printable) {
	struct definition_errors errors = {0};
	definition_errors_add(&errors, 1, "%s", "a\x1b[31m\n\t\x7f\xc3\xa4~ ");
	ck_assert_str_eq(errors.list[0].reason, "a?[31m?????~ ");
}
END_TEST

START_TEST(long_reasons_are_cut) {
	struct definition_errors errors = {0};
	char text[2 * DEFINITION_REASON_MAX];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	definition_errors_add(&errors, 1, "%s", text);
	ck_assert_uint_eq(strlen(errors.list[0].reason), DEFINITION_REASON_MAX - 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_errors");
	TCase *tests = tcase_create("definition_errors");
	tcase_add_test(tests, keeps_the_first);
	tcase_add_test(tests, reasons_are_printable);
	tcase_add_test(tests, long_reasons_are_cut);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
