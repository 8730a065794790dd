// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/hostile/good.h"
#include "tests/hostile/rig.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define PAGES 3
#define ALL_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)
#define NOT_SUCH "no pages came, or not such as it says"
#define NO_POOL "pages without a pool"
#define BROKE_RULE "pages or a ring that may not be"

static struct loop *loop;
static struct rig rig;
static int fds_before;
static uint8_t bytes[2 * GUI_RECORD_MAX];
static size_t len; // of a pool_create of PAGES in bytes; a ping follows
static size_t ping_len;

static size_t put(uint8_t *dst, const struct gui_record *record) {
	return gui_encode(record, dst, GUI_RECORD_MAX);
}

static void setup(void) {
	loop = loop_create();
	rig_init(&rig, loop, 0, NULL);
	rig_hello(&rig);
	fds_before = fds_open();
	struct gui_record pool = good_pool(1, PAGES);
	struct gui_record ping = {.code = GUI_CODE_ping};
	len = put(bytes, &pool);
	ping_len = put(bytes + len, &ping);
}

static void teardown(void) {
	rig_finish(&rig);
	loop_destroy(loop);
}

static void expect_refused(const char *reason) {
	rig_settle(&rig);
	ck_assert(!rig_is_up(&rig));
	ck_assert_str_eq(rig.desk.reason, reason);
	ck_assert_uint_eq(rig.desk.counts[GUI_CODE_pool_create], 0);
	ck_assert_int_eq(fds_open(), fds_before - 1); // the edge's end of the link
	peer_finish(&rig.peer);
	peer_init(&rig.peer, 0);
	rig_pass(&rig, GUI_RECONNECT_MAX);
	rig_session(&rig);
}

// Closes fd
static void refuse(int fd) {
	ck_assert_int_ge(fd, 0);
	peer_write(&rig.peer, bytes, len, fd);
	close(fd);
	expect_refused(NOT_SUCH);
}

START_TEST(good) {
	int fd = peer_good_pages(PAGES);
	peer_write(&rig.peer, bytes, len, fd);
	close(fd);
	rig_settle(&rig);
	ck_assert(rig_is_up(&rig));
	ck_assert_ptr_nonnull(rig.desk.pools[1].addr);
	ck_assert_int_eq(fds_open(), fds_before); // mapped, so no longer needed
}
END_TEST

// Good pages by another descriptor, which can only be read
START_TEST(good_and_read_only) {
	int fd = peer_good_pages(PAGES);
	char path[32];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	int again = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(again, 0);
	peer_write(&rig.peer, bytes, len, again);
	close(again);
	close(fd);
	rig_settle(&rig);
	ck_assert(rig_is_up(&rig));
}
END_TEST

START_TEST(none) {
	peer_write(&rig.peer, bytes, len, -1);
	expect_refused(NOT_SUCH);
}
END_TEST

START_TEST(seals_missing) {
	static const int seals[] = {
		F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_FUTURE_WRITE, F_SEAL_SEAL, ALL_SEALS};
	refuse(peer_pages(PAGES, ALL_SEALS & ~seals[_i]));
}
END_TEST

START_TEST(size_is_another) {
	static const uint32_t pages[] = {0, 1, PAGES - 1, PAGES + 1, 2 * PAGES};
	refuse(peer_good_pages(pages[_i]));
}
END_TEST

static int sealed_of_size(off_t size) {
	int fd = memfd_create("hole", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_eq(ftruncate(fd, size), 0);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, ALL_SEALS), 0);
	return fd;
}

// A byte off, or the right size and no page in it
START_TEST(size_is_odd_or_empty) {
	refuse(sealed_of_size(PAGES * GUI_PAGE_SIZE - 1 + _i));
}
END_TEST

START_TEST(no_memory_at_all) {
	int pipe_fds[2];
	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC), 0);
	close(pipe_fds[1]);
	FILE *file = tmpfile();
	ck_assert_int_eq(ftruncate(fileno(file), PAGES * GUI_PAGE_SIZE), 0);
	int fds[] = {
		pipe_fds[0],
		dup(fileno(file)),
		open("/dev/zero", O_RDWR | O_CLOEXEC),
		open("/dev/null", O_RDWR | O_CLOEXEC),
		open("/", O_DIRECTORY | O_CLOEXEC),
		open("/", O_PATH | O_CLOEXEC),
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
		epoll_create1(EPOLL_CLOEXEC),
	};
	fclose(file);
	int chosen = dup(fds[_i]);
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		close(fds[i]);
	}
	refuse(chosen);
}
END_TEST

START_TEST(too_many) {
	int fds[PEER_FDS_MAX] = {0};
	for (int i = 0; i < _i; i++) {
		fds[i] = peer_good_pages(PAGES);
	}
	peer_write_fds(&rig.peer, bytes, len, fds, (size_t)_i);
	for (int i = 0; i < _i; i++) {
		close(fds[i]);
	}
	expect_refused(BROKE_RULE);
}
END_TEST

// One with the first byte and one with the rest
START_TEST(two_by_and_by) {
	int fd = peer_good_pages(PAGES);
	peer_write(&rig.peer, bytes, 1, fd);
	if (_i == 1) {
		rig_settle(&rig);
	}
	peer_write(&rig.peer, bytes + 1, len - 1, fd);
	close(fd);
	expect_refused(BROKE_RULE);
}
END_TEST

START_TEST(with_another_record) {
	int fd = peer_good_pages(PAGES);
	peer_write(&rig.peer, bytes + len, ping_len, fd);
	close(fd);
	expect_refused(NO_POOL);
}
END_TEST

START_TEST(with_the_record_before) {
	int fd = peer_good_pages(PAGES);
	memcpy(bytes + len + ping_len, bytes, len);
	peer_write(&rig.peer, bytes + len, 1, fd);
	peer_write(&rig.peer, bytes + len + 1, ping_len + len - 1, -1);
	close(fd);
	expect_refused(NO_POOL);
}
END_TEST

START_TEST(before_hello) {
	peer_finish(&rig.peer);
	rig_settle(&rig);
	peer_init(&rig.peer, 0);
	rig_pass(&rig, GUI_RECONNECT_MIN);
	int fd = peer_good_pages(PAGES);
	struct gui_record hello = good_hello();
	peer_send_pages(&rig.peer, &hello, fd);
	close(fd);
	expect_refused(NO_POOL);
}
END_TEST

// References are Xen's; here they are one thing too many
START_TEST(with_references) {
	static const uint32_t refs[GUI_DIRECTORY_MAX] = {8};
	struct gui_record pool = good_pool(1, PAGES);
	pool.u.pool_create.count = _i == 0 ? 1 : GUI_DIRECTORY_MAX;
	pool.u.pool_create.tail = refs;
	len = put(bytes, &pool);
	refuse(peer_good_pages(PAGES));
}
END_TEST

// Sent, and the link ends before they are looked at
START_TEST(never_looked_at) {
	int fd = peer_good_pages(PAGES);
	peer_write(&rig.peer, bytes, len / 2, fd);
	close(fd);
	rig_settle(&rig);
	ck_assert_int_eq(fds_open(), fds_before + 1);
	peer_finish(&rig.peer);
	rig_settle(&rig);
	ck_assert(!rig_is_up(&rig));
	ck_assert_int_eq(fds_open(), fds_before - 2);
	peer_init(&rig.peer, 0);
}
END_TEST

static void add_bad(TCase *tests) {
	tcase_add_test(tests, none);
	tcase_add_loop_test(tests, seals_missing, 0, 5);
	tcase_add_loop_test(tests, size_is_another, 0, 5);
	tcase_add_loop_test(tests, size_is_odd_or_empty, 0, 3);
	tcase_add_loop_test(tests, no_memory_at_all, 0, 8);
	tcase_add_loop_test(tests, too_many, 2, PEER_FDS_MAX + 1);
	tcase_add_loop_test(tests, two_by_and_by, 0, 2);
	tcase_add_test(tests, with_another_record);
	tcase_add_test(tests, with_the_record_before);
	tcase_add_test(tests, before_hello);
	tcase_add_loop_test(tests, with_references, 0, 2);
	tcase_add_test(tests, never_looked_at);
}

int main(void) {
	Suite *suite = suite_create("pages");
	TCase *tests = tcase_create("pages");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, good);
	tcase_add_test(tests, good_and_read_only);
	add_bad(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
