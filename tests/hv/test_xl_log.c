// SPDX-License-Identifier: MIT
#include "hv/xen/xl_log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "tests/lib/unit.h"

static char last[4096];
static unsigned lines;

// In place of common/log.c

void log_init(const char *name, enum log_level most) {
}

void log_line(enum log_level level, const char *format, ...) {
	va_list args;
	va_start(args, format);
	vsnprintf(last, sizeof(last), format, args);
	va_end(args);
	lines++;
}

void log_errno(const char *format, ...) {
}

static __attribute__((format(printf, 4, 5))) void say(
	xentoollog_level level, int error, const char *context, const char *format, ...) {
	va_list args;
	va_start(args, format);
	xl_log.vmessage(&xl_log, level, error, context, format, args);
	va_end(args);
}

static void setup(void) {
	last[0] = '\0';
	lines = 0;
}

START_TEST(warning) {
	say(XTL_WARN, -1, "xl", "%d disks", 2);
	ck_assert_str_eq(last, "xl: 2 disks");
}
END_TEST

START_TEST(with_an_error) {
	say(XTL_ERROR, ENOENT, NULL, "opening");
	ck_assert_str_eq(last, "libxl: opening: No such file or directory");
}
END_TEST

START_TEST(chatter) {
	say(XTL_NOTICE, -1, "xl", "nothing much");
	say(XTL_DEBUG, -1, "xl", "nothing at all");
	xl_log.progress(&xl_log, "xl", "working", 5, 1, 2);
	ck_assert_uint_eq(lines, 0);
}
END_TEST

// A VM may have written it
START_TEST(bytes_of_a_vm) {
	say(XTL_ERROR, -1, "xl", "state is %s", "\x1b[2J\n\\");
	ck_assert_str_eq(last, "xl: state is \\x1b[2J\\x0a\\\\");
}
END_TEST

START_TEST(long_line) {
	char text[2000];
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	say(XTL_ERROR, -1, "xl", "%s", text);
	ck_assert_uint_eq(lines, 1);
	ck_assert_ptr_null(strchr(last, '\n'));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xl_log");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, NULL);
	tcase_add_test(all, warning);
	tcase_add_test(all, with_an_error);
	tcase_add_test(all, chatter);
	tcase_add_test(all, bytes_of_a_vm);
	tcase_add_test(all, long_line);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
