// SPDX-License-Identifier: MIT
#include "hv/cli/cli_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static char root[64], path[108], text[CLI_FACTS_MAX];
static int fds;

static void setup(void) {
	snprintf(root, sizeof(root), "/tmp/mamparo-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/file", root);
	fds = fds_open();
}

static void teardown(void) {
	ck_assert_int_eq(fds_open(), fds);
	unlink(path);
	rmdir(root);
}

static void write_file(const char *bytes, size_t len, mode_t mode) {
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_eq(write(fd, bytes, len), len);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

START_TEST(files) {
	ck_assert(!cli_facts_exists(root, "/file"));
	cli_facts_read(root, "/file", text);
	ck_assert_str_eq(text, "");
	write_file("a\nb\n", 4, 0600);
	ck_assert(cli_facts_exists(root, "/file"));
	cli_facts_read(root, "/file", text);
	ck_assert_str_eq(text, "a\nb\n");
}
END_TEST

START_TEST(large_files) {
	static char bytes[2 * CLI_FACTS_MAX];
	memset(bytes, 'x', sizeof(bytes));
	write_file(bytes, sizeof(bytes), 0600);
	cli_facts_read(root, "/file", text);
	ck_assert_uint_eq(strlen(text), CLI_FACTS_MAX - 1);
	memset(bytes, '/', sizeof(bytes) - 1);
	bytes[sizeof(bytes) - 1] = '\0';
	ck_assert(!cli_facts_exists(root, bytes));
	cli_facts_read(root, bytes, text);
	ck_assert_str_eq(text, "");
}
END_TEST

static void write_program(const char *lines) {
	char bytes[256];
	int len = snprintf(bytes, sizeof(bytes), "#!/bin/sh\n%s", lines);
	write_file(bytes, (size_t)len, 0700);
}

START_TEST(programs) {
	write_program("echo \"said: $1 $#\"; echo error >&2; exit 1\n");
	cli_facts_ask(path, text);
	ck_assert_str_eq(text, "said: info 1\n");
	cli_facts_ask("/nowhere/xl", text);
	ck_assert_str_eq(text, "");
}
END_TEST

// It is not waited for, also if it has stdout still
START_TEST(endless_program) {
	write_program("exec yes\n");
	cli_facts_ask(path, text);
	ck_assert_uint_eq(strlen(text), CLI_FACTS_MAX - 1);
}
END_TEST

START_TEST(sockets) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	ck_assert(!cli_facts_listens(root, "/file"));
	ck_assert_int_eq(errno, ENOENT);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert(!cli_facts_listens(root, "/file"));
	ck_assert_int_eq(errno, ECONNREFUSED);
	ck_assert_int_eq(listen(fd, 0), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert(cli_facts_listens(root, "/file")); // also if it has much to do
	}
	close(fd);
}
END_TEST

START_TEST(words) {
	ck_assert(cli_facts_has_word("flags: fpu vmx svm\n", "vmx"));
	ck_assert(cli_facts_has_word("svm", "svm"));
	ck_assert(cli_facts_has_word("svmx svm\n", "svm"));
	ck_assert(!cli_facts_has_word("flags: vmxe avmx\n", "vmx"));
	ck_assert(!cli_facts_has_word("", "vmx"));
}
END_TEST

START_TEST(numbers) {
	ck_assert_int_eq(cli_facts_number("MemTotal:   8123 kB\n", "MemTotal"), 8123);
	ck_assert_int_eq(cli_facts_number("a : 1\nb  : 22\n", "b"), 22);
	ck_assert_int_eq(cli_facts_number("ab 1\n", "b"), -1);
	ck_assert_int_eq(cli_facts_number("b x\n", "b"), -1);
	ck_assert_int_eq(cli_facts_number("b", "b"), -1);
	ck_assert_int_eq(cli_facts_number("", "b"), -1);
	ck_assert_int_eq(cli_facts_number("\n\n", "b"), -1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_facts");
	TCase *tcase = tcase_create("cli_facts");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, files);
	tcase_add_test(tcase, large_files);
	tcase_add_test(tcase, programs);
	tcase_add_test(tcase, endless_program);
	tcase_add_test(tcase, sockets);
	tcase_add_test(tcase, words);
	tcase_add_test(tcase, numbers);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
