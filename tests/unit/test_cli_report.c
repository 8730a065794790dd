// SPDX-License-Identifier: MIT
#include "hv/cli/cli_report.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/message/control_code.h"
#include "tests/lib/unit.h"

static char said[4096];

// What it exits with; said has what it wrote to both
static int report(const char *vm, const char *line) {
	struct json_object *last = json_tokener_parse(line);
	int file = memfd_create("said", 0);
	fflush(NULL);
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	int status = cli_report(vm, last);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	ssize_t len = pread(file, said, sizeof(said) - 1, 0);
	said[len > 0 ? len : 0] = '\0';
	close(file);
	close(out);
	close(err);
	json_object_put(last);
	return status;
}

START_TEST(went_well) {
	ck_assert_int_eq(report("work", "{\"ok\":true,\"code\":\"ok\"}"), 0);
	ck_assert_str_eq(said, "");
	ck_assert_int_eq(
		report("work", "{\"ok\":true,\"code\":\"ok\",\"note\":\"it ran\x1b\"}"), 0);
	ck_assert_str_eq(said, "it ran?\n");
}
END_TEST

// Each says what to do next
START_TEST(failed) {
	char line[256];
	const struct control_code_row *row = control_code_row((enum control_code)_i);
	snprintf(line, sizeof(line), "{\"code\":\"%s\",\"error\":\"so it \\u001b is\"}", row->name);
	ck_assert_int_eq(report("work", line), row->status);
	ck_assert_ptr_eq(strstr(said, "mamparo: work: so it ? is\n         "), said);
	ck_assert_uint_gt(strlen(said), 50);
	snprintf(line, sizeof(line), "{\"code\":\"%s\"}", row->name);
	ck_assert_int_eq(report(NULL, line), row->status);
	ck_assert_ptr_nonnull(strstr(said, row->help));
}
END_TEST

START_TEST(not_understood) {
	ck_assert_int_eq(report("work", "{\"ok\":true}"), 1);
	ck_assert_int_eq(report("work", "{\"ok\":true,\"code\":\"later\"}"), 1);
	ck_assert_int_eq(report("work", "{\"ok\":true,\"code\":7,\"error\":[]}"), 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_report");
	TCase *tcase = tcase_create("cli_report");
	tcase_add_test(tcase, went_well);
	tcase_add_loop_test(tcase, failed, CONTROL_OK + 1, CONTROL_CODES);
	tcase_add_test(tcase, not_understood);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
