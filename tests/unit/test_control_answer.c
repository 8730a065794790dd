// SPDX-License-Identifier: MIT
#include "hv/control/control_answer.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "hv/message/escape.h"
#include "tests/lib/unit.h"

static char *line;

static void teardown(void) {
	free(line);
	line = NULL;
}

START_TEST(done) {
	line = control_answer_finish(control_answer_create_last(CONTROL_OK, NULL));
	ck_assert_str_eq(line, "{\"ok\":true,\"code\":\"ok\"}\n");
}
END_TEST

START_TEST(failed) {
	line = control_answer_finish(control_answer_create_last(CONTROL_NO_VM, "no VM \"a\""));
	ck_assert_str_eq(line, "{\"ok\":false,\"code\":\"no-vm\",\"error\":\"no VM \\\"a\\\"\"}\n");
}
END_TEST

START_TEST(members) {
	struct control_answer *answer = control_answer_create();
	control_answer_text(answer, "vm", "work");
	control_answer_number(answer, "memory", INT64_MAX);
	control_answer_number(answer, "domid", -1);
	control_answer_flag(answer, "autostart", false);
	line = control_answer_finish(answer);
	ck_assert_str_eq(line,
		"{\"vm\":\"work\",\"memory\":9223372036854775807,\"domid\":-1,"
		"\"autostart\":false}\n");
}
END_TEST

// Nothing that a VM says ends a line, a string or a terminal's patience
START_TEST(bytes_of_a_vm) {
	char bytes[256], escaped[4 * 256 + 1];
	for (int i = 0; i < 256; i++) {
		bytes[i] = (char)i;
	}
	struct control_answer *answer = control_answer_create();
	control_answer_bytes(answer, "name", bytes, sizeof(bytes));
	line = control_answer_finish(answer);
	size_t len = strlen(line);
	ck_assert_int_eq(line[len - 1], '\n');
	for (size_t i = 0; i < len - 1; i++) {
		ck_assert(line[i] >= ' ' && line[i] <= '~');
	}
	struct json_object *object = json_tokener_parse(line), *value;
	ck_assert(json_object_object_get_ex(object, "name", &value));
	escape_bytes(escaped, sizeof(escaped), bytes, sizeof(bytes));
	ck_assert_str_eq(json_object_get_string(value), escaped);
	json_object_put(object);
}
END_TEST

START_TEST(text_that_says_otherwise) {
	struct control_answer *answer = control_answer_create();
	control_answer_text(answer, "vm", "a\",\"ok\":true}\n");
	line = control_answer_finish(answer);
	ck_assert_str_eq(line, "{\"vm\":\"a\\\",\\\"ok\\\":true}\\\\x0a\"}\n");
}
END_TEST

START_TEST(long_text_is_cut) {
	static char bytes[3 * CONTROL_ANSWER_BYTES_MAX];
	for (int odd = 0; odd < 2; odd++) {
		memset(bytes, odd ? '\x1b' : 'a', sizeof(bytes));
		struct control_answer *answer = control_answer_create();
		control_answer_bytes(answer, "a", bytes, sizeof(bytes));
		char *one = control_answer_finish(answer);
		ck_assert_uint_lt(strlen(one), 2 * CONTROL_ANSWER_BYTES_MAX);
		ck_assert_ptr_nonnull(strstr(one, odd ? "\\x1b...\"}\n" : "aaa...\"}\n"));
		free(one);
	}
	memset(bytes, 'a', sizeof(bytes));
	struct control_answer *answer = control_answer_create();
	control_answer_bytes(answer, "a", bytes, CONTROL_ANSWER_BYTES_MAX - 1);
	line = control_answer_finish(answer);
	ck_assert_ptr_null(strstr(line, "..."));
}
END_TEST

START_TEST(without_memory) {
	control_answer_text(NULL, "a", "b");
	control_answer_bytes(NULL, "a", "b", 1);
	control_answer_number(NULL, "a", 1);
	control_answer_flag(NULL, "a", true);
	control_answer_destroy(NULL);
	ck_assert_ptr_null(control_answer_finish(NULL));
	control_answer_destroy(control_answer_create_last(CONTROL_OK, NULL));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_answer");
	TCase *tcase = tcase_create("lines");
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, done);
	tcase_add_test(tcase, failed);
	tcase_add_test(tcase, members);
	tcase_add_test(tcase, bytes_of_a_vm);
	tcase_add_test(tcase, text_that_says_otherwise);
	tcase_add_test(tcase, long_text_is_cut);
	tcase_add_test(tcase, without_memory);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
