// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/words.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/unit.h"

static const char *value_of(const struct words *words, const char *name) {
	size_t len = strlen(name);
	const char *found = NULL;
	for (char **at = words->variables; *at != NULL; at++) {
		if (strncmp(*at, name, len) == 0 && (*at)[len] == '=') {
			ck_assert_ptr_null(found);
			found = *at + len + 1;
		}
	}
	return found;
}

static bool init(struct words *words, const char *tail, size_t len, uint32_t variables) {
	return words_init(words, (const uint8_t *)tail, (uint32_t)len, variables);
}

START_TEST(arguments) {
	static const char tail[] = "foot\0-e\0\0top";
	struct words words;
	ck_assert(init(&words, tail, sizeof(tail), 0));
	ck_assert_str_eq(words.arguments[0], "foot");
	ck_assert_str_eq(words.arguments[1], "-e");
	ck_assert_str_eq(words.arguments[2], "");
	ck_assert_str_eq(words.arguments[3], "top");
	ck_assert_ptr_null(words.arguments[4]);
	ck_assert_str_eq(value_of(&words, "HERE"), "before");
	words_finish(&words);
}
END_TEST

START_TEST(variables) {
	static const char tail[] = "HERE=after\0NEW=a=b\0NEW=c\0true";
	struct words words;
	ck_assert(init(&words, tail, sizeof(tail), 3));
	ck_assert_str_eq(words.arguments[0], "true");
	ck_assert_ptr_null(words.arguments[1]);
	ck_assert_str_eq(value_of(&words, "HERE"), "after");
	ck_assert_str_eq(value_of(&words, "NEW"), "c");
	ck_assert_str_eq(value_of(&words, "HEREBY"), "other");
	ck_assert_str_eq(getenv("HERE"), "before");
	words_finish(&words);
}
END_TEST

START_TEST(no_program) {
	static const char tail[] = "A=b\0C=d";
	struct words words;
	ck_assert(!init(&words, tail, sizeof(tail), 2));
	ck_assert(!init(&words, tail, sizeof(tail), 3));
	words_finish(&words);
}
END_TEST

int main(void) {
	setenv("HERE", "before", 1);
	setenv("HEREBY", "other", 1);
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");
	tcase_add_test(tcase, arguments);
	tcase_add_test(tcase, variables);
	tcase_add_test(tcase, no_program);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
