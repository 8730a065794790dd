// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/transport.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static char dir[64], address[108];
static int fds_before;

static void setup(void) {
	fds_before = fds_open();
	snprintf(dir, sizeof(dir), "/tmp/mamparo-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/socket", dir);
}

static void teardown(void) {
	unlink(address);
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(fds_open(), fds_before);
}

// Whoever is there within a second
static struct transport *accept_peer(struct transport_listener *listener) {
	struct pollfd fd = {.fd = transport_listener_fd(listener), .events = POLLIN};
	ck_assert_int_eq(poll(&fd, 1, 1000), 1);
	return transport_listener_accept(listener);
}

START_TEST(connects_and_speaks) {
	struct transport_listener *listener = transport_unix_listen(address);
	ck_assert_ptr_nonnull(listener);
	ck_assert_ptr_null(transport_listener_accept(listener));
	struct transport *near = transport_unix.connect(address);
	ck_assert_ptr_nonnull(near);
	struct transport *far = accept_peer(listener);
	ck_assert_ptr_nonnull(far);
	char byte = 0;
	ck_assert_int_eq(near->impl->write(near, "x", 1, NULL), 1);
	ck_assert_int_eq(far->impl->read(far, &byte, 1), 1);
	ck_assert_int_eq(byte, 'x');
	ck_assert_int_eq(far->impl->read(far, &byte, 1), 0); // not blocking either
	transport_destroy(near);
	transport_destroy(far);
	transport_listener_destroy(listener);
	ck_assert_int_ne(access(address, F_OK), 0);
}
END_TEST

START_TEST(is_for_this_user_only) {
	mode_t before = umask(0);
	struct transport_listener *listener = transport_unix_listen(address);
	umask(before);
	struct stat stat;
	ck_assert_int_eq(lstat(address, &stat), 0);
	ck_assert(S_ISSOCK(stat.st_mode));
	ck_assert_uint_eq(stat.st_mode & 0777, 0600);
	transport_listener_destroy(listener);
}
END_TEST

START_TEST(another_peer_waits) {
	struct transport_listener *listener = transport_unix_listen(address);
	struct transport *first = transport_unix.connect(address);
	struct transport *second = transport_unix.connect(address);
	ck_assert_ptr_nonnull(second);
	struct transport *peer = accept_peer(listener);
	transport_destroy(first);
	transport_destroy(peer);
	peer = accept_peer(listener);
	ck_assert_ptr_nonnull(peer);
	transport_destroy(second);
	transport_destroy(peer);
	transport_listener_destroy(listener);
}
END_TEST

// A guest that listens and never accepts
START_TEST(connect_never_waits) {
	struct transport_listener *listener = transport_unix_listen(address);
	struct transport *peers[8];
	size_t len = 0;
	while (len < 8 && (peers[len] = transport_unix.connect(address)) != NULL) {
		len++;
	}
	ck_assert_uint_lt(len, 8);
	ck_assert_int_eq(errno, EAGAIN);
	while (len > 0) {
		transport_destroy(peers[--len]);
	}
	transport_listener_destroy(listener);
}
END_TEST

START_TEST(nobody_to_connect_to) {
	ck_assert_ptr_null(transport_unix.connect(address));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mkfifo(address, 0600), 0);
	ck_assert_ptr_null(transport_unix.connect(address));
	unlink(address);
	ck_assert_int_eq(symlink(address, address), 0);
	ck_assert_ptr_null(transport_unix.connect(address));
	unlink(address);
	int file = open(address, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	close(file);
	ck_assert_ptr_null(transport_unix.connect(address));
}
END_TEST

START_TEST(address_too_long) {
	char path[200];
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ck_assert_ptr_null(transport_unix.connect(path));
	ck_assert_int_eq(errno, ENAMETOOLONG);
	ck_assert_ptr_null(transport_unix_listen(path));
	ck_assert_int_eq(errno, ENAMETOOLONG);
}
END_TEST

// What a process that was killed leaves
START_TEST(stale_socket_is_replaced) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
	struct transport_listener *listener = transport_unix_listen(address);
	ck_assert_ptr_nonnull(listener);
	transport_listener_destroy(listener);
}
END_TEST

START_TEST(live_socket_is_left) {
	struct transport_listener *listener = transport_unix_listen(address);
	ck_assert_ptr_null(transport_unix_listen(address));
	ck_assert_int_eq(errno, EADDRINUSE);
	struct transport *probe = accept_peer(listener); // which has gone already
	transport_destroy(probe);
	struct transport *peer = transport_unix.connect(address);
	ck_assert_ptr_nonnull(peer);
	transport_destroy(peer);
	transport_listener_destroy(listener);
}
END_TEST

START_TEST(other_files_are_left) {
	int file = open(address, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	ck_assert_int_ge(file, 0);
	close(file);
	ck_assert_ptr_null(transport_unix_listen(address));
	ck_assert_int_eq(access(address, F_OK), 0);
}
END_TEST

START_TEST(no_such_folder) {
	ck_assert_ptr_null(transport_unix_listen("/nonexistent/socket"));
	ck_assert_int_eq(errno, ENOENT);
	transport_listener_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("transport_listener");
	TCase *listen = tcase_create("listen");
	tcase_add_checked_fixture(listen, setup, teardown);
	tcase_add_test(listen, connects_and_speaks);
	tcase_add_test(listen, is_for_this_user_only);
	tcase_add_test(listen, another_peer_waits);
	tcase_add_test(listen, stale_socket_is_replaced);
	tcase_add_test(listen, live_socket_is_left);
	tcase_add_test(listen, other_files_are_left);
	tcase_add_test(listen, no_such_folder);
	suite_add_tcase(suite, listen);
	TCase *connect = tcase_create("connect");
	tcase_add_checked_fixture(connect, setup, teardown);
	tcase_add_test(connect, connect_never_waits);
	tcase_add_test(connect, nobody_to_connect_to);
	tcase_add_test(connect, address_too_long);
	suite_add_tcase(suite, connect);
	return unit_run(suite);
}
