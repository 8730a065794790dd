// SPDX-License-Identifier: MIT
#include "hv/cli/cli_table.h"

#include <stdlib.h>

#include "tests/lib/unit.h"

static struct cli_table table;

static void setup(void) {
	table = (struct cli_table){.columns = 3};
}

static void teardown(void) {
	cli_table_finish(&table);
}

static void add(const char *one, const char *two, const char *three) {
	cli_table_add(&table, (const char *const[]){one, two, three});
}

static void must_be(const char *expected) {
	char *printed = NULL;
	size_t size;
	FILE *out = open_memstream(&printed, &size);
	ck_assert(cli_table_print(&table, out));
	fclose(out);
	ck_assert_str_eq(printed, expected);
	free(printed);
}

START_TEST(as_wide_as_needed) {
	add("NAME", "STATE", "REASON");
	add("a", "running", "");
	add("a-name-of-thirty-one-characters", "stopped", "it is so");
	add("b", "", "no state");
	add("", "", "");
	must_be("NAME                             STATE    REASON\n"
		"a                                running\n"
		"a-name-of-thirty-one-characters  stopped  it is so\n"
		"b                                         no state\n"
		"\n");
}
END_TEST

START_TEST(many_rows) {
	for (int i = 0; i < 3000; i++) {
		add("a", "b", "c");
	}
	ck_assert_uint_eq(table.count, 9000);
	cli_table_finish(&table);
	must_be("");
	add("again", "", "");
	must_be("again\n");
}
END_TEST

START_TEST(odd_cells) {
	add("\x1b[2J", "b\n", "\xff");
	must_be("?[2J  b?  ?\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_table");
	TCase *tcase = tcase_create("cli_table");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, as_wide_as_needed);
	tcase_add_test(tcase, many_rows);
	tcase_add_test(tcase, odd_cells);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
