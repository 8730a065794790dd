// SPDX-License-Identifier: MIT
#include "hv/process/role.h"

#include "tests/lib/unit.h"

// Each has ways of its own: what one may say is never taken from another
START_TEST(rows) {
	unsigned taken = 0;
	for (int i = 0; i < ROLES; i++) {
		enum role role;
		const struct role_row *row = role_row((enum role)i);
		ck_assert(role_find(row->name, &role));
		ck_assert_int_eq(role, i);
		ck_assert(row->to != 0 && row->from != 0);
		ck_assert_uint_eq((row->to | row->from) & taken, 0);
		ck_assert_uint_eq(row->to & row->from, 0);
		taken |= row->to | row->from;
	}
}
END_TEST

START_TEST(none) {
	enum role role;
	ck_assert(!role_find("", &role));
	ck_assert(!role_find("parent", &role));
	ck_assert(!role_find("Xen", &role));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("role");
	TCase *tcase = tcase_create("table");
	tcase_add_test(tcase, rows);
	tcase_add_test(tcase, none);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
