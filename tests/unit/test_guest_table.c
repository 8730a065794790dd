// SPDX-License-Identifier: MIT
#include "compositor/control/guest_table.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

static struct guest_table table, before;

static void setup(void) {
	table = before = (struct guest_table){0};
}

static struct desk_guest *guest(uintptr_t number) {
	return (struct desk_guest *)number; // never looked at
}

START_TEST(good) {
	struct guest_spec spec;
	guest_table_add(&table, "work-2", "blue 5 data/gui");
	ck_assert_uint_eq(table.count, 1);
	ck_assert_ptr_null(guest_table_parse(&table.entries[0], &spec));
	ck_assert_str_eq(spec.colour, "blue");
	ck_assert_uint_eq(spec.domid, 5);
	ck_assert_str_eq(spec.address, "xen:5:data/gui");
}
END_TEST

#define LONG_NODE "abcdefghijklmnopqrstuvwxyzabc" // as long as one may be

static const struct {
	const char *name, *value;
	bool good;
} cases[] = {
	{"work", "blue 5 data/gui", true},
	{"0", "black 32751 x", true},
	{"work", "purple 0 x", true},
	{"work", "orange 32751 " LONG_NODE, true},
	{"work", "orange 32751 " LONG_NODE "d", false},
	{"work", "blue 5 " LONG_NODE LONG_NODE LONG_NODE, false},
	{"", "blue 5 x", false},
	{"Work", "blue 5 x", false},
	{"-work", "blue 5 x", false},
	{"work_2", "blue 5 x", false},
	{"a-name-that-is-as-long-as-it-ca", "blue 5 x", true},
	{"a-name-that-is-longer-than-it-ca", "blue 5 x", false},
	{"a-name-that-is-very-very-very-very-very-very-very-very-very-very-long", "blue 5 x",
		false},
	{"work", "", false},
	{"work", " ", false},
	{"work", "blue", false},
	{"work", "blue 5", false},
	{"work", "blue 5 ", false},
	{"work", "blue  5 x", false},
	{"work", " blue 5 x", false},
	{"work", "blue 5 x ", false},
	{"work", "blue 5 x y", false},
	{"work", "blue\t5\tx", false},
	{"work", "pink 5 x", false},
	{"work", "Blue 5 x", false},
	{"work", "abcdefghijklmnopqrstuvw 5 x", false},
	{"work", "blue 05 x", false},
	{"work", "blue 00 x", false},
	{"work", "blue -5 x", false},
	{"work", "blue five x", false},
	{"work", "blue 32752 x", false}, // Xen's own begin there
	{"work", "blue 99999 x", false},
	{"work", "blue 100000 x", false},
	{"work", "blue 5 /x", false},
	{"work", "blue 5 x//y", false},
	{"work", "blue 5 ../x", false},
	{"work", "blue 5 x:y", false},
};

START_TEST(each_form) {
	struct guest_spec spec;
	guest_table_add(&table, cases[_i].name, cases[_i].value);
	const char *reason = guest_table_parse(&table.entries[0], &spec);
	ck_assert_msg((reason == NULL) == cases[_i].good, "'%s': '%s': %s", cases[_i].name,
		cases[_i].value, reason != NULL ? reason : "taken");
}
END_TEST

START_TEST(places_are_counted) {
	for (int i = 0; i < GUI_GUESTS_MAX + 3; i++) {
		char name[16];
		snprintf(name, sizeof(name), "vm%d", i);
		guest_table_add(&table, name, "red 5 x");
	}
	ck_assert_uint_eq(table.count, GUI_GUESTS_MAX);
	ck_assert_uint_eq(table.missed, 3);
}
END_TEST

static void add_guest(struct guest_table *to, const char *name, const char *value, int number) {
	guest_table_add(to, name, value);
	to->entries[to->count - 1].guest = guest((uintptr_t)number);
	to->entries[to->count - 1].domid = (uint32_t)number;
}

START_TEST(what_is_the_same_is_kept) {
	add_guest(&before, "same", "red 1 x", 1);
	add_guest(&before, "gone", "red 2 x", 2);
	add_guest(&before, "domid", "red 3 x", 3);
	add_guest(&before, "colour", "red 4 x", 4);
	add_guest(&before, "node", "red 5 x", 5);
	guest_table_add(&before, "refused", "pink 6 x");
	before.entries[5].refused = "why";
	static const char *const now[][2] = {{"new", "red 7 x"}, {"node", "red 5 y"},
		{"colour", "blue 4 x"}, {"domid", "red 8 x"}, {"same", "red 1 x"},
		{"refused", "pink 6 x"}};
	for (size_t i = 0; i < 6; i++) {
		guest_table_add(&table, now[i][0], now[i][1]);
	}
	guest_table_keep(&table, &before);
	for (size_t i = 0; i < 6; i++) {
		bool same = i == 4;
		ck_assert_ptr_eq(table.entries[i].guest, same ? guest(1) : NULL);
		ck_assert_str_eq(table.entries[i].name, now[i][0]);
		ck_assert_ptr_eq(before.entries[i].guest, i > 0 && i < 5 ? guest(i + 1) : NULL);
	}
	ck_assert_str_eq(table.entries[5].refused, "why"); // and it is not said again
	ck_assert_ptr_null(table.entries[0].refused);
}
END_TEST

START_TEST(domains_of_guests) {
	add_guest(&table, "a", "red 1 x", 1);
	guest_table_add(&table, "b", "red 2 x");
	table.entries[1].domid = 2; // refused
	ck_assert(guest_table_has_domain(&table, 1));
	ck_assert(!guest_table_has_domain(&table, 2));
	ck_assert(!guest_table_has_domain(&table, 0));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest_table");
	TCase *tcase = tcase_create("guest_table");
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, good);
	tcase_add_loop_test(tcase, each_form, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, places_are_counted);
	tcase_add_test(tcase, what_is_the_same_is_kept);
	tcase_add_test(tcase, domains_of_guests);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
