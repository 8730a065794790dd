// SPDX-License-Identifier: MIT
#include "hv/xenstore/xenstore_options.h"

#include "tests/lib/arguments.h"
#include "tests/lib/unit.h"

#define ALL "--listen", "/run/x", "--store", "3", "--list", "/a/b", "--node", "data/gui"

static struct xenstore_options options;

// args is ended by NULL and without the program's name
static enum xenstore_options_result parse(const char *const args[]) {
	struct arguments arguments;
	arguments_begin(&arguments, "mamparo-xenstore-proxy", args);
	enum xenstore_options_result result = xenstore_options_parse(
		&options, arguments.count, arguments.list);
	arguments_end(&arguments);
	return result;
}

START_TEST(all_of_them) {
	ck_assert_int_eq(parse((const char *const[]){ALL, NULL}), XENSTORE_OPTIONS_RUN);
	ck_assert_str_eq(options.listen, "/run/x");
	ck_assert_int_eq(options.store, 3);
	ck_assert_str_eq(options.rules.list, "/a/b");
	ck_assert_uint_eq(options.rules.count, 1);
	ck_assert_str_eq(options.rules.nodes[0], "data/gui");
}
END_TEST

START_TEST(several_nodes) {
	const char *args[ARGUMENTS_MAX] = {ALL};
	for (size_t i = 8; i + 2 <= 8 + 2 * (XENSTORE_NODES_MAX - 1); i += 2) {
		args[i] = "--node";
		args[i + 1] = "data/admin";
	}
	ck_assert_int_eq(parse(args), XENSTORE_OPTIONS_RUN);
	ck_assert_uint_eq(options.rules.count, XENSTORE_NODES_MAX);
	ck_assert_str_eq(options.rules.nodes[0], "data/gui");
	ck_assert_str_eq(options.rules.nodes[1], "data/admin");
	ck_assert_int_eq(parse((const char *const[]){ALL, "--node", "a", "--node", "b", "--node",
				 "c", "--node", "d", NULL}),
		XENSTORE_OPTIONS_BAD);
}
END_TEST

START_TEST(each_is_needed) {
	const char *const all[] = {ALL};
	for (size_t left_out = 0; left_out < 8; left_out += 2) {
		const char *args[ARGUMENTS_MAX] = {0};
		size_t count = 0;
		for (size_t i = 0; i < 8; i++) {
			if (i / 2 != left_out / 2) {
				args[count++] = all[i];
			}
		}
		ck_assert_int_eq(parse(args), XENSTORE_OPTIONS_BAD);
	}
}
END_TEST

static const char *const bad[][3] = {
	{"--store", "x"},
	{"--store", ""},
	{"--store", "-1"},
	{"--store", "3x"},
	{"--store", "1024"},
	{"--store", "99999999999999999999"},
	{"--list", "a/b"},
	{"--list", "/a/../b"},
	{"--node", "/data/gui"},
	{"--node", ""},
	{"--more", "x"},
	{"more", "x"},
};

START_TEST(bad_ones) {
	ck_assert_int_eq(parse((const char *const[]){ALL, bad[_i][0], bad[_i][1], NULL}),
		XENSTORE_OPTIONS_BAD);
}
END_TEST

START_TEST(only_asked) {
	ck_assert_int_eq(parse((const char *const[]){"--help", NULL}), XENSTORE_OPTIONS_DONE);
	ck_assert_int_eq(parse((const char *const[]){"-v", NULL}), XENSTORE_OPTIONS_DONE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore_options");
	TCase *all = tcase_create("all");
	tcase_add_test(all, all_of_them);
	tcase_add_test(all, several_nodes);
	tcase_add_test(all, each_is_needed);
	tcase_add_loop_test(all, bad_ones, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(all, only_asked);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
