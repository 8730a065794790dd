// SPDX-License-Identifier: MIT
#include "hv/registry/identity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/folder.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define UUID_LINE "00112233445566778899aabbccddeeff\n"

static char path[64], folder[80];
static int dir, fds;
static uint8_t uuid[VM_UUID_SIZE], other[VM_UUID_SIZE];

static void setup(void) {
	fds = fds_open();
	snprintf(path, sizeof(path), "/tmp/mamparo-identity-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	snprintf(folder, sizeof(folder), "%s/vm", path);
	dir = identity_open(folder);
	ck_assert_int_ge(dir, 0);
}

static void teardown(void) {
	folder_clear(dir);
	close(dir);
	rmdir(folder);
	rmdir(path);
	ck_assert_int_eq(fds_open(), fds);
}

START_TEST(made_once) {
	unit_must_fail(identity_find(dir, "work", uuid), ENOENT);
	ck_assert(identity_make(dir, "work", uuid));
	ck_assert_uint_eq(uuid[6] >> 4, 4); // as RFC 9562 has it
	ck_assert_uint_eq(uuid[8] >> 6, 2);
	unit_must_fail(identity_make(dir, "work", other), EEXIST);
	ck_assert(identity_find(dir, "work", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	ck_assert(identity_make(dir, "bank", other));
	ck_assert_mem_ne(uuid, other, VM_UUID_SIZE);
	ck_assert(identity_remove(dir, "work"));
	unit_must_fail(identity_remove(dir, "work"), ENOENT);
	ck_assert(identity_make(dir, "work", other));
	ck_assert_mem_ne(uuid, other, VM_UUID_SIZE); // a new VM
	ck_assert_int_eq(folder_clear(dir), 2);
}
END_TEST

START_TEST(stays_on_the_disk) {
	ck_assert(identity_make(dir, "work", uuid));
	close(dir);
	dir = identity_open(folder);
	ck_assert(identity_find(dir, "work", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	struct stat stat;
	ck_assert_int_eq(fstatat(dir, "work", &stat, 0), 0);
	ck_assert_uint_eq(stat.st_mode & 07777, 0600);
}
END_TEST

START_TEST(names) {
	static const char *const bad[] = {"", ".", "..", "../a", "a/b", "A", "dom0", ".new"};
	for (int i = 0; i < LEN(bad); i++) {
		unit_must_fail(identity_find(dir, bad[i], uuid), EINVAL);
		unit_must_fail(identity_make(dir, bad[i], uuid), EINVAL);
		unit_must_fail(identity_link(dir, bad[i], "a"), EINVAL);
		unit_must_fail(identity_link(dir, "a", bad[i]), EINVAL);
		unit_must_fail(identity_remove(dir, bad[i]), EINVAL);
	}
	ck_assert_int_eq(folder_clear(dir), 0);
}
END_TEST

START_TEST(bad_files) {
	static const char *const bad[] = {"", "\n", "00112233445566778899aabbccddeeff",
		"00112233445566778899aabbccddeef\n", "00112233445566778899AABBCCDDEEFF\n",
		"00112233445566778899aabbccddeeff\n\n", "0011223344556677 899aabbccddeeff\n",
		"00000000000000000000000000000000\n"};
	for (int i = 0; i < LEN(bad); i++) {
		folder_write(dir, "a", bad[i], 0600);
		unit_must_fail(identity_find(dir, "a", uuid), EBADMSG);
	}
	folder_write(dir, "a", UUID_LINE, 0600);
	ck_assert(identity_find(dir, "a", uuid));
	ck_assert_uint_eq(uuid[0], 0x00);
	ck_assert_uint_eq(uuid[1], 0x11);
	ck_assert_uint_eq(uuid[15], 0xff);
	folder_write(dir, "a", UUID_LINE, 0620);
	unit_must_fail(identity_find(dir, "a", uuid), EPERM);
	ck_assert_int_eq(symlinkat("a", dir, "b"), 0);
	unit_must_fail(identity_find(dir, "b", uuid), ELOOP);
}
END_TEST

START_TEST(what_a_run_before_left) {
	folder_write(dir, ".new", "half", 0600);
	ck_assert(identity_make(dir, "a", uuid));
	ck_assert_int_eq(folder_clear(dir), 1);
}
END_TEST

static bool is_defined(const void *data, const char *name) {
	return strcmp(data, name) == 0;
}

// As long as a VM is being renamed two names are one, and neither is anybody's
START_TEST(renamed) {
	unit_must_fail(identity_link(dir, "old", "new"), ENOENT);
	ck_assert(identity_make(dir, "old", uuid));
	ck_assert(identity_make(dir, "third", other));
	unit_must_fail(identity_link(dir, "old", "third"), EEXIST);
	ck_assert(identity_link(dir, "old", "new"));
	unit_must_fail(identity_find(dir, "old", other), EMLINK);
	unit_must_fail(identity_find(dir, "new", other), EMLINK);
	ck_assert(identity_remove(dir, "old"));
	ck_assert(identity_find(dir, "new", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
}
END_TEST

// The definition had its new name by then, or had it not
START_TEST(half_renamed) {
	const char *defined = _i == 0 ? "old" : "new", *gone = _i == 0 ? "new" : "old";
	ck_assert(identity_make(dir, "old", uuid));
	ck_assert(identity_make(dir, "third", other)); // not defined either, and let alone
	ck_assert(identity_link(dir, "old", "new"));
	identity_tidy(dir, is_defined, defined);
	ck_assert(identity_find(dir, defined, other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	unit_must_fail(identity_find(dir, gone, other), ENOENT);
	ck_assert(identity_find(dir, "third", other));
	ck_assert_int_eq(folder_clear(dir), 2);
}
END_TEST

START_TEST(folders) {
	char below[96];
	snprintf(below, sizeof(below), "%s/none/vm", path);
	ck_assert_int_eq(identity_open(below), -1);
	ck_assert_int_eq(errno, ENOENT);
	struct stat stat;
	ck_assert_int_eq(fstat(dir, &stat), 0);
	ck_assert_uint_eq(stat.st_mode & 07777, 0700);
	ck_assert_int_eq(fchmod(dir, 0770), 0);
	ck_assert_int_eq(identity_open(folder), -1);
	ck_assert_int_eq(errno, EPERM);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("identity");
	TCase *tcase = tcase_create("identity");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, made_once);
	tcase_add_test(tcase, stays_on_the_disk);
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, bad_files);
	tcase_add_test(tcase, what_a_run_before_left);
	tcase_add_test(tcase, renamed);
	tcase_add_loop_test(tcase, half_renamed, 0, 2);
	tcase_add_test(tcase, folders);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
