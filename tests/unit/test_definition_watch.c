// SPDX-License-Identifier: MIT
#include "hv/definition/definition_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static char path[64], moved[80];
static struct loop *loop;
static struct definition_watch *watch;
static unsigned changes;
static int dir, fds;

static void handle_change(void *data) {
	changes++;
}

static void setup(void) {
	fds = fds_open();
	snprintf(path, sizeof(path), "/tmp/mamparo-watch-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
	snprintf(moved, sizeof(moved), "%s-moved", path);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	loop = loop_create();
	changes = 0;
	watch = definition_watch_create(loop, dir, handle_change, NULL);
	ck_assert_ptr_nonnull(watch);
}

static void teardown(void) {
	definition_watch_destroy(watch);
	loop_destroy(loop);
	unlinkat(dir, "a", 0);
	unlinkat(dir, "b", 0);
	close(dir);
	rmdir(path);
	rmdir(moved);
	ck_assert_int_eq(fds_open(), fds);
}

static void write_file(const char *name) {
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	close(fd);
}

static void wait_for(unsigned count) {
	uint64_t end = loop_now() + UINT64_C(10000) * LOOP_NS_PER_MS;
	while (changes < count && loop_now() < end) {
		ck_assert(loop_dispatch(loop, 10));
	}
	ck_assert_uint_eq(changes, count);
}

// Nothing more comes
static void rest(void) {
	uint64_t end = loop_now() + UINT64_C(2) * DEFINITION_WATCH_REST * LOOP_NS_PER_MS;
	while (loop_now() < end) {
		ck_assert(loop_dispatch(loop, 10));
	}
}

START_TEST(at_this_moment) {
	ck_assert(!definition_watch_take(watch));
	write_file("a");
	ck_assert(definition_watch_take(watch));
	ck_assert(!definition_watch_take(watch));
	ck_assert_int_eq(fchmodat(dir, "a", 0600, 0), 0);
	ck_assert(definition_watch_take(watch));
	ck_assert_int_eq(renameat(dir, "a", dir, "b"), 0);
	ck_assert(definition_watch_take(watch));
	ck_assert_int_eq(linkat(dir, "b", dir, "a", 0), 0);
	ck_assert(definition_watch_take(watch));
	ck_assert_int_eq(unlinkat(dir, "a", 0), 0);
	ck_assert(definition_watch_take(watch));
	int fd = openat(dir, "b", O_RDONLY | O_CLOEXEC); // to read it is no change
	close(fd);
	ck_assert(!definition_watch_take(watch));
	rest();
	ck_assert_uint_eq(changes, 0);
}
END_TEST

// Several at once are one, and told once
START_TEST(told) {
	write_file("a");
	write_file("b");
	wait_for(1);
	rest();
	ck_assert_uint_eq(changes, 1);
	write_file("b");
	wait_for(2);
}
END_TEST

// Whoever has asked meanwhile knows, and is not told
START_TEST(taken_meanwhile) {
	write_file("a");
	ck_assert(loop_dispatch(loop, 100));
	ck_assert(definition_watch_take(watch));
	rest();
	ck_assert_uint_eq(changes, 0);
}
END_TEST

// It is the open folder that counts, as for who reads it
START_TEST(folder_is_moved) {
	ck_assert_int_eq(rename(path, moved), 0);
	write_file("a");
	wait_for(1);
}
END_TEST

START_TEST(no_folder) {
	ck_assert_ptr_null(definition_watch_create(loop, -1, handle_change, NULL));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_watch");
	TCase *tcase = tcase_create("definition_watch");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, at_this_moment);
	tcase_add_test(tcase, told);
	tcase_add_test(tcase, taken_meanwhile);
	tcase_add_test(tcase, folder_is_moved);
	tcase_add_test(tcase, no_folder);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
