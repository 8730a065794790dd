// SPDX-License-Identifier: MIT
/*
 * docs/examples/vm, which users copy, is a good set of definitions as it stands.
 */
#include "hv/definition/definition_set.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conf_file.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct definition_set set;

// Not by definition_dir: whom a checkout belongs to does not matter here
static void put(int dir, const char *file) {
	char name[NAME_SIZE] = "", *text = malloc(DEFINITION_FILE_MAX + 1);
	size_t len = strlen(file) - strlen(".conf");
	ck_assert_uint_lt(len, sizeof(name));
	ck_assert_str_eq(file + len, ".conf");
	memcpy(name, file, len);
	int fd = openat(dir, file, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ssize_t size = conf_file_read(fd, text, DEFINITION_FILE_MAX);
	close(fd);
	ck_assert_int_ge(size, 0);
	ck_assert(definition_set_put(&set, name, text, (size_t)size));
	free(text);
}

static void setup(void) {
	definition_set_init(&set);
	DIR *dir = opendir(EXAMPLES);
	ck_assert_ptr_nonnull(dir);
	struct dirent *entry;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.') {
			put(dirfd(dir), entry->d_name);
		}
	}
	closedir(dir);
	definition_set_check(&set);
}

static void teardown(void) {
	definition_set_finish(&set);
}

START_TEST(nothing_is_wrong) {
	for (size_t i = 0; i < set.count; ++i) {
		const struct definition_entry *entry = set.entries[i];
		ck_assert_msg(entry->errors.count == 0, "%s:%u: %s", entry->definition.name,
			entry->errors.list[0].line, entry->errors.list[0].reason);
	}
}
END_TEST

static const struct {
	const char *name, *label;
} parts[] = {
	{"random", "red"},
	{"social", "orange"},
	{"shopping", "yellow"},
	{"bank", "green"},
	{"corporate", "blue"},
};

START_TEST(part_of_a_life) {
	const struct definition_entry *entry = definition_set_find(&set, parts[_i].name);
	ck_assert_ptr_nonnull(entry);
	ck_assert_int_eq(entry->definition.class, DEFINITION_APP);
	ck_assert_str_eq(entry->definition.label, parts[_i].label);
	ck_assert_str_eq(entry->definition.template, "debian");
	ck_assert(!entry->definition.autostart);
}
END_TEST

START_TEST(desktop_for_them) {
	const struct definition_entry *entry = definition_set_find(&set, "gui");
	ck_assert_ptr_nonnull(entry);
	ck_assert_int_eq(entry->definition.class, DEFINITION_GUI);
	ck_assert(entry->definition.autostart);
	ck_assert_uint_gt(entry->definition.pci_count, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_examples");
	TCase *tests = tcase_create("definition_examples");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nothing_is_wrong);
	tcase_add_loop_test(tests, part_of_a_life, 0, LEN(parts));
	tcase_add_test(tests, desktop_for_them);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
