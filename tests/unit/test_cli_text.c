// SPDX-License-Identifier: MIT
#include "hv/cli/cli_text.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/unit.h"

// What a terminal could take for a command
START_TEST(only_plain_text) {
	char *text = cli_text_clean("a\x1b]0;title\x07\tb\nc\x7f\xc3\xa4\\'\"~ ");
	ck_assert_str_eq(text, "a?]0;title??b?c???\\'\"~ ");
	free(text);
}
END_TEST

START_TEST(printed_the_same) {
	for (int i = 1; i < 256; i++) {
		char *printed = NULL, byte[2] = {(char)i};
		size_t size;
		FILE *out = open_memstream(&printed, &size);
		cli_text_print(out, byte);
		fclose(out);
		char *clean = cli_text_clean(byte);
		ck_assert_str_eq(printed, clean);
		ck_assert_str_eq(printed, i >= ' ' && i < 127 ? byte : "?");
		free(clean);
		free(printed);
	}
}
END_TEST

START_TEST(members) {
	struct json_object *object = json_tokener_parse(
		"{\"text\": \"a\", \"number\": 7, \"flag\": true, \"none\": null, \"list\": []}");
	ck_assert_str_eq(cli_text_get(object, "text"), "a");
	ck_assert_int_eq(cli_text_number(object, "number"), 7);
	static const char *const others[] = {"number", "flag", "none", "list", "absent"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ck_assert_str_eq(cli_text_get(object, others[i]), "");
		ck_assert_int_eq(cli_text_number(object, others[i]), i == 0 ? 7 : 0);
	}
	ck_assert_int_eq(cli_text_number(object, "text"), 0);
	json_object_put(object);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_text");
	TCase *tcase = tcase_create("cli_text");
	tcase_add_test(tcase, only_plain_text);
	tcase_add_test(tcase, printed_the_same);
	tcase_add_test(tcase, members);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
