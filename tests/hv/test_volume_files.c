// SPDX-License-Identifier: MIT
#include "hv/xen/volume_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/hv/state_folder.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define FROM "abababababababababababababababab"
#define TO "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define MIB (1024 * 1024)

static const struct definition_volume wanted[] = {
	{.name = "private", .size = 8}, {.name = "archive", .size = 8}};

static uint8_t from[VM_UUID_SIZE], to[VM_UUID_SIZE];
static struct volume_files_copy copy;
static int folder, fds;

static void setup(void) {
	fds = fds_open();
	state_folder_create();
	folder = open(state_folder, O_DIRECTORY | O_CLOEXEC);
	memset(from, 0xab, sizeof(from));
	memset(to, 0xcd, sizeof(to));
	copy = (struct volume_files_copy){.from = from, .to = to, .volumes = wanted, .count = 2};
	errno = 0;
}

static void teardown(void) {
	close(folder);
	state_folder_remove();
	ck_assert_int_eq(fds_open(), fds);
}

// --- the folder ------------------------------------------------------------------

START_TEST(opened) {
	ck_assert_int_lt(volume_files_open(folder, from, false), 0);
	ck_assert_int_eq(errno, ENOENT);
	int own = volume_files_open(folder, from, true);
	ck_assert_int_ge(own, 0);
	close(own);
	ck_assert(state_folder_has("volumes/" FROM));
	own = volume_files_open(folder, from, false);
	ck_assert_int_ge(own, 0);
	close(own);
}
END_TEST

START_TEST(folder_is_a_link) {
	state_folder_put("elsewhere/private", "x");
	state_folder_link("volumes/" FROM, "../elsewhere");
	ck_assert_int_lt(volume_files_open(folder, from, true), 0);
	ck_assert(!volume_files_erase(folder, from));
	ck_assert(state_folder_has("elsewhere/private"));
}
END_TEST

// --- erase -----------------------------------------------------------------------

START_TEST(erased) {
	state_folder_put("volumes/" FROM "/private", "x");
	state_folder_put("volumes/" FROM "/archive", "y");
	state_folder_put("volumes/" TO "/private", "z");
	ck_assert(volume_files_erase(folder, from));
	ck_assert(!state_folder_has("volumes/" FROM));
	ck_assert(state_folder_has("volumes/" TO "/private"));
	ck_assert(volume_files_erase(folder, from)); // there are none
}
END_TEST

// Whoever copied was killed meanwhile
START_TEST(half_a_copy_is_erased) {
	state_folder_put("volumes/" FROM ".partial/private", "x");
	ck_assert(volume_files_erase(folder, from));
	ck_assert(!state_folder_has("volumes/" FROM ".partial"));
	state_folder_put("volumes/" FROM "/private", "x");
	state_folder_put("volumes/" FROM ".partial/private", "x");
	ck_assert(volume_files_erase(folder, from));
	ck_assert(!state_folder_has("volumes/" FROM));
	ck_assert(!state_folder_has("volumes/" FROM ".partial"));
}
END_TEST

START_TEST(nothing_to_erase) {
	ck_assert(volume_files_erase(folder, from));
}
END_TEST

START_TEST(not_to_be_erased) {
	state_folder_put("volumes/" FROM "/folder/file", "x");
	ck_assert(!volume_files_erase(folder, from));
	ck_assert(state_folder_has("volumes/" FROM "/folder/file"));
}
END_TEST

// --- copy ------------------------------------------------------------------------

static void put_sparse(const char *path, off_t size, off_t at) {
	char full[512];
	state_folder_put(path, "");
	snprintf(full, sizeof(full), "%s/%s", state_folder, path);
	int fd = open(full, O_WRONLY);
	ck_assert_int_eq(ftruncate(fd, size), 0);
	ck_assert_int_eq(pwrite(fd, "data", 4, at), 4);
	close(fd);
}

static void check_data(const char *path, off_t size, off_t at) {
	char full[512], data[5] = "";
	struct stat stat;
	snprintf(full, sizeof(full), "%s/%s", state_folder, path);
	int fd = open(full, O_RDONLY);
	ck_assert_int_eq(fstat(fd, &stat), 0);
	ck_assert_int_eq(stat.st_size, size);
	ck_assert_int_lt(stat.st_blocks * 512, MIB); // what was never written takes no room
	ck_assert_int_eq(pread(fd, data, 4, at), 4);
	ck_assert_str_eq(data, "data");
	close(fd);
}

START_TEST(copied) {
	put_sparse("volumes/" FROM "/private", 64 * MIB, 40 * MIB);
	put_sparse("volumes/" FROM "/archive", 16 * MIB, 16 * MIB - 4);
	state_folder_put("volumes/" FROM "/other", "not wanted");
	ck_assert(volume_files_copy(folder, &copy));
	check_data("volumes/" TO "/private", 64 * MIB, 40 * MIB);
	check_data("volumes/" TO "/archive", 16 * MIB, 16 * MIB - 4);
	ck_assert_int_eq(state_folder_mode("volumes/" TO "/private"), 0600);
	ck_assert(!state_folder_has("volumes/" TO "/other"));
	ck_assert(!state_folder_has("volumes/" TO ".partial"));
	check_data("volumes/" FROM "/private", 64 * MIB, 40 * MIB);
}
END_TEST

START_TEST(some_are_not_there) {
	put_sparse("volumes/" FROM "/private", MIB, 0);
	ck_assert(volume_files_copy(folder, &copy));
	ck_assert(state_folder_has("volumes/" TO "/private"));
	ck_assert(!state_folder_has("volumes/" TO "/archive"));
}
END_TEST

START_TEST(nothing_to_copy) {
	ck_assert(volume_files_copy(folder, &copy));
	state_folder_put("volumes/" FROM "/other", "not wanted");
	ck_assert(volume_files_copy(folder, &copy));
	ck_assert(!state_folder_has("volumes/" TO "/other"));
}
END_TEST

START_TEST(there_already) {
	state_folder_put("volumes/" FROM "/private", "new");
	state_folder_put("volumes/" TO "/private", "mine");
	ck_assert(!volume_files_copy(folder, &copy));
	ck_assert_int_eq(errno, EEXIST);
	ck_assert_int_eq(state_folder_size("volumes/" TO "/private"), 4);
	ck_assert(!state_folder_has("volumes/" TO ".partial"));
}
END_TEST

// One of us was killed half-way
START_TEST(begun_before) {
	state_folder_put("volumes/" FROM "/private", "new");
	state_folder_put("volumes/" TO ".partial/private", "half");
	state_folder_put("volumes/" TO ".partial/other", "half");
	ck_assert(volume_files_copy(folder, &copy));
	ck_assert_int_eq(state_folder_size("volumes/" TO "/private"), 3);
	ck_assert(!state_folder_has("volumes/" TO "/other"));
}
END_TEST

START_TEST(not_to_be_copied) {
	state_folder_put("volumes/" FROM "/archive", "fine");
	state_folder_put("volumes/" FROM "/private/file", "no file");
	ck_assert(!volume_files_copy(folder, &copy));
	ck_assert(!state_folder_has("volumes/" TO));
	ck_assert(!state_folder_has("volumes/" TO ".partial"));
}
END_TEST

START_TEST(copy_of_a_link) {
	state_folder_link("volumes/" FROM "/private", "/etc/passwd");
	ck_assert(!volume_files_copy(folder, &copy));
	ck_assert(!state_folder_has("volumes/" TO));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("volume_files");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, opened);
	tcase_add_test(all, folder_is_a_link);
	tcase_add_test(all, erased);
	tcase_add_test(all, half_a_copy_is_erased);
	tcase_add_test(all, nothing_to_erase);
	tcase_add_test(all, not_to_be_erased);
	tcase_add_test(all, copied);
	tcase_add_test(all, some_are_not_there);
	tcase_add_test(all, nothing_to_copy);
	tcase_add_test(all, there_already);
	tcase_add_test(all, begun_before);
	tcase_add_test(all, not_to_be_copied);
	tcase_add_test(all, copy_of_a_link);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
