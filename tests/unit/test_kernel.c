// SPDX-License-Identifier: MIT
#include "hv/xen/kernel.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define FOLDER "/tmp/mamparo-kernels-XXXXXX"
#define PATH 512

static const char *const names[] = {"default", "debian"};
static const char *const files[] = {"vmlinuz", "initramfs", "cmdline"};

static char folder[sizeof(FOLDER)];
static struct kernel kernel;
static int fds;

static const char *path_of(const char *name, const char *file) {
	static char path[PATH];
	snprintf(path, sizeof(path), "%s/%s%s%s", folder, name, file[0] != '\0' ? "/" : "", file);
	return path;
}

static void put(const char *name, const char *file, const char *text) {
	FILE *stream = fopen(path_of(name, file), "w");
	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	fclose(stream);
}

static void setup(void) {
	fds = fds_open();
	memcpy(folder, FOLDER, sizeof(FOLDER));
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (int i = 0; i < 2; i++) {
		mkdir(path_of(names[i], ""), 0700);
		put(names[i], "vmlinuz", "kernel");
	}
}

static void teardown(void) {
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 3; j++) {
			unlink(path_of(names[i], files[j]));
			rmdir(path_of(names[i], files[j]));
		}
		rmdir(path_of(names[i], ""));
	}
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(fds_open(), fds);
}

START_TEST(whole) {
	put("debian", "initramfs", "files");
	put("debian", "cmdline", "one two=2\nthree\n");
	ck_assert_ptr_null(kernel_find(&kernel, folder, "debian"));
	ck_assert_str_eq(kernel.image, path_of("debian", "vmlinuz"));
	ck_assert_str_eq(kernel.initramfs, path_of("debian", "initramfs"));
	ck_assert_str_eq(kernel.words, "one two=2");
}
END_TEST

START_TEST(only_a_kernel) {
	ck_assert_ptr_null(kernel_find(&kernel, folder, "debian"));
	ck_assert_str_eq(kernel.initramfs, "");
	ck_assert_str_eq(kernel.words, "");
}
END_TEST

START_TEST(the_default) {
	ck_assert_ptr_null(kernel_find(&kernel, folder, ""));
	ck_assert_str_eq(kernel.image, path_of("default", "vmlinuz"));
}
END_TEST

START_TEST(none) {
	ck_assert_ptr_nonnull(kernel_find(&kernel, folder, "other"));
	unlink(path_of("debian", "vmlinuz"));
	ck_assert_ptr_nonnull(kernel_find(&kernel, folder, "debian"));
}
END_TEST

START_TEST(long_path) {
	char path[KERNEL_PATH_SIZE];
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	ck_assert_ptr_nonnull(kernel_find(&kernel, path, "debian"));
}
END_TEST

START_TEST(words_that_are_none) {
	char words[KERNEL_WORDS_SIZE + 1] = "";
	put("debian", "cmdline", "tab\tbetween\n");
	ck_assert_ptr_nonnull(kernel_find(&kernel, folder, "debian"));
	memset(words, 'x', KERNEL_WORDS_SIZE);
	put("debian", "cmdline", words);
	ck_assert_ptr_nonnull(kernel_find(&kernel, folder, "debian"));
	words[KERNEL_WORDS_SIZE - 1] = '\0';
	put("debian", "cmdline", words);
	ck_assert_ptr_null(kernel_find(&kernel, folder, "debian"));
	ck_assert_str_eq(kernel.words, words);
	unlink(path_of("debian", "cmdline"));
	mkdir(path_of("debian", "cmdline"), 0700);
	ck_assert_ptr_nonnull(kernel_find(&kernel, folder, "debian"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("kernel");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, whole);
	tcase_add_test(all, only_a_kernel);
	tcase_add_test(all, the_default);
	tcase_add_test(all, none);
	tcase_add_test(all, long_path);
	tcase_add_test(all, words_that_are_none);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
