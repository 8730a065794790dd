// SPDX-License-Identifier: MIT
#include "hv/hvd_options.h"

#include <string.h>

#include "tests/lib/arguments.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct hvd_options options;

// args is ended by NULL and without the program's name
static enum hvd_options_result parse(const char *const args[]) {
	struct arguments arguments;
	arguments_begin(&arguments, "mamparo-hvd", args);
	enum hvd_options_result result = hvd_options_parse(
		&options, arguments.count, arguments.list);
	arguments_end(&arguments);
	return result;
}

START_TEST(none) {
	ck_assert_int_eq(parse((const char *const[]){NULL}), HVD_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLES);
	ck_assert_str_eq(options.definitions, "/etc/mamparo/vm");
	ck_assert_str_eq(options.state, "/var/lib/mamparo-hvd");
	ck_assert_str_eq(options.run, "/run/mamparo-hvd");
	ck_assert_str_eq(options.group, "mamparo-admin");
	ck_assert_str_eq(options.user, "mamparo-hvd");
	ck_assert_str_eq(options.peer_user, "mamparo-hvd-peer");
	ck_assert_str_eq(options.console_user, "mamparo-hvd-console");
	ck_assert_str_eq(options.xen_group, "mamparo-xen");
	ck_assert_str_eq(options.xenstore, "/run/mamparo-hvd-xenstore/socket");
	ck_assert_ptr_null(options.agents);
	ck_assert_int_eq(options.xen_program[0], '/');
	ck_assert_uint_eq(options.boot, 0);
	ck_assert(!options.pv);
}
END_TEST

START_TEST(all) {
	const char *const args[] = {"--role", "control", "--definitions", "/d", "--state", "/s",
		"--run=/r", "--group", "", "--user", "nobody", "--xen-program", "/x", "--pv",
		"--boot", "600", NULL};
	ck_assert_int_eq(parse(args), HVD_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLE_CONTROL);
	ck_assert_str_eq(options.definitions, "/d");
	ck_assert_str_eq(options.state, "/s");
	ck_assert_str_eq(options.run, "/r");
	ck_assert_ptr_null(options.group);
	ck_assert_str_eq(options.user, "nobody");
	ck_assert_str_eq(options.xen_program, "/x");
	ck_assert_uint_eq(options.boot, 600);
	ck_assert(options.pv);
}
END_TEST

START_TEST(links) {
	const char *const args[] = {"--role", "peer", "--peer-user", "p", "--xen-group", "g",
		"--xenstore", "/x", "--agents", "/a", NULL};
	ck_assert_int_eq(parse(args), HVD_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLE_PEER);
	ck_assert_str_eq(options.peer_user, "p");
	ck_assert_str_eq(options.xen_group, "g");
	ck_assert_str_eq(options.xenstore, "/x");
	ck_assert_str_eq(options.agents, "/a");
	ck_assert_int_eq(parse((const char *const[]){"--xenstore", "", NULL}), HVD_OPTIONS_RUN);
	ck_assert_ptr_null(options.xenstore);
}
END_TEST

START_TEST(consoles) {
	const char *const args[] = {"--role", "console", "--console-user", "c", NULL};
	ck_assert_int_eq(parse(args), HVD_OPTIONS_RUN);
	ck_assert_int_eq(options.role, ROLE_CONSOLE);
	ck_assert_str_eq(options.console_user, "c");
}
END_TEST

START_TEST(wrong) {
	static const char *const args[][3] = {
		{"word"},
		{"--unknown"},
		{"--state"},
		{"--state", "relative"},
		{"--definitions", ""},
		{"--run", "r"},
		{"--xen-program", "x"},
		{"--user", ""},
		{"--peer-user", ""},
		{"--xen-group", ""},
		{"--xenstore", "x"},
		{"--agents", "a"},
		{"--boot", ""},
		{"--boot", "0"},
		{"--boot", "-1"},
		{"--boot", "9s"},
		{"--boot", "86401"},
		{"--role", "none"},
		{"--role", "xen"}, // that is another program's
		{"--role", "worker"},
	};
	for (int i = 0; i < LEN(args); i++) {
		ck_assert_msg(parse(args[i]) == HVD_OPTIONS_BAD, "%s", args[i][0]);
	}
}
END_TEST

START_TEST(help_and_version) {
	static const char *const words[] = {"--help", "-h", "--version", "-v"};
	for (int i = 0; i < LEN(words); i++) {
		ck_assert_int_eq(parse((const char *const[]){words[i], NULL}), HVD_OPTIONS_DONE);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("hvd_options");
	TCase *tcase = tcase_create("hvd_options");
	tcase_add_test(tcase, none);
	tcase_add_test(tcase, all);
	tcase_add_test(tcase, links);
	tcase_add_test(tcase, consoles);
	tcase_add_test(tcase, wrong);
	tcase_add_test(tcase, help_and_version);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
