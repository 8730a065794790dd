// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/desktop_dirs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/limits.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/unit.h"

static struct data_dirs data;
static struct desktop_dirs dirs;

static void setup(void) {
	data_dirs_init(&data);
}

static void teardown(void) {
	desktop_dirs_finish(&dirs);
	data_dirs_finish(&data);
}

static void must_find(const char *id, const char *below) {
	char expected[256];
	snprintf(expected, sizeof(expected), "%s/%s", data.root, below);
	ck_assert_pstr_eq(desktop_dirs_find(&dirs, id), expected);
}

START_TEST(nothing) {
	ck_assert(desktop_dirs_init(&dirs));
	ck_assert_uint_eq(dirs.count, 0);
	ck_assert_ptr_null(desktop_dirs_find(&dirs, "a.desktop"));
}
END_TEST

START_TEST(ids) {
	data_dirs_write(&data, "system/applications/b.desktop", "");
	data_dirs_write(&data, "system/applications/kde/deep/c.desktop", "");
	data_dirs_write(&data, "more/applications/a.desktop", "");
	data_dirs_write(&data, "more/applications/mimeinfo.cache", "");
	data_dirs_write(&data, "more/applications/.hidden.desktop", "");
	data_dirs_write(&data, "more/applications/.desktop", "");
	ck_assert(desktop_dirs_init(&dirs));
	ck_assert_uint_eq(dirs.count, 3);
	must_find("a.desktop", "more/applications/a.desktop");
	must_find("kde-deep-c.desktop", "system/applications/kde/deep/c.desktop");
	ck_assert_ptr_null(desktop_dirs_find(&dirs, "c.desktop"));
	ck_assert_ptr_null(desktop_dirs_find(&dirs, "../a.desktop"));
	for (size_t i = 1; i < dirs.count; i++) {
		ck_assert_int_lt(strcmp(dirs.files[i - 1].id, dirs.files[i].id), 0);
	}
}
END_TEST

START_TEST(home_comes_first) {
	data_dirs_write(&data, "more/applications/a.desktop", "");
	data_dirs_write(&data, "system/applications/a.desktop", "");
	ck_assert(desktop_dirs_init(&dirs));
	ck_assert_uint_eq(dirs.count, 1);
	must_find("a.desktop", "system/applications/a.desktop");
	desktop_dirs_finish(&dirs);
	data_dirs_write(&data, "home/applications/a.desktop", "");
	ck_assert(desktop_dirs_init(&dirs));
	ck_assert_uint_eq(dirs.count, 1);
	must_find("a.desktop", "home/applications/a.desktop");
}
END_TEST

START_TEST(bounds) {
	char path[512], name[AGENT_ENTRY_ID_MAX + 16];
	for (int i = 0; i < DESKTOP_DIRS_MAX + 10; i++) {
		snprintf(path, sizeof(path), "more/applications/%d.desktop", i);
		data_dirs_write(&data, path, "");
	}
	memset(name, 'a', sizeof(name));
	for (int len = AGENT_ENTRY_ID_MAX; len <= AGENT_ENTRY_ID_MAX + 1; len++) {
		snprintf(path, sizeof(path), "home/applications/%.*s.desktop", len - 8, name);
		data_dirs_write(&data, path, "");
	}
	data_dirs_write(&data, "home/applications/1/2/3/4/a.desktop", "");
	data_dirs_write(&data, "home/applications/1/2/3/4/5/b.desktop", "");
	snprintf(path, sizeof(path), "%s/home/applications/loop", data.root);
	ck_assert_int_eq(symlink(".", path), 0);
	ck_assert(desktop_dirs_init(&dirs));
	ck_assert_uint_le(dirs.count, DESKTOP_DIRS_MAX);
	ck_assert_uint_gt(dirs.count, DESKTOP_DIRS_MAX - 50);
	ck_assert_ptr_nonnull(desktop_dirs_find(&dirs, "1-2-3-4-a.desktop"));
	ck_assert_ptr_null(desktop_dirs_find(&dirs, "1-2-3-4-5-b.desktop"));
	size_t longest = 0;
	for (size_t i = 0; i < dirs.count; i++) {
		size_t len = strlen(dirs.files[i].id);
		longest = len > longest ? len : longest;
	}
	ck_assert_uint_eq(longest, AGENT_ENTRY_ID_MAX);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("desktop_dirs");
	TCase *tcase = tcase_create("desktop_dirs");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, ids);
	tcase_add_test(tcase, home_comes_first);
	tcase_add_test(tcase, bounds);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
