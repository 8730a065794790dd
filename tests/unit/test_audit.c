// SPDX-License-Identifier: MIT
#include "compositor/edge/audit.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/log.h"
#include "tests/lib/unit.h"

#define SECOND UINT64_C(1000000000)

static struct audit audit;
static int saved, captured;
static char text[4096];

static void setup(void) {
	audit = (struct audit){.guest = "work"};
	saved = dup(STDERR_FILENO);
	captured = memfd_create("stderr", MFD_CLOEXEC);
	dup2(captured, STDERR_FILENO);
	log_init("test", LOG_INFO);
}

static void teardown(void) {
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(captured);
}

static int lines(void) {
	memset(text, 0, sizeof(text));
	ssize_t len = pread(captured, text, sizeof(text) - 1, 0);
	int count = 0;
	for (ssize_t i = 0; i < len; i++) {
		count += text[i] == '\n' ? 1 : 0;
	}
	return count;
}

static void log_at(uint64_t now) {
	audit_fault(&audit, "commit", "buffer is not released", now);
}

START_TEST(line_says_who_what_why) {
	log_at(SECOND);
	ck_assert_int_eq(lines(), 1);
	ck_assert_ptr_nonnull(strstr(text, "guest work: commit: buffer is not released"));
}
END_TEST

START_TEST(line_without_a_record) {
	audit_fault(&audit, NULL, "no hello in time", SECOND);
	audit_info(&audit, "connected", SECOND);
	ck_assert_int_eq(lines(), 2);
	ck_assert_ptr_nonnull(strstr(text, "guest work: no hello in time"));
	ck_assert_ptr_nonnull(strstr(text, "guest work: connected"));
}
END_TEST

START_TEST(few_lines_in_a_period) {
	for (int i = 0; i < 100; i++) {
		log_at(SECOND + (uint64_t)i);
	}
	ck_assert_int_eq(lines(), AUDIT_LINES);
}
END_TEST

START_TEST(next_period_says_how_many_more) {
	for (int i = 0; i < 100; i++) {
		log_at(SECOND);
	}
	log_at(11 * SECOND);
	ck_assert_int_eq(lines(), AUDIT_LINES + 2);
	ck_assert_ptr_nonnull(strstr(text, "guest work: 95 more"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("audit");
	TCase *tests = tcase_create("audit");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, line_says_who_what_why);
	tcase_add_test(tests, line_without_a_record);
	tcase_add_test(tests, few_lines_in_a_period);
	tcase_add_test(tests, next_period_says_how_many_more);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
