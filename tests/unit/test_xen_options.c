// SPDX-License-Identifier: MIT
#include "hv/xen/xen_options.h"

#include "tests/lib/arguments.h"
#include "tests/lib/unit.h"

static struct xen_options options;

// args is ended by NULL and without the program's name
static enum xen_options_result parse(const char *const args[]) {
	struct arguments arguments;
	arguments_begin(&arguments, "mamparo-hvd-xen", args);
	enum xen_options_result result = xen_options_parse(
		&options, arguments.count, arguments.list);
	arguments_end(&arguments);
	return result;
}

START_TEST(least) {
	ck_assert_int_eq(parse((const char *const[]){"--role", "xen", NULL}), XEN_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLE_XEN);
	ck_assert_str_eq(options.state, HVD_OPTIONS_STATE);
	ck_assert(!options.pv);
}
END_TEST

START_TEST(most) {
	const char *const args[] = {"--role", "worker", "--state", "/a", "--pv", NULL};
	ck_assert_int_eq(parse(args), XEN_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLE_WORKER);
	ck_assert_str_eq(options.state, "/a");
	ck_assert(options.pv);
}
END_TEST

static const char *const bad[][4] = {
	{NULL},
	{"--pv"},
	{"--role", "control"},
	{"--role", "peer"},
	{"--role", ""},
	{"--role"},
	{"--role", "xen", "more"},
	{"--role", "xen", "--more"},
	{"--state", "a", "--role", "xen"},
};

START_TEST(bad_ones) {
	const char *args[5] = {bad[_i][0], bad[_i][1], bad[_i][2], bad[_i][3], NULL};
	ck_assert_int_eq(parse(args), XEN_OPTIONS_BAD);
}
END_TEST

START_TEST(only_asked) {
	ck_assert_int_eq(parse((const char *const[]){"--help", NULL}), XEN_OPTIONS_DONE);
	ck_assert_int_eq(parse((const char *const[]){"-v", NULL}), XEN_OPTIONS_DONE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xen_options");
	TCase *all = tcase_create("all");
	tcase_add_test(all, least);
	tcase_add_test(all, most);
	tcase_add_loop_test(all, bad_ones, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(all, only_asked);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
