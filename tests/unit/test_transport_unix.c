// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/transport.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define PAGES 3
#define ALL (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)

static struct transport *transport; // what is tested
static int far; // the peer's end, which does as it likes
static int fds_before;

static void setup(void) {
	fds_before = fds_open();
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	transport = transport_unix_from_fd(ends[0]);
	ck_assert_ptr_nonnull(transport);
	far = ends[1];
}

static void teardown(void) {
	transport_destroy(transport);
	close(far);
	ck_assert_int_eq(fds_open(), fds_before);
}

static ssize_t read_some(void) {
	char bytes[64];
	return transport->impl->read(transport, bytes, sizeof(bytes));
}

START_TEST(bytes_both_ways) {
	char bytes[8] = {0};
	ck_assert_int_eq(read_some(), 0);
	ck_assert_int_eq(write(far, "ping", 4), 4);
	ck_assert_int_eq(transport->impl->read(transport, bytes, sizeof(bytes)), 4);
	ck_assert_str_eq(bytes, "ping");
	ck_assert_int_eq(transport->impl->write(transport, "pong!", 5, NULL), 5);
	ck_assert_int_eq(read(far, bytes, sizeof(bytes)), 5);
	ck_assert_str_eq(bytes, "pong!");
}
END_TEST

START_TEST(peer_gone) {
	ck_assert_int_eq(write(far, "last", 4), 4);
	shutdown(far, SHUT_RDWR);
	ck_assert_int_eq(read_some(), 4); // what it said before still counts
	ck_assert_int_eq(read_some(), -1);
	ck_assert_int_ne(errno, EPROTO);
	ck_assert_int_eq(transport->impl->write(transport, "x", 1, NULL), -1);
}
END_TEST

START_TEST(peer_that_does_not_read) {
	static const char bytes[65536];
	size_t total = 0;
	ssize_t len;
	while ((len = transport->impl->write(transport, bytes, sizeof(bytes), NULL)) > 0) {
		total += (size_t)len;
		ck_assert_uint_lt(total, 64u << 20);
	}
	ck_assert_int_eq(len, 0);
}
END_TEST

// Whoever has sent us a socket may have it still, and make it one that waits
START_TEST(peer_that_makes_it_wait) {
	ck_assert_int_eq(fcntl(transport->impl->fd(transport), F_SETFL, 0), 0);
	ck_assert_int_eq(read_some(), 0);
	static const char bytes[65536];
	while (transport->impl->write(transport, bytes, sizeof(bytes), NULL) > 0) {
	}
}
END_TEST

// Send count copies of fd with one byte
static void send_fds(int fd, size_t count) {
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(32 * sizeof(int))];
	} control = {0};
	struct iovec part = {.iov_base = "x", .iov_len = 1};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_SPACE(count * sizeof(int))};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (size_t i = 0; i < count; i++) {
		memcpy(CMSG_DATA(header) + i * sizeof(int), &fd, sizeof(fd));
	}
	ck_assert_int_eq(sendmsg(far, &message, 0), 1);
}

static bool take(uint32_t pages, uint32_t count) {
	struct transport_pages taken = {.pages = pages};
	const uint32_t refs[4] = {0};
	bool ok = transport->impl->pages_take(transport, &taken, refs, count);
	ck_assert(!transport->impl->pages_pending(transport));
	if (ok) {
		ck_assert_uint_eq(taken.pages, pages);
		transport_pages_finish(&taken);
		transport_pages_finish(&taken);
	}
	return ok;
}

static int memfd(size_t size, int seals) {
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	char zeros[4096] = {0};
	for (size_t pos = 0; pos < size; pos += sizeof(zeros)) {
		size_t len = size - pos < sizeof(zeros) ? size - pos : sizeof(zeros);
		ck_assert_int_eq(pwrite(fd, zeros, len, (off_t)pos), (ssize_t)len);
	}
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

static const struct {
	const char *what;
	long size; // of the memfd
	int seals;
	uint32_t pages, count; // of the record
	bool good;
} memfds[] = {
	{"good", PAGES * 4096, ALL, PAGES, 0, true},
	{"unsealed", PAGES * 4096, 0, PAGES, 0, false},
	{"may shrink", PAGES * 4096, ALL & ~F_SEAL_SHRINK, PAGES, 0, false},
	{"may grow", PAGES * 4096, ALL & ~F_SEAL_GROW, PAGES, 0, false},
	{"may get holes", PAGES * 4096, ALL & ~F_SEAL_FUTURE_WRITE, PAGES, 0, false},
	{"seals not sealed", PAGES * 4096, ALL & ~F_SEAL_SEAL, PAGES, 0, false},
	{"also write sealed", PAGES * 4096, ALL | F_SEAL_WRITE, PAGES, 0, true},
	{"a page short", (PAGES - 1) * 4096, ALL, PAGES, 0, false},
	{"a byte short", PAGES * 4096 - 1, ALL, PAGES, 0, false},
	{"a byte long", PAGES * 4096 + 1, ALL, PAGES, 0, false},
	{"a page long", (PAGES + 1) * 4096, ALL, PAGES, 0, false},
	{"empty", 0, ALL, PAGES, 0, false},
	{"empty and none asked", 0, ALL, 0, 0, false},
	{"references too", PAGES * 4096, ALL, PAGES, 1, false},
	{"many pages asked", PAGES * 4096, ALL, UINT32_MAX, 0, false},
	{"pages that wrap 32 bits", 4096, ALL, (1u << 20) + 1, 0, false},
};

START_TEST(memfd_is_checked) {
	int fd = memfd((size_t)memfds[_i].size, memfds[_i].seals);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(transport->impl->pages_pending(transport));
	ck_assert_msg(
		take(memfds[_i].pages, memfds[_i].count) == memfds[_i].good, "%s", memfds[_i].what);
}
END_TEST

START_TEST(memfd_with_a_hole_is_refused) {
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_eq(ftruncate(fd, PAGES * 4096), 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, 0), 1);
	ck_assert_int_eq(pwrite(fd, "x", 1, 2 * 4096), 1);
	// Blocks beyond the end must not make up for it
	ck_assert_int_eq(fallocate(fd, FALLOC_FL_KEEP_SIZE, PAGES * 4096, 8 * 4096), 0);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, ALL), 0);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(!take(PAGES, 0));
}
END_TEST

static const char *const paths[] = {"/dev/null", "/dev/zero", "/", "/proc/self/exe", "/dev/shm"};

START_TEST(not_a_memfd) {
	int fd = open(paths[_i], O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(!take(PAGES, 0));
}
END_TEST

START_TEST(file_pipe_and_socket_are_not_memfds) {
	char path[] = "/tmp/mamparo-test-XXXXXX";
	int ends[2], file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	unlink(path);
	ck_assert_int_eq(ftruncate(file, PAGES * 4096), 0);
	ck_assert_int_eq(pipe(ends), 0);
	const int fds[] = {file, ends[0], ends[1], far};
	for (size_t i = 0; i < 4; i++) {
		send_fds(fds[i], 1);
		ck_assert_int_eq(read_some(), 1);
		ck_assert(!take(PAGES, 0));
	}
	close(file);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(huge_pages_are_refused) {
	const uint32_t pages = 512;
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB);
	if (fd < 0) {
		return; // a kernel without them cannot be sent any
	}
	ck_assert_int_eq(ftruncate(fd, pages * 4096), 0);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, ALL), 0);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(!take(pages, 0));
}
END_TEST

START_TEST(more_than_one_descriptor) {
	int fd = memfd(PAGES * 4096, ALL);
	send_fds(fd, (size_t)_i);
	close(fd);
	ck_assert_int_eq(read_some(), -1);
	ck_assert_int_eq(errno, EPROTO);
	ck_assert(!transport->impl->pages_pending(transport));
}
END_TEST

START_TEST(second_descriptor_before_the_first_is_taken) {
	int fd = memfd(PAGES * 4096, ALL);
	send_fds(fd, 1);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1); // a read ends with the bytes that bring one
	ck_assert_int_eq(read_some(), -1);
	ck_assert_int_eq(errno, EPROTO);
}
END_TEST

START_TEST(descriptor_where_none_may_come) {
	transport_destroy(transport);
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	transport = transport_unix_of_bytes(ends[0]);
	close(far);
	far = ends[1];
	ck_assert_int_eq(write(far, "x", 1), 1);
	ck_assert_int_eq(read_some(), 1);
	send_fds(far, 1);
	ck_assert_int_eq(read_some(), -1);
	ck_assert_int_eq(errno, EPROTO);
	ck_assert(!transport->impl->pages_pending(transport));
}
END_TEST

START_TEST(no_descriptor) {
	ck_assert(!take(PAGES, 0));
	ck_assert_int_eq(write(far, "x", 1), 1);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(!take(PAGES, 0));
}
END_TEST

// Left pending: teardown sees that destroy closes it
START_TEST(pending_descriptor_is_closed) {
	int fd = memfd(PAGES * 4096, ALL);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	ck_assert(transport->impl->pages_pending(transport));
}
END_TEST

START_TEST(received_descriptor_is_not_inherited) {
	int fd = memfd(PAGES * 4096, ALL);
	send_fds(fd, 1);
	close(fd);
	ck_assert_int_eq(read_some(), 1);
	struct transport_pages taken = {.pages = PAGES};
	ck_assert(transport->impl->pages_take(transport, &taken, NULL, 0));
	ck_assert_int_eq(fcntl(taken.fd, F_GETFD), FD_CLOEXEC);
	transport_pages_finish(&taken);
}
END_TEST

START_TEST(shared_pages_are_what_we_take) {
	struct transport *peer = transport_unix_from_fd(dup(far));
	struct transport_pages pages = {.pages = PAGES};
	char *own = peer->impl->pages_share(peer, &pages);
	ck_assert_ptr_nonnull(own);
	ck_assert_int_eq(peer->impl->write(peer, "x", 1, &pages), 1);
	ck_assert_int_eq(read_some(), 1);

	struct transport_pages taken = {.pages = PAGES};
	ck_assert(transport->impl->pages_take(transport, &taken, NULL, 0));
	const char *seen = transport->impl->pages_map(&taken);
	ck_assert_ptr_nonnull(seen);
	for (size_t i = 0; i < PAGES * 4096; i++) {
		if (seen[i] != 0) {
			ck_abort_msg("byte %zu is not zero", i);
		}
	}
	own[PAGES * 4096 - 1] = 'y';
	ck_assert_int_eq(seen[PAGES * 4096 - 1], 'y');
	ck_assert_int_ne(mprotect((void *)seen, 4096, PROT_READ | PROT_WRITE), 0);
	transport_pages_unmap(seen, PAGES);
	transport->impl->pages_unshare(own, PAGES);
	transport_pages_finish(&taken);
	transport_pages_finish(&pages);
	transport_destroy(peer);
}
END_TEST

// What a hostile guest could try with pages that we have mapped
START_TEST(shared_pages_cannot_go_away) {
	struct transport_pages pages = {.pages = PAGES};
	char *own = transport->impl->pages_share(transport, &pages);
	ck_assert_ptr_nonnull(own);
	ck_assert_int_ne(ftruncate(pages.fd, 0), 0);
	ck_assert_int_ne(ftruncate(pages.fd, PAGES * 4096 + 1), 0);
	int punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	ck_assert_int_ne(fallocate(pages.fd, punch, 0, 4096), 0);
	ck_assert_int_ne(madvise(own, 4096, MADV_REMOVE), 0);
	ck_assert_int_ne(fcntl(pages.fd, F_ADD_SEALS, F_SEAL_WRITE), 0);
	ck_assert_ptr_eq(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, pages.fd, 0), MAP_FAILED);
	transport->impl->pages_unshare(own, PAGES);
	transport_pages_finish(&pages);
}
END_TEST

START_TEST(finishing_nothing_closes_nothing) {
	struct transport_pages zero = {0};
	transport_pages_finish(&zero);
	ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
	transport_pages_unmap(NULL, PAGES);
	transport_unix.pages_unshare(NULL, PAGES);
	transport_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("transport_unix");
	TCase *bytes = tcase_create("bytes");
	tcase_add_checked_fixture(bytes, setup, teardown);
	tcase_add_test(bytes, bytes_both_ways);
	tcase_add_test(bytes, peer_gone);
	tcase_add_test(bytes, peer_that_does_not_read);
	tcase_add_test(bytes, peer_that_makes_it_wait);
	suite_add_tcase(suite, bytes);
	TCase *descriptors = tcase_create("descriptors");
	tcase_add_checked_fixture(descriptors, setup, teardown);
	tcase_add_loop_test(descriptors, more_than_one_descriptor, 2, 9);
	tcase_add_test(descriptors, second_descriptor_before_the_first_is_taken);
	tcase_add_test(descriptors, descriptor_where_none_may_come);
	tcase_add_test(descriptors, no_descriptor);
	tcase_add_test(descriptors, pending_descriptor_is_closed);
	tcase_add_test(descriptors, received_descriptor_is_not_inherited);
	suite_add_tcase(suite, descriptors);
	TCase *pages = tcase_create("pages");
	tcase_add_checked_fixture(pages, setup, teardown);
	tcase_add_loop_test(pages, memfd_is_checked, 0, sizeof(memfds) / sizeof(memfds[0]));
	tcase_add_loop_test(pages, not_a_memfd, 0, sizeof(paths) / sizeof(paths[0]));
	tcase_add_test(pages, file_pipe_and_socket_are_not_memfds);
	tcase_add_test(pages, memfd_with_a_hole_is_refused);
	tcase_add_test(pages, huge_pages_are_refused);
	tcase_add_test(pages, shared_pages_are_what_we_take);
	tcase_add_test(pages, shared_pages_cannot_go_away);
	tcase_add_test(pages, finishing_nothing_closes_nothing);
	suite_add_tcase(suite, pages);
	return unit_run(suite);
}
