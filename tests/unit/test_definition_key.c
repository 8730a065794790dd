// SPDX-License-Identifier: MIT
#include "hv/definition/definition_key.h"

#include <string.h>

#include "hv/definition/definition_value.h"
#include "tests/lib/unit.h"

#define ALL ((1u << DEFINITION_CLASSES) - 1)

START_TEST(is_found_by_its_name) {
	enum definition_key key;
	ck_assert(definition_key_find(definition_key_row(_i)->name, &key));
	ck_assert_int_eq(key, _i);
	ck_assert(_i == 0 ||
		strcmp(definition_key_row(_i - 1)->name, definition_key_row(_i)->name) < 0);
}
END_TEST

START_TEST(others_are_not_found) {
	static const char *const others[] = {"", "name", "Memory", "memory ", "mem", "vif"};
	enum definition_key key;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
		ck_assert_msg(!definition_key_find(others[i], &key), "%s", others[i]);
	}
}
END_TEST

START_TEST(row_makes_sense) {
	const struct definition_row *row = definition_key_row(_i);
	ck_assert_uint_gt(strlen(row->help), 0);
	ck_assert_ptr_null(strpbrk(row->help, "\n.:"));
	ck_assert_uint_ne(row->may, 0);
	ck_assert_uint_eq(row->may & ~ALL, 0);
	ck_assert_uint_eq(row->must & ~row->may, 0); // what one must have it may have
	ck_assert_uint_le(row->min, row->max);
	ck_assert(row->preset == NULL || row->must == 0);
}
END_TEST

START_TEST(default_is_a_good_value) {
	const struct definition_row *row = definition_key_row(_i);
	struct definition definition = {0};
	char why[DEFINITION_REASON_MAX] = "";
	ck_assert_msg(
		row->preset == NULL || definition_value_set(&definition, row, row->preset, why),
		"%s: %s", row->name, why);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_key");
	TCase *tests = tcase_create("definition_key");
	tcase_add_loop_test(tests, is_found_by_its_name, 0, DEFINITION_KEYS);
	tcase_add_test(tests, others_are_not_found);
	tcase_add_loop_test(tests, row_makes_sense, 0, DEFINITION_KEYS);
	tcase_add_loop_test(tests, default_is_a_good_value, 0, DEFINITION_KEYS);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
