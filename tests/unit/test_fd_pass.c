// SPDX-License-Identifier: MIT
#include "common/fd_pass.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static int ends[2], null, before;
static char byte;
static struct iovec bytes = {.iov_base = &byte, .iov_len = 1};

static void setup(void) {
	before = fds_open();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(null, 0);
}

static void teardown(void) {
	close(ends[0]);
	close(ends[1]);
	close(null);
	ck_assert_int_eq(fds_open(), before);
}

// So many at once, as somebody does who knows no limit
static void send_many(size_t count) {
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(2 * FD_PASS_MAX * sizeof(int))];
	} control = {0};
	struct msghdr message = {.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_SPACE(count * sizeof(int))};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (size_t i = 0; i < count; i++) {
		memcpy(CMSG_DATA(part) + i * sizeof(int), &null, sizeof(int));
	}
	ck_assert_int_eq(sendmsg(ends[0], &message, 0), 1);
}

// How many came; one of them is *fd, or it is -1
static size_t receive(int *fd, int *flags) {
	union fd_pass pass;
	struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
	fd_pass_prepare(&message, &pass);
	ck_assert_int_eq(recvmsg(ends[1], &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC), 1);
	*fd = -1;
	*flags = message.msg_flags;
	return fd_pass_take(&message, fd);
}

static void check_is_null(int fd) {
	struct stat one, other;
	ck_assert_int_eq(fstat(null, &one), 0);
	ck_assert_int_eq(fstat(fd, &other), 0);
	ck_assert_uint_eq(one.st_rdev, other.st_rdev);
	close(fd);
}

START_TEST(none_comes) {
	int fd, flags;
	ck_assert_int_eq(send(ends[0], &byte, 1, 0), 1);
	ck_assert_uint_eq(receive(&fd, &flags), 0);
	ck_assert_int_eq(fd, -1);
}
END_TEST

START_TEST(one_goes_along) {
	union fd_pass pass;
	struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
	int fd, flags;
	fd_pass_put(&message, &pass, null);
	ck_assert_int_eq(sendmsg(ends[0], &message, 0), 1);
	ck_assert_uint_eq(receive(&fd, &flags), 1);
	ck_assert_int_eq(flags & MSG_CTRUNC, 0);
	check_is_null(fd);
}
END_TEST

START_TEST(of_several_the_first_is_kept) {
	int fd, flags;
	size_t sent = (size_t)_i;
	send_many(sent);
	ck_assert_uint_eq(receive(&fd, &flags), sent < FD_PASS_MAX ? sent : FD_PASS_MAX);
	ck_assert_int_eq((flags & MSG_CTRUNC) != 0, sent > FD_PASS_MAX);
	check_is_null(fd);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("fd_pass");
	TCase *tests = tcase_create("fd_pass");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, none_comes);
	tcase_add_test(tests, one_goes_along);
	tcase_add_loop_test(tests, of_several_the_first_is_kept, 1, 2 * FD_PASS_MAX + 1);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
