// SPDX-License-Identifier: MIT
#include "hv/message/control_code.h"

#include "tests/lib/unit.h"

// Scripts go by these: a change here is one of the protocol
static const struct {
	const char *name;
	int status;
} known[] = {
	{"ok", 0},
	{"failed", 1},
	{"usage", 2},
	{"no-vm", 3},
	{"denied", 4},
	{"state", 5},
	{"definition", 6},
	{"exists", 7},
	{"timeout", 8},
	{"busy", 9},
};

START_TEST(rows) {
	ck_assert_int_eq(CONTROL_CODES, sizeof(known) / sizeof(known[0]));
	for (int i = 0; i < CONTROL_CODES; i++) {
		const struct control_code_row *row = control_code_row(i);
		ck_assert_str_eq(row->name, known[i].name);
		ck_assert_int_eq(row->status, known[i].status);
		ck_assert_ptr_nonnull(row->help);
	}
}
END_TEST

// Shells keep 124 and more for themselves and for programs that are run
START_TEST(statuses_differ) {
	for (int i = 0; i < CONTROL_CODES; i++) {
		ck_assert_int_lt(control_code_row(i)->status, 124);
		for (int j = 0; j < i; j++) {
			ck_assert_int_ne(control_code_row(i)->status, control_code_row(j)->status);
		}
	}
}
END_TEST

START_TEST(found_by_name) {
	enum control_code code;
	for (int i = 0; i < CONTROL_CODES; i++) {
		ck_assert(control_code_find(control_code_row(i)->name, &code));
		ck_assert_int_eq(code, i);
	}
	ck_assert(!control_code_find("", &code));
	ck_assert(!control_code_find("OK", &code));
	ck_assert(!control_code_find("no-vms", &code));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_code");
	TCase *tcase = tcase_create("table");
	tcase_add_test(tcase, rows);
	tcase_add_test(tcase, statuses_differ);
	tcase_add_test(tcase, found_by_name);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
