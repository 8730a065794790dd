// SPDX-License-Identifier: MIT
#include "hv/vm/name.h"

#include "compositor/desk/label.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static const struct {
	const char *name;
	bool valid;
} names[] = {
	{"a", true},
	{"z9", true},
	{"mail-and-web", true},
	{"a-", true},
	{"a--b", true},
	{"abcdefghijklmnopqrstuvwxyz-0123", true}, // 31 bytes
	{"abcdefghijklmnopqrstuvwxyz-01234", false},
	{"", false},
	{"0", false},
	{"9a", false},
	{"-a", false},
	{"A", false},
	{"aB", false},
	{"a_b", false},
	{"a.b", false},
	{"a b", false},
	{" a", false},
	{"a ", false},
	{"a/b", false},
	{".", false},
	{"..", false},
	{"a%s", false},
	{"a$b", false},
	{"a'b", false},
	{"a;b", false},
	{"a\n", false},
	{"a\x1b[m", false},
	{"\xc3\xa4", false},
	{"a\xc3\xa4", false},
};

START_TEST(rule) {
	ck_assert(name_valid(names[_i].name) == names[_i].valid);
	ck_assert(name_of_vm(names[_i].name) == names[_i].valid);
}
END_TEST

START_TEST(dom0_is_no_vm) {
	ck_assert(name_valid("dom0"));
	ck_assert(!name_of_vm("dom0"));
	ck_assert(name_of_vm("dom"));
	ck_assert(name_of_vm("dom01"));
}
END_TEST

// Or the compositor would refuse a VM that hv has accepted
START_TEST(the_desk_takes_every_name) {
	struct label label;
	ck_assert_uint_eq(NAME_SIZE, sizeof(label.name));
	ck_assert(!names[_i].valid || label_init(&label, names[_i].name, "red"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("name");
	TCase *tests = tcase_create("name");
	tcase_add_loop_test(tests, rule, 0, LEN(names));
	tcase_add_test(tests, dom0_is_no_vm);
	tcase_add_loop_test(tests, the_desk_takes_every_name, 0, LEN(names));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
