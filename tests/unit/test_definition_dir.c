// SPDX-License-Identifier: MIT
#include "hv/definition/definition_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/folder.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define SERVICE "class = service\n"

static char path[] = "/tmp/mamparo-definitions-XXXXXX";
static int dir, fds;

static void setup(void) {
	fds = fds_open();
	memcpy(strrchr(path, '-'), "-XXXXXX", sizeof("-XXXXXX"));
	ck_assert_ptr_nonnull(mkdtemp(path));
	dir = definition_dir_open(path);
	ck_assert_int_ge(dir, 0);
	errno = 0;
}

static void teardown(void) {
	folder_clear(dir);
	close(dir);
	rmdir(path);
	ck_assert_int_eq(fds_open(), fds);
}

static struct definition_text text_of(const char *string) {
	return (struct definition_text){.bytes = (char *)string, .len = strlen(string)};
}

static void check_text(const char *name, const char *expected) {
	struct definition_text text;
	ck_assert(definition_dir_read(dir, name, &text));
	ck_assert_uint_eq(text.len, strlen(expected));
	ck_assert_mem_eq(text.bytes, expected, text.len);
	free(text.bytes);
}

static mode_t mode_of(const char *file) {
	struct stat stat;
	ck_assert_int_eq(fstatat(dir, file, &stat, AT_SYMLINK_NOFOLLOW), 0);
	return stat.st_mode & 07777;
}

START_TEST(create_and_read) {
	struct definition_text text = text_of(SERVICE);
	ck_assert(definition_dir_create(dir, "net", &text));
	check_text("net", SERVICE);
	ck_assert_uint_eq(mode_of("net.conf"), 0644);
	text = text_of("");
	unit_must_fail(definition_dir_create(dir, "net", &text), EEXIST);
	check_text("net", SERVICE);
	ck_assert(definition_dir_create(dir, "empty", &text));
	check_text("empty", "");
	ck_assert_int_eq(folder_clear(dir), 2);
}
END_TEST

START_TEST(replace) {
	struct definition_text old = text_of(SERVICE), new = text_of(SERVICE "memory = 64\n");
	unit_must_fail(definition_dir_replace(dir, "net", &old, &new), ENOENT);
	folder_write(dir, "net.conf", SERVICE, 0600);
	int reader = openat(dir, "net.conf", O_RDONLY);
	ck_assert(definition_dir_replace(dir, "net", &old, &new));
	check_text("net", SERVICE "memory = 64\n");
	ck_assert_uint_eq(mode_of("net.conf"), 0600);
	char bytes[64]; // who has the old one open reads the old one to its end
	ck_assert_int_eq(read(reader, bytes, sizeof(bytes)), (int)strlen(SERVICE));
	close(reader);
	unit_must_fail(definition_dir_replace(dir, "net", &old, &new), ESTALE);
	old = text_of(SERVICE "memory = 65\n");
	unit_must_fail(definition_dir_replace(dir, "net", &old, &new), ESTALE);
	check_text("net", SERVICE "memory = 64\n");
	ck_assert_int_eq(folder_clear(dir), 1);
}
END_TEST

START_TEST(rename_and_remove) {
	folder_write(dir, "a.conf", "a", 0644);
	folder_write(dir, "b.conf", "b", 0644);
	unit_must_fail(definition_dir_rename(dir, "a", "b"), EEXIST);
	check_text("a", "a");
	check_text("b", "b");
	ck_assert(definition_dir_rename(dir, "a", "c"));
	check_text("c", "a");
	unit_must_fail(definition_dir_rename(dir, "a", "d"), ENOENT);
	unit_must_fail(definition_dir_remove(dir, "a"), ENOENT);
	ck_assert(definition_dir_remove(dir, "b"));
	ck_assert_int_eq(folder_clear(dir), 1);
}
END_TEST

// No other file is ever touched
START_TEST(names) {
	static const char *const names[] = {"", ".", "..", "../a", "a/b", "A", "dom0", "a.conf",
		"a\n", "abcdefghijklmnopqrstuvwxyz-01234"};
	struct definition_text text = text_of(SERVICE), read;
	folder_write(dir, "z.conf", "z", 0644);
	for (int i = 0; i < LEN(names); ++i) {
		unit_must_fail(definition_dir_read(dir, names[i], &read), EINVAL);
		unit_must_fail(definition_dir_create(dir, names[i], &text), EINVAL);
		unit_must_fail(definition_dir_replace(dir, names[i], &text, &text), EINVAL);
		unit_must_fail(definition_dir_remove(dir, names[i]), EINVAL);
		unit_must_fail(definition_dir_rename(dir, names[i], "a"), EINVAL);
		unit_must_fail(definition_dir_rename(dir, "z", names[i]), EINVAL);
	}
	check_text("z", "z");
	ck_assert_int_eq(folder_clear(dir), 1);
}
END_TEST

START_TEST(what_a_run_before_left) {
	struct definition_text old = text_of("old"), new = text_of("new");
	folder_write(dir, ".a.conf.new", "half", 0600);
	ck_assert(definition_dir_create(dir, "a", &old));
	folder_write(dir, ".a.conf.new", "half", 0600);
	ck_assert(definition_dir_replace(dir, "a", &old, &new));
	check_text("a", "new");
	ck_assert_int_eq(symlinkat("a.conf", dir, ".a.conf.new"), 0);
	ck_assert(definition_dir_replace(dir, "a", &new, &old));
	check_text("a", "old");
	ck_assert_int_eq(mkdirat(dir, ".a.conf.new", 0700), 0);
	unit_must_fail(definition_dir_replace(dir, "a", &old, &new), EISDIR);
	check_text("a", "old");
}
END_TEST

START_TEST(others_may_not_write) {
	static const mode_t modes[] = {0664, 0646, 0666, 0620, 0602};
	struct definition_text text, old = text_of(SERVICE);
	for (int i = 0; i < LEN(modes); ++i) {
		folder_write(dir, "a.conf", SERVICE, modes[i]);
		unit_must_fail(definition_dir_read(dir, "a", &text), EPERM);
		unit_must_fail(definition_dir_replace(dir, "a", &old, &old), EPERM);
	}
	folder_write(dir, "a.conf", SERVICE, 0444);
	check_text("a", SERVICE);
}
END_TEST

// Only root can give a file away, as the tests do in their root
START_TEST(others_may_not_own) {
	struct definition_text text;
	folder_write(dir, "a.conf", SERVICE, 0644);
	if (geteuid() == 0) {
		ck_assert_int_eq(fchownat(dir, "a.conf", 1, 1, 0), 0);
		unit_must_fail(definition_dir_read(dir, "a", &text), EPERM);
		ck_assert_int_eq(fchownat(dir, "a.conf", 0, 1, 0), 0);
	}
	check_text("a", SERVICE);
}
END_TEST

START_TEST(no_plain_file) {
	struct definition_text text;
	folder_write(dir, "real", SERVICE, 0644);
	ck_assert_int_eq(symlinkat("real", dir, "link.conf"), 0);
	unit_must_fail(definition_dir_read(dir, "link", &text), ELOOP);
	ck_assert_int_eq(mkdirat(dir, "dir.conf", 0755), 0);
	unit_must_fail(definition_dir_read(dir, "dir", &text), EISDIR);
	ck_assert_int_eq(mkfifoat(dir, "fifo.conf", 0600), 0);
	unit_must_fail(definition_dir_read(dir, "fifo", &text), EINVAL); // and does not wait
	unit_must_fail(definition_dir_read(dir, "none", &text), ENOENT);
}
END_TEST

START_TEST(sizes) {
	struct definition_text text = {.len = DEFINITION_FILE_MAX};
	text.bytes = malloc(text.len + 1);
	memset(text.bytes, '\n', text.len + 1);
	ck_assert(definition_dir_create(dir, "a", &text));
	text.len++;
	ck_assert(definition_dir_create(dir, "b", &text));
	free(text.bytes);
	ck_assert(definition_dir_read(dir, "a", &text));
	ck_assert_uint_eq(text.len, DEFINITION_FILE_MAX);
	free(text.bytes);
	unit_must_fail(definition_dir_read(dir, "b", &text), EFBIG);
}
END_TEST

START_TEST(folders) {
	ck_assert_int_eq(definition_dir_open("/nonexistent"), -1);
	ck_assert_int_eq(errno, ENOENT);
	folder_write(dir, "a", "", 0644);
	ck_assert_int_eq(mkdirat(dir, "d", 0755), 0);
	ck_assert_int_eq(symlinkat("d", dir, "link"), 0);
	char below[64];
	static const char *const names[] = {"a", "link", "d"};
	for (int i = 0; i < LEN(names); ++i) {
		snprintf(below, sizeof(below), "%s/%s", path, names[i]);
		chmod(below, 0775);
		ck_assert_int_eq(definition_dir_open(below), -1);
		ck_assert_int_eq(errno, i < 2 ? ENOTDIR : EPERM);
	}
	ck_assert_int_eq(chmod(below, 0755), 0);
	int fd = definition_dir_open(below);
	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

static const char *reason(const struct definition_set *set, const char *name) {
	const struct definition_entry *entry = definition_set_find(set, name);
	ck_assert_ptr_nonnull(entry);
	return entry->errors.count > 0 ? entry->errors.list[0].reason : "";
}

// One bad file costs its own VM only
START_TEST(load) {
	struct definition_set set;
	struct definition_errors others = {0};
	folder_write(dir, "good.conf", SERVICE, 0644);
	folder_write(dir, "bad.conf", SERVICE "x\n", 0644);
	folder_write(dir, "open.conf", SERVICE, 0666);
	ck_assert_int_eq(symlinkat("good.conf", dir, "link.conf"), 0);
	ck_assert_int_eq(mkdirat(dir, "dir.conf", 0755), 0);
	folder_write(dir, "Upper\n.conf", SERVICE, 0644);
	folder_write(dir, "dom0.conf", SERVICE, 0644);
	folder_write(dir, "abcdefghijklmnopqrstuvwxyz-01234.conf", SERVICE, 0644);
	static const char *const ignored[] = {"good.conf~", ".good.conf", ".good.conf.new", ".conf",
		"README", "good.conf.dpkg-old"};
	for (int i = 0; i < LEN(ignored); ++i) {
		folder_write(dir, ignored[i], "x", 0666);
	}
	definition_set_init(&set);
	ck_assert(definition_dir_load(dir, &set, &others));
	ck_assert_uint_eq(set.count, 5);
	ck_assert_str_eq(reason(&set, "good"), "");
	ck_assert_str_eq(reason(&set, "bad"), "neither a section nor 'key = value'");
	ck_assert_str_eq(
		reason(&set, "open"), "it belongs to another than root, or others may write to it");
	ck_assert_str_eq(reason(&set, "link"), "it is a link");
	ck_assert_str_eq(reason(&set, "dir"), "Is a directory");
	ck_assert_uint_eq(others.count, 3);
	ck_assert_str_eq(others.list[0].reason, "Upper?.conf: that is no VM's name");
	ck_assert_ptr_nonnull(strstr(others.list[1].reason, "-01234.conf: that is no VM's name"));
	ck_assert_str_eq(others.list[2].reason, "dom0.conf: that is no VM's name");
	definition_set_finish(&set);
}
END_TEST

// The first by name are there, however the folder lists them
START_TEST(load_too_many) {
	struct definition_set *set = malloc(sizeof(*set));
	struct definition_errors others = {0};
	char file[64];
	for (unsigned i = 0; i < DEFINITION_SET_MAX + 2; ++i) {
		snprintf(file, sizeof(file), "vm-%04u.conf", i * 37 % (DEFINITION_SET_MAX + 2));
		folder_write(dir, file, SERVICE, 0644);
	}
	definition_set_init(set);
	ck_assert(definition_dir_load(dir, set, &others));
	ck_assert_uint_eq(set->count, DEFINITION_SET_MAX);
	ck_assert_uint_eq(others.count, 2);
	ck_assert_str_eq(others.list[0].reason, "vm-1024.conf: there are too many VMs");
	ck_assert_str_eq(others.list[1].reason, "vm-1025.conf: there are too many VMs");
	definition_set_finish(set);
	free(set);
}
END_TEST

START_TEST(load_twice) {
	struct definition_set set;
	struct definition_errors others = {0};
	folder_write(dir, "a.conf", SERVICE, 0644);
	definition_set_init(&set);
	for (int i = 0; i < 2; ++i) { // the descriptor is where it was
		ck_assert(definition_dir_load(dir, &set, &others));
		ck_assert_uint_eq(set.count, 1);
	}
	definition_set_finish(&set);
	unit_must_fail(definition_dir_load(-1, &set, &others), EBADF);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_dir");
	TCase *tests = tcase_create("definition_dir");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, create_and_read);
	tcase_add_test(tests, replace);
	tcase_add_test(tests, rename_and_remove);
	tcase_add_test(tests, names);
	tcase_add_test(tests, what_a_run_before_left);
	tcase_add_test(tests, others_may_not_write);
	tcase_add_test(tests, others_may_not_own);
	tcase_add_test(tests, no_plain_file);
	tcase_add_test(tests, sizes);
	tcase_add_test(tests, folders);
	tcase_add_test(tests, load);
	tcase_add_test(tests, load_too_many);
	tcase_add_test(tests, load_twice);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
