// SPDX-License-Identifier: MIT
/*
 * And what a run record makes of them, guest-proxy/agent/launch.
 */
#include "guest-proxy/agent/entries.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest-proxy/agent/launch.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/unit.h"

#define LIST 7
#define TOLD_MAX (AGENT_ENTRIES_MAX + 10)

static struct data_dirs data;
static char told[TOLD_MAX][AGENT_ENTRY_MAX + 1]; // words with | between
static size_t count;

static void setup(void) {
	data_dirs_init(&data);
	setenv("HOME", data.root, 1);
	count = 0;
}

static void teardown(void) {
	data_dirs_finish(&data);
}

static void write_entry(const char *id, const char *name, const char *more) {
	char path[256], text[4096];
	snprintf(path, sizeof(path), "system/applications/%s", id);
	snprintf(text, sizeof(text),
		"[Desktop Entry]\nType=Application\nName=%s\nExec=sh -c true\n%s", name, more);
	data_dirs_write(&data, path, text);
}

// What is said is a record that may be sent
static void handle_tell(void *user, const struct agent_record *record) {
	uint8_t bytes[GUI_RECORD_MAX];
	const struct agent_entry *entry = &record->u.entry;
	ck_assert_uint_gt(row_encode(&agent_protocol, record, bytes, sizeof(bytes)), 0);
	ck_assert_uint_eq(record->code, AGENT_CODE_entry);
	ck_assert_uint_eq(entry->list, LIST);
	ck_assert_uint_lt(count, TOLD_MAX);
	for (uint32_t i = 0; i + 1 < entry->count; i++) {
		told[count][i] = entry->tail[i] == '\0' ? '|' : (char)entry->tail[i];
	}
	told[count++][entry->count - 1] = '\0';
}

static void tell(void) {
	entries_tell(LIST, handle_tell, NULL);
}

START_TEST(each) {
	write_entry("b.desktop", "Second", "Icon=web-browser\n");
	write_entry("a.desktop", "First", "Icon=/usr/share/a.png\n");
	write_entry("c.desktop", "Hidden", "NoDisplay=true\n");
	tell();
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(told[0], "a.desktop|First|");
	ck_assert_str_eq(told[1], "b.desktop|Second|web-browser");
}
END_TEST

// One that hides another and is hidden itself leaves none
START_TEST(hidden_at_home) {
	write_entry("a.desktop", "First", "");
	data_dirs_write(&data, "home/applications/a.desktop", "[Desktop Entry]\nHidden=true\n");
	tell();
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(as_many_as_may_be) {
	char id[32];
	for (int i = 0; i < AGENT_ENTRIES_MAX + 5; i++) {
		snprintf(id, sizeof(id), "%d.desktop", i);
		write_entry(id, "Name", "");
	}
	tell();
	ck_assert_uint_eq(count, AGENT_ENTRIES_MAX);
}
END_TEST

START_TEST(as_long_as_may_be) {
	char id[AGENT_ENTRY_ID_MAX + 1], name[2001], icon[AGENT_ENTRY_ICON_MAX + 16];
	memset(id, 'i', sizeof(id));
	snprintf(id + AGENT_ENTRY_ID_MAX - 8, 9, ".desktop");
	for (size_t i = 0; i < 1000; i++) {
		memcpy(name + 2 * i, "\xc3\xa9", 3);
	}
	int len = snprintf(icon, sizeof(icon), "Icon=%0*d\n", AGENT_ENTRY_ICON_MAX, 1);
	ck_assert_int_lt(len, sizeof(icon));
	write_entry(id, name, icon);
	tell();
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_gt(strlen(told[0]), AGENT_ENTRY_MAX - 3);
	ck_assert_ptr_nonnull(strstr(told[0], "\xc3\xa9|00")); // no half a character
	snprintf(icon, sizeof(icon), "Icon=%0*d\n", AGENT_ENTRY_ICON_MAX + 1, 1);
	write_entry(id, "x", icon);
	tell();
	ck_assert_ptr_nonnull(strstr(told[1], "|x|"));
	ck_assert_int_eq(told[1][strlen(told[1]) - 1], '|');
}
END_TEST

// --- to be started -----------------------------------------------------------

static bool start(struct launch *launch, const char *words, uint32_t len, uint32_t variables) {
	const struct agent_run run = {
		.run = 1,
		.flags = AGENT_RUN_ENTRY,
		.variables = variables,
		.count = len,
		.tail = (const uint8_t *)words,
	};
	return launch_init(launch, &run);
}

START_TEST(command_of_an_entry) {
	struct launch launch;
	write_entry("a.desktop", "First", "");
	ck_assert(start(&launch, "TERM=x\0a.desktop", 17, 1));
	ck_assert_str_eq(launch.arguments[0], "sh");
	ck_assert_str_eq(launch.arguments[1], "-c");
	ck_assert_str_eq(launch.arguments[2], "true");
	ck_assert_ptr_null(launch.arguments[3]);
	ck_assert_str_eq(launch.dir, data.root);
	launch_finish(&launch);
	write_entry("a.desktop", "First", "Path=/usr\n");
	ck_assert(start(&launch, "a.desktop", 10, 0));
	ck_assert_str_eq(launch.dir, "/usr");
	launch_finish(&launch);
	write_entry("a.desktop", "First", "Path=/nowhere/at/all\n");
	ck_assert(start(&launch, "a.desktop", 10, 0));
	ck_assert_str_eq(launch.dir, data.root);
	launch_finish(&launch);
}
END_TEST

// Neither a path nor a command is an entry
START_TEST(no_entries) {
	static const struct {
		const char *words;
		uint32_t len;
		int error;
	} cases[] = {
		{"b.desktop", 10, ENOENT},
		{"sh", 3, ENOENT},
		{"../applications/a.desktop", 26, ENOENT},
		{"/usr/share/applications/a.desktop", 34, ENOENT},
		{"c.desktop", 10, ENOENT},
		{"a.desktop\0x", 12, EINVAL},
	};
	struct launch launch;
	write_entry("a.desktop", "First", "");
	write_entry("c.desktop", "Hidden", "NoDisplay=true\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert(!start(&launch, cases[i].words, cases[i].len, 0));
		ck_assert_int_eq(errno, cases[i].error);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("entries");
	TCase *tcase = tcase_create("entries");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, each);
	tcase_add_test(tcase, hidden_at_home);
	tcase_add_test(tcase, as_many_as_may_be);
	tcase_add_test(tcase, as_long_as_may_be);
	tcase_add_test(tcase, command_of_an_entry);
	tcase_add_test(tcase, no_entries);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
