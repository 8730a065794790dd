// SPDX-License-Identifier: MIT
#include "hv/parent/run_dir.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static char root[64], path[80];
static struct run_dir run, other;
static int fds;

static void setup(void) {
	fds = fds_open();
	snprintf(root, sizeof(root), "/tmp/mamparo-run-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/run", root);
	ck_assert(run_dir_init(&run, path, NULL));
}

static void clear(const char *name) {
	char file[128];
	snprintf(file, sizeof(file), "%s/%s", path, name);
	remove(file);
}

static void teardown(void) {
	run_dir_finish(&run);
	ck_assert_int_eq(fds_open(), fds);
	clear("hvd.lock");
	clear("hvd.started");
	clear("hvd.socket");
	ck_assert_int_eq(rmdir(path), 0);
	rmdir(root);
}

static bool connects(void) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/" RUN_DIR_SOCKET, path);
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected = connect(sock, (struct sockaddr *)&addr, sizeof(addr)) == 0;
	close(sock);
	return connected;
}

START_TEST(socket_of_users) {
	struct stat stat;
	ck_assert(connects());
	ck_assert_int_eq(fstatat(run.dir, RUN_DIR_SOCKET, &stat, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert(S_ISSOCK(stat.st_mode));
	ck_assert_uint_eq(stat.st_mode & 07777, 0660);
	run_dir_finish(&run);
	ck_assert(!connects());
	ck_assert(run_dir_init(&run, path, NULL));
}
END_TEST

START_TEST(one_at_a_time) {
	ck_assert(!run_dir_init(&other, path, NULL));
	ck_assert(connects()); // the first is not disturbed
	run_dir_finish(&run);
	ck_assert(run_dir_init(&other, path, NULL));
	run_dir_finish(&other);
	ck_assert(run_dir_init(&run, path, NULL));
}
END_TEST

// One that was killed has left its socket
START_TEST(after_a_kill) {
	close(run.listener);
	close(run.lock);
	close(run.dir);
	ck_assert(run_dir_init(&run, path, NULL));
	ck_assert(connects());
}
END_TEST

START_TEST(started) {
	ck_assert(!run_dir_is_started(&run));
	run_dir_set_started(&run);
	ck_assert(run_dir_is_started(&run));
	run_dir_set_started(&run);
	run_dir_finish(&run);
	ck_assert(run_dir_init(&run, path, NULL));
	ck_assert(run_dir_is_started(&run));
}
END_TEST

START_TEST(groups) {
	run_dir_finish(&run);
	ck_assert(!run_dir_init(&run, path, "no-such-group"));
	ck_assert(run_dir_init(&run, path, getegid() == 0 ? "root" : NULL));
	struct stat stat;
	ck_assert_int_eq(fstatat(run.dir, RUN_DIR_SOCKET, &stat, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(stat.st_gid, getegid());
}
END_TEST

START_TEST(bad_folders) {
	char longer[200];
	ck_assert(!run_dir_init(&other, "/nonexistent/run", NULL));
	ck_assert_int_eq(chmod(path, 0775), 0);
	ck_assert(!run_dir_init(&other, path, NULL));
	ck_assert_int_eq(chmod(path, 0755), 0);
	snprintf(longer, sizeof(longer), "%s/%0100d", root, 0);
	ck_assert(!run_dir_init(&other, longer, NULL)); // no socket can have such a name
	char lock[256];
	snprintf(lock, sizeof(lock), "%s/hvd.lock", longer);
	remove(lock);
	rmdir(longer);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("run_dir");
	TCase *tcase = tcase_create("run_dir");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, socket_of_users);
	tcase_add_test(tcase, one_at_a_time);
	tcase_add_test(tcase, after_a_kill);
	tcase_add_test(tcase, started);
	tcase_add_test(tcase, groups);
	tcase_add_test(tcase, bad_folders);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
