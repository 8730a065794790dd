// SPDX-License-Identifier: MIT
#include "hv/definition/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define SOMEBODY 12345 // a user

static int fd;
static struct stat status;

static void setup(void) {
	char path[] = "/tmp/mamparo-file-XXXXXX";
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(path), 0);
}

static void teardown(void) {
	close(fd);
}

static bool is_ours_with(mode_t mode) {
	ck_assert_int_eq(fchmod(fd, mode), 0);
	errno = 0;
	return file_is_ours(fd, &status);
}

START_TEST(ours) {
	ck_assert(is_ours_with(0600));
	ck_assert_uint_eq(status.st_uid, geteuid());
	ck_assert(is_ours_with(0644)); // anybody may read it
	ck_assert(is_ours_with(0711));
}
END_TEST

START_TEST(others_may_write) {
	ck_assert(!is_ours_with(0620));
	ck_assert_int_eq(errno, EPERM);
	ck_assert(!is_ours_with(0602));
	ck_assert_int_eq(errno, EPERM);
}
END_TEST

// Root can give one away; one of root's is as good as ours
START_TEST(of_somebody_else) {
	int root = open("/", O_PATH | O_DIRECTORY);
	ck_assert_int_ge(root, 0);
	ck_assert(file_is_ours(root, &status));
	close(root);
	if (geteuid() == 0 && fchown(fd, SOMEBODY, SOMEBODY) == 0) {
		ck_assert(!is_ours_with(0600));
		ck_assert_int_eq(errno, EPERM);
		ck_assert_uint_eq(status.st_uid, SOMEBODY);
	}
}
END_TEST

START_TEST(nothing) {
	ck_assert(!file_is_ours(-1, &status));
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

START_TEST(folders) {
	char base[] = "/tmp/mamparo-file-XXXXXX", path[64], link[64];
	ck_assert_ptr_nonnull(mkdtemp(base));
	snprintf(path, sizeof(path), "%s/folder", base);
	snprintf(link, sizeof(link), "%s/link", base);
	ck_assert_int_lt(file_open_folder(path), 0);
	ck_assert_int_eq(errno, ENOENT);
	for (int i = 0; i < 2; i++) { // then it is there
		int dir = file_make_folder(path, 0700);
		ck_assert_int_ge(dir, 0);
		close(dir);
	}
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert_int_lt(file_make_folder(link, 0700), 0);
	ck_assert_int_eq(errno, ENOTDIR);
	ck_assert_int_eq(chmod(path, 0777), 0);
	ck_assert_int_lt(file_make_folder(path, 0700), 0);
	ck_assert_int_eq(errno, EPERM);
	ck_assert_int_eq(unlink(link), 0);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(rmdir(base), 0);
}
END_TEST

START_TEST(size) {
	ck_assert_int_eq(ftruncate(fd, 4096), 0);
	ck_assert_int_eq(file_size(fd), 4096);
	int root = open("/", O_PATH | O_CLOEXEC);
	ck_assert_int_eq(file_size(root), -1);
	ck_assert_int_eq(errno, EINVAL);
	close(root);
	ck_assert_int_eq(file_size(-1), -1);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

START_TEST(errno_is_kept) {
	int copy = dup(fd);
	errno = ENOSPC;
	file_close(copy);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_lt(fcntl(copy, F_GETFD), 0);
	errno = ENOSPC;
	file_close(copy); // which is not open any more
	ck_assert_int_eq(errno, ENOSPC);
	file_close(-1);
	ck_assert_int_eq(errno, ENOSPC);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("file");
	TCase *tcase = tcase_create("file");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ours);
	tcase_add_test(tcase, others_may_write);
	tcase_add_test(tcase, of_somebody_else);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, folders);
	tcase_add_test(tcase, size);
	tcase_add_test(tcase, errno_is_kept);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
