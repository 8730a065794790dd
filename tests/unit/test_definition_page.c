// SPDX-License-Identifier: MIT
/*
 * mamparo.vm(5) says of every key what the table says, and its examples are good.
 */
#include "hv/definition/definition_key.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/definition/definition_set.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define PART_MAX 2048

static char *page;

static void setup(void) {
	size_t size = 65536;
	FILE *file = fopen(PAGE, "r");
	ck_assert_ptr_nonnull(file);
	page = calloc(1, size);
	ck_assert_uint_lt(fread(page, 1, size - 1, file), size - 1);
	fclose(file);
}

static void teardown(void) {
	free(page);
}

// What stands under a key, on one line and without marks
static void read_key(const char *name, char part[PART_MAX]) {
	char head[64];
	snprintf(head, sizeof(head), "\n*%s*\n\t", name);
	const char *at = strstr(strstr(page, "\n# KEYS\n"), head);
	ck_assert_msg(at != NULL, "%s", name);
	at += strlen(head);
	const char *end = strstr(at, "\n\n");
	size_t len = 0;
	for (; at < end && len + 1 < PART_MAX; ++at) {
		bool space = isspace((unsigned char)*at) || strncmp(at, "++", 2) == 0;
		if (space && len > 0 && part[len - 1] != ' ') {
			part[len++] = ' ';
		} else if (!space && strchr("*_\\", *at) == NULL) {
			part[len++] = *at;
		}
		at += strncmp(at, "++", 2) == 0 ? 1 : 0;
	}
	part[len] = '\0';
}

static void must_say(const char *part, const char *what) {
	ck_assert_msg(strstr(part, what) != NULL, "'%s' is not in: %s", what, part);
}

static void must_name_classes(const char *part, const char *start, unsigned classes) {
	char text[128];
	int len = snprintf(text, sizeof(text), "%s", start);
	for (int i = 0; i < DEFINITION_CLASSES; ++i) {
		if ((classes & 1u << i) != 0) {
			len += snprintf(text + len, sizeof(text) - (size_t)len, "%s%s",
				len == (int)strlen(start) ? " " : ", ", definition_class_name(i));
		}
	}
	snprintf(text + len, sizeof(text) - (size_t)len, ".");
	if (classes != 0) {
		must_say(part, text);
	} else {
		ck_assert_ptr_null(strstr(part, start));
	}
}

START_TEST(key_is_described) {
	const struct definition_row *row = definition_key_row(_i);
	char part[PART_MAX], text[PART_MAX];
	read_key(row->name, part);
	snprintf(text, sizeof(text), "%c%s", toupper(row->help[0]), row->help + 1);
	ck_assert_msg(strncmp(part, text, strlen(text)) == 0, "%s: %s", row->name, part);
	if (row->preset != NULL) {
		snprintf(text, sizeof(text), "(default %s)", row->preset);
		must_say(part, text);
	}
	if (row->max > 0) {
		snprintf(text, sizeof(text), "%u to %u", row->min, row->max);
		must_say(part, text);
	}
	if (row->count_max > 0) {
		snprintf(text, sizeof(text), "a list of up to %zu", row->count_max);
		must_say(part, text);
	}
	must_name_classes(part, "Required for class", row->must);
	must_name_classes(part, ". For class", row->may & ~row->must);
}
END_TEST

START_TEST(nothing_else_is_described) {
	const char *at = strstr(page, "\n# KEYS\n"), *end = strstr(page, "\n# EXAMPLE\n");
	int heads = 0;
	ck_assert(at != NULL && end != NULL);
	while ((at = strstr(at, "\n*")) != NULL && at < end) {
		const char *line = ++at;
		heads += line[strcspn(line, "\n") - 1] == '*' ? 1 : 0;
	}
	ck_assert_int_eq(heads, DEFINITION_KEYS);
}
END_TEST

START_TEST(words_are_named) {
	char part[PART_MAX], head[64];
	read_key("label", part);
	for (const char *const *name = colour_names; *name != NULL; ++name) {
		must_say(part, *name);
	}
	read_key("class", part);
	for (int i = 0; i < DEFINITION_CLASSES; ++i) {
		must_say(part, definition_class_name(i));
		snprintf(head, sizeof(head), "\n*%s*\n\t", definition_class_name(i));
		must_say(strstr(page, "\n# CLASSES\n"), head);
	}
}
END_TEST

// In the order in which they stand there
START_TEST(examples_are_good) {
	static const char *const names[] = {"bank", "debian", "firewall", "net"};
	struct definition_set set;
	const char *at = strstr(page, "\n# EXAMPLE\n");
	definition_set_init(&set);
	for (int i = 0; i < LEN(names); ++i) {
		ck_assert_ptr_nonnull(at = strstr(at, "\n```\n"));
		const char *text = at + strlen("\n```\n");
		ck_assert_ptr_nonnull(at = strstr(text, "```\n"));
		ck_assert(definition_set_put(&set, names[i], text, (size_t)(at - text)));
		at += strlen("```");
	}
	ck_assert_ptr_null(strstr(at, "```"));
	definition_set_check(&set);
	for (size_t i = 0; i < set.count; ++i) {
		const struct definition_entry *entry = set.entries[i];
		ck_assert_msg(entry->errors.count == 0, "%s: %s", entry->definition.name,
			entry->errors.list[0].reason);
	}
	definition_set_finish(&set);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_page");
	TCase *tests = tcase_create("definition_page");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, key_is_described, 0, DEFINITION_KEYS);
	tcase_add_test(tests, nothing_else_is_described);
	tcase_add_test(tests, words_are_named);
	tcase_add_test(tests, examples_are_good);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
