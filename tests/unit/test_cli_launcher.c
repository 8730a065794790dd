// SPDX-License-Identifier: MIT
#include "hv/cli/cli_launcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/data_dirs.h"
#include "tests/lib/fds.h"
#include "tests/lib/quiet.h"
#include "tests/lib/unit.h"

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER "ffffffffffffffffffffffffffffffff"
#define PLAIN "application-x-executable"

static struct data_dirs data;
static struct cli_launcher launcher;
static char text[1024];
static int fds;

static void setup(void) {
	data_dirs_init(&data);
	fds = fds_open();
	ck_assert(cli_launcher_open(&launcher, true));
}

static void teardown(void) {
	cli_launcher_close(&launcher);
	ck_assert_int_eq(fds_open(), fds);
	data_dirs_finish(&data);
}

static bool read_file(const char *name) {
	char path[256];
	snprintf(path, sizeof(path), "%s/home/applications/%s", data.root, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	if (fd >= 0) {
		close(fd);
		text[len] = '\0';
	}
	return fd >= 0;
}

static bool put(const char *vm, const char *id, const char *name, const char *icon) {
	const struct cli_launcher_entry entry = {vm, id, name, icon};
	return cli_launcher_write(&launcher, &entry);
}

START_TEST(one) {
	data_dirs_write(&data, "system/icons/hicolor/48x48/apps/foot.png", "");
	ck_assert(put("work", ID, "Foot", "foot"));
	ck_assert(read_file("mamparo-work-" ID ".desktop"));
	ck_assert_str_eq(text,
		"[Desktop Entry]\nType=Application\nName=work: Foot\nIcon=foot\n"
		"Exec=mamparo run work --entry " ID "\n");
	ck_assert(put("work", ID, "Other", "no-such-icon"));
	ck_assert(read_file("mamparo-work-" ID ".desktop"));
	ck_assert_ptr_nonnull(strstr(text, "\nName=work: Other\nIcon=" PLAIN "\n"));
	ck_assert(!read_file(".mamparo-new"));
}
END_TEST

// Whoever answers may not be hvd
static const struct {
	const char *name, *expected;
} names[] = {
	{"a\nExec=b", "a Exec=b"},
	{"a\\nExec=b\\", "a\\\\nExec=b\\\\"},
	{"\xe2\x80\xaeoof", "oof"},
	{"Malm\xc3\xb6", "Malm\xc3\xb6"},
	{"a\x1b]0;b", "a]0;b"},
	{"a\xff", "a"},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbb",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
};

START_TEST(hostile_names) {
	char expected[256];
	ck_assert(put("work", ID, names[_i].name, "../x\nExec=y"));
	ck_assert(read_file("mamparo-work-" ID ".desktop"));
	snprintf(expected, sizeof(expected),
		"[Desktop Entry]\nType=Application\nName=work: %s\nIcon=" PLAIN "\n"
		"Exec=mamparo run work --entry " ID "\n",
		names[_i].expected);
	ck_assert_str_eq(text, expected);
}
END_TEST

static const struct {
	const char *vm, *id;
} bad[] = {
	{"../work", ID},
	{"", ID},
	{"Work", ID},
	{"-work", ID},
	{"w rk", ID},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ID},
	{"work", ""},
	{"work", "0123456789abcdef0123456789abcde"},
	{"work", ID "0"},
	{"work", "0123456789abcdef0123456789abcde/"},
};

START_TEST(bad_ones) {
	struct quiet quiet;
	quiet_begin(&quiet);
	bool written = put(bad[_i].vm, bad[_i].id, "Foot", "");
	quiet_end(&quiet);
	ck_assert(!written);
}
END_TEST

static bool keep_work(void *user, const char *vm, const char *id) {
	return strcmp(vm, user) == 0 && strcmp(id, ID) == 0;
}

START_TEST(sweep) {
	static const char *const others[] = {"foot.desktop", "mamparo-work.desktop",
		"mamparo-work-" ID, "mamparo--" ID ".desktop", "mamparo-Work-" ID ".desktop",
		"mamparo-work-x.desktop", "xmamparo-work-" ID ".desktop"};
	char path[256];
	put("work", ID, "a", "");
	put("work", OTHER, "a", "");
	put("work-2", ID, "a", "");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(path, sizeof(path), "home/applications/%s", others[i]);
		data_dirs_write(&data, path, "x");
	}
	cli_launcher_sweep(&launcher, keep_work, (void *)"work");
	ck_assert(read_file("mamparo-work-" ID ".desktop"));
	ck_assert(!read_file("mamparo-work-" OTHER ".desktop"));
	ck_assert(!read_file("mamparo-work-2-" ID ".desktop"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ck_assert_msg(read_file(others[i]), "%s", others[i]);
	}
}
END_TEST

START_TEST(forget) {
	put("work", ID, "a", "");
	put("work-2", ID, "a", "");
	cli_launcher_close(&launcher); // it is locked
	cli_launcher_forget("work");
	ck_assert(!read_file("mamparo-work-" ID ".desktop"));
	ck_assert(read_file("mamparo-work-2-" ID ".desktop"));
	ck_assert(cli_launcher_open(&launcher, false));
}
END_TEST

// What is written goes to no file that somebody has put there
START_TEST(link_in_the_way) {
	char path[256], target[256];
	struct stat info;
	snprintf(path, sizeof(path), "%s/home/applications/.mamparo-new", data.root);
	snprintf(target, sizeof(target), "%s/home/target", data.root);
	ck_assert_int_eq(symlink(target, path), 0);
	struct quiet quiet;
	quiet_begin(&quiet);
	put("work", ID, "a", "");
	quiet_end(&quiet);
	ck_assert_int_ne(stat(target, &info), 0);
}
END_TEST

START_TEST(no_folder) {
	cli_launcher_close(&launcher);
	unsetenv("XDG_DATA_HOME");
	unsetenv("HOME");
	ck_assert(!cli_launcher_open(&launcher, true));
	char home[128];
	snprintf(home, sizeof(home), "%s/other", data.root);
	setenv("HOME", home, 1);
	ck_assert(!cli_launcher_open(&launcher, false));
	ck_assert(cli_launcher_open(&launcher, true));
	char path[160];
	snprintf(path, sizeof(path), "%s/.local/share/applications", home);
	ck_assert_int_eq(access(path, W_OK), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_launcher");
	TCase *tcase = tcase_create("cli_launcher");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one);
	tcase_add_loop_test(tcase, hostile_names, 0, sizeof(names) / sizeof(names[0]));
	tcase_add_loop_test(tcase, bad_ones, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, sweep);
	tcase_add_test(tcase, forget);
	tcase_add_test(tcase, link_in_the_way);
	tcase_add_test(tcase, no_folder);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
