// SPDX-License-Identifier: MIT
#include "hv/definition/definition_edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf_file.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

// On the heap, of the exact size, so that a read past the end is seen
static char *edit(const char *text, size_t *len, enum definition_key key, const char *value) {
	char *copy = malloc(*len > 0 ? *len : 1);
	memcpy(copy, text, *len);
	errno = 0;
	char *edited = definition_edit(copy, len, key, value);
	free(copy);
	return edited;
}

static const struct {
	const char *text, *value, *edited; // of the key memory; value NULL: removed
} cases[] = {
	{"", "512", "memory = 512\n"},
	{"memory = 1\n", "512", "memory = 512\n"},
	{"memory = 1", "512", "memory = 512"},
	{"memory=1\n", "512", "memory=512\n"},
	{"  memory\t:\t 1  \n", "512", "  memory\t:\t 512\n"},
	{"memory = 1 \r\nvcpus = 1\r\n", "2", "memory = 2\r\nvcpus = 1\r\n"},
	{"memory =\n", "512", "memory =512\n"},
	{"memory=\r\n", "512", "memory=512\r\n"},
	{"memory = a = b : c\n", "512", "memory = 512\n"},
	{"# first\n\nmemory = 1\n# memory = 3\n; last", "512",
		"# first\n\nmemory = 512\n# memory = 3\n; last"},
	{"# memory = 1\n", "512", "# memory = 1\nmemory = 512\n"},
	{"vcpus = 1", "512", "vcpus = 1\nmemory = 512\n"},
	{"vcpus = 1\r\n", "512", "vcpus = 1\r\nmemory = 512\r\n"},
	{"\n", "512", "\nmemory = 512\n"},
	{"memory-max = 1\nmemories = 2\nxmemory = 3\n", "4",
		"memory-max = 1\nmemories = 2\nxmemory = 3\nmemory = 4\n"},
	{"Memory = 1\n", "2", "Memory = 1\nmemory = 2\n"},
	{"what\n[vm]\n\xff\n\x01\nmemory = 1\n", "2", "what\n[vm]\n\xff\n\x01\nmemory = 2\n"},
	{"memory = 1\nvcpus = 1\nmemory = 2\nmemory = 3", "4", "memory = 4\nvcpus = 1\n"},
	{"memory = 1\n", "", "memory = \n"},
	{"memory = 1\n", "a ; b # c = d", "memory = a ; b # c = d\n"},
	{"memory = 1\n", "%s%n\\n\"'", "memory = %s%n\\n\"'\n"},
	{"", NULL, ""},
	{"memory = 1\n", NULL, ""},
	{"memory = 1", NULL, ""},
	{"vcpus = 1\nmemory = 1", NULL, "vcpus = 1\n"},
	{"# about it\nmemory = 1\r\n\nvcpus = 1\r\n", NULL, "# about it\n\nvcpus = 1\r\n"},
	{"memory = 1\nvcpus = 1\n memory: 2\n", NULL, "vcpus = 1\n"},
	{"# memory = 1\nvcpus = 1\n", NULL, "# memory = 1\nvcpus = 1\n"},
	{"what\n\xff", NULL, "what\n\xff"},
};

START_TEST(edited_text) {
	size_t len = strlen(cases[_i].text);
	char *edited = edit(cases[_i].text, &len, DEFINITION_KEY_MEMORY, cases[_i].value);
	ck_assert_ptr_nonnull(edited);
	if (len != strlen(cases[_i].edited) || memcmp(edited, cases[_i].edited, len) != 0) {
		ck_abort_msg("'%.*s'", (int)len, edited);
	}
	free(edited);
}
END_TEST

// What would be another line, or another value, than it was meant to be
static const char *const refused[] = {"1\n", "1\nnetvm = x", "\n", "1\r", " 1", "1 ", "\t", "1\x1b",
	"\x7f", "\xff", "\xed\xa0\x80"};

START_TEST(refused_value) {
	static const char *const texts[] = {"", "memory = 5\n", "vcpus = 1\r\nmemory = 5"};
	for (int i = 0; i < LEN(texts); ++i) {
		size_t len = strlen(texts[i]);
		ck_assert_ptr_null(edit(texts[i], &len, DEFINITION_KEY_MEMORY, refused[_i]));
		ck_assert_int_eq(errno, EINVAL);
		ck_assert_uint_eq(len, strlen(texts[i]));
	}
}
END_TEST

START_TEST(long_values) {
	char value[CONF_FILE_LINE_MAX + 1];
	for (size_t value_len = 0; value_len < sizeof(value); ++value_len) {
		size_t len = 0, most = CONF_FILE_LINE_MAX - strlen("memory = ");
		memset(value, 'x', value_len);
		value[value_len] = '\0';
		char *edited = edit("", &len, DEFINITION_KEY_MEMORY, value);
		ck_assert((edited != NULL) == (value_len <= most));
		ck_assert_int_eq(errno, edited != NULL ? 0 : EINVAL);
		free(edited);
	}
}
END_TEST

START_TEST(large_texts) {
	size_t line = strlen("memory = 1\n"), len = DEFINITION_FILE_MAX - line;
	char *text = malloc(DEFINITION_FILE_MAX + 1);
	memset(text, '\n', DEFINITION_FILE_MAX + 1);
	char *edited = edit(text, &len, DEFINITION_KEY_MEMORY, "1");
	ck_assert_ptr_nonnull(edited);
	ck_assert_uint_eq(len, DEFINITION_FILE_MAX);
	free(edited);
	for (size_t more = 1; more <= line + 1; ++more) {
		len = DEFINITION_FILE_MAX - line + more;
		ck_assert_ptr_null(edit(text, &len, DEFINITION_KEY_MEMORY, "1"));
		ck_assert_int_eq(errno, EFBIG);
	}
	free(text);
}
END_TEST

// Each key in turn: what was set is read, and taking all away again leaves the comments
START_TEST(every_key) {
	size_t len = strlen("# ours\n");
	char *text = malloc(len);
	memcpy(text, "# ours\n", len);
	for (int i = 0; i < 2 * DEFINITION_KEYS; ++i) {
		enum definition_key key = i % DEFINITION_KEYS;
		char *edited = edit(text, &len, key, i < DEFINITION_KEYS ? "some" : NULL);
		ck_assert_ptr_nonnull(edited);
		free(text);
		text = edited;
		ck_assert(i != DEFINITION_KEYS - 1 || len > DEFINITION_KEYS * strlen(" = some\n"));
	}
	ck_assert_uint_eq(len, strlen("# ours\n"));
	ck_assert_mem_eq(text, "# ours\n", len);
	free(text);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_edit");
	TCase *tests = tcase_create("definition_edit");
	tcase_add_loop_test(tests, edited_text, 0, LEN(cases));
	tcase_add_loop_test(tests, refused_value, 0, LEN(refused));
	tcase_add_test(tests, long_values);
	tcase_add_test(tests, large_texts);
	tcase_add_test(tests, every_key);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
