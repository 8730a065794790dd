// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/message/message.h"
#include "hv/message/message_table.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

#define FDS_MAX 8
#define ALL UINT32_MAX

static int socks[2], listener, fds;
static struct message out, in;
static struct message_fault fault;

static void setup(void) {
	messages_open();
	fds = fds_open();
	listener = messages_listener();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
}

static void teardown(void) {
	close(listener);
	close(socks[0]);
	if (socks[1] >= 0) {
		close(socks[1]);
	}
	ck_assert_int_eq(fds_open(), fds);
}

static enum message_result receive(void) {
	memset(&in, 0xee, sizeof(in));
	return message_receive(socks[0], &in, ALL, &fault);
}

// As no process of ours would: any bytes, any descriptors
static void send_raw(const void *bytes, size_t len, const int *list, size_t count) {
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control = {0};
	struct iovec iov = {.iov_base = (void *)bytes, .iov_len = len};
	struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};
	if (count > 0) {
		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(count * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(&control.header), list, count * sizeof(int));
	}
	ck_assert_int_eq(sendmsg(socks[1], &header, MSG_NOSIGNAL), (ssize_t)len);
}

START_TEST(there_and_back) {
	uint32_t type = (uint32_t)_i;
	size_t len = message_size(type);
	messages_example(&out, type, listener);
	ck_assert_int_eq(message_send(socks[1], &out, ALL, &fault), MESSAGE_GOOD);
	ck_assert_int_eq(receive(), MESSAGE_GOOD);
	ck_assert_mem_eq(&in, &out, len);
	ck_assert_int_eq(in.fd >= 0, out.fd >= 0);
	if (in.fd >= 0) {
		ck_assert_int_eq(fcntl(in.fd, F_GETFD), FD_CLOEXEC);
		close(in.fd);
	}
	ck_assert_int_eq(receive(), MESSAGE_AGAIN);
}
END_TEST

START_TEST(wrong_is_not_sent) {
	messages_example(&out, MESSAGE_TYPE_removed, listener);
	out.body.removed.vm[0] = '/';
	ck_assert_int_eq(message_send(socks[1], &out, ALL, &fault), MESSAGE_WRONG);
	ck_assert_str_eq(fault.type, "removed");
	ck_assert_str_eq(fault.field, "vm");
	messages_example(&out, MESSAGE_TYPE_removed, listener);
	ck_assert_int_eq(message_send(socks[1], &out, MESSAGE_FROM_CONTROL, &fault), MESSAGE_WRONG);
	ck_assert_int_eq(receive(), MESSAGE_AGAIN);
}
END_TEST

START_TEST(wrong_field) {
	messages_example(&out, MESSAGE_TYPE_gone, listener);
	out.body.gone.domid = 0;
	send_raw(&out, message_size(MESSAGE_TYPE_gone), NULL, 0);
	ck_assert_int_eq(receive(), MESSAGE_WRONG);
	ck_assert_str_eq(fault.type, "gone");
	ck_assert_str_eq(fault.field, "domid");
}
END_TEST

START_TEST(every_size) {
	char bytes[sizeof(struct message) + 64];
	messages_example(&out, MESSAGE_TYPE_gone, listener);
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, &out, message_size(MESSAGE_TYPE_gone));
	for (size_t len = 1; len <= sizeof(bytes); len++) {
		send_raw(bytes, len, NULL, 0);
		bool good = len == message_size(MESSAGE_TYPE_gone);
		ck_assert_int_eq(receive(), good ? MESSAGE_GOOD : MESSAGE_WRONG);
	}
	// With 0 bytes it looks as if closed, which ends the process as well
	send_raw(bytes, 0, NULL, 0);
	ck_assert_int_eq(receive(), MESSAGE_CLOSED);
}
END_TEST

// Whatever comes along where nothing may, or more than may, is closed again
START_TEST(extra_descriptors) {
	int before = fds_open();
	for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
		messages_example(&out, type, listener);
		size_t right = out.fd >= 0 ? 1 : 0;
		int first = out.fd >= 0 ? out.fd : listener;
		int list[FDS_MAX] = {first, listener, STDERR_FILENO, listener, listener, listener,
			listener, listener};
		for (size_t count = 0; count <= FDS_MAX; count++) {
			if (count != right) {
				send_raw(&out, message_size(type), list, count);
				ck_assert_int_eq(receive(), MESSAGE_WRONG);
				ck_assert_int_eq(in.fd, -1);
				ck_assert_int_eq(fds_open(), before);
			}
		}
	}
	send_raw(&out, 0, &listener, 1);
	ck_assert_int_eq(receive(), MESSAGE_WRONG);
	ck_assert_int_eq(fds_open(), before);
}
END_TEST

START_TEST(other_descriptor) {
	messages_example(&out, MESSAGE_TYPE_listen, listener);
	int list[] = {socks[0], STDERR_FILENO};
	for (int i = 0; i < 2; i++) { // a socket that does not listen, and no socket
		send_raw(&out, message_size(MESSAGE_TYPE_listen), &list[i], 1);
		ck_assert_int_eq(receive(), MESSAGE_WRONG);
		ck_assert_int_eq(in.fd, -1);
	}
}
END_TEST

static enum message_result send_stream(int fd) {
	messages_example(&out, MESSAGE_TYPE_run, listener);
	send_raw(&out, message_size(MESSAGE_TYPE_run), &fd, 1);
	return receive();
}

START_TEST(stream) {
	int ends[2], packets[2], pipe_ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, packets), 0);
	ck_assert_int_eq(pipe2(pipe_ends, O_CLOEXEC), 0);
	int alone = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int wrong[] = {packets[0], pipe_ends[0], alone, listener, STDERR_FILENO};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_int_eq(send_stream(wrong[i]), MESSAGE_WRONG);
		ck_assert_str_eq(fault.reason, "has not its descriptor");
		ck_assert_int_eq(in.fd, -1);
	}
	ck_assert_int_eq(send_stream(ends[0]), MESSAGE_GOOD);
	ck_assert_int_ge(in.fd, 0);
	close(in.fd);
	for (size_t i = 0; i < 2; i++) {
		close(ends[i]);
		close(packets[i]);
		close(pipe_ends[i]);
	}
	close(alone);
}
END_TEST

// Of a terminal nothing else has the form, such as a disk or a folder of dom0
START_TEST(terminal) {
	int folder = open("/", O_RDONLY | O_CLOEXEC), null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int wrong[] = {listener, folder, null};
	messages_example(&out, MESSAGE_TYPE_tty, listener);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		send_raw(&out, message_size(MESSAGE_TYPE_tty), &wrong[i], 1);
		ck_assert_int_eq(receive(), MESSAGE_WRONG);
		ck_assert_str_eq(fault.reason, "has not its descriptor");
	}
	send_raw(&out, message_size(MESSAGE_TYPE_tty), &out.fd, 1);
	ck_assert_int_eq(receive(), MESSAGE_GOOD);
	close(in.fd);
	close(folder);
	close(null);
}
END_TEST

START_TEST(wrong_message_with_descriptor) {
	messages_example(&out, MESSAGE_TYPE_listen, listener);
	out.body.listen.clients = 0;
	int before = fds_open();
	send_raw(&out, message_size(MESSAGE_TYPE_listen), &listener, 1);
	ck_assert_int_eq(receive(), MESSAGE_WRONG);
	ck_assert_int_eq(fds_open(), before);
}
END_TEST

START_TEST(closed_peer) {
	messages_example(&out, MESSAGE_TYPE_gone, listener);
	ck_assert_int_eq(message_send(socks[1], &out, ALL, &fault), MESSAGE_GOOD);
	close(socks[1]);
	socks[1] = -1;
	ck_assert_int_eq(receive(), MESSAGE_GOOD);
	ck_assert_int_eq(receive(), MESSAGE_CLOSED);
	ck_assert_int_eq(message_send(socks[0], &out, ALL, &fault), MESSAGE_CLOSED);
}
END_TEST

START_TEST(full) {
	messages_example(&out, MESSAGE_TYPE_request, listener);
	int sent = 0;
	enum message_result result;
	while ((result = message_send(socks[1], &out, ALL, &fault)) == MESSAGE_GOOD) {
		ck_assert_int_lt(++sent, 10000);
	}
	ck_assert_int_eq(result, MESSAGE_AGAIN);
	ck_assert_int_gt(sent, 0);
	ck_assert_int_eq(receive(), MESSAGE_GOOD);
	ck_assert_int_eq(message_send(socks[1], &out, ALL, &fault), MESSAGE_GOOD);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("message_socket");
	TCase *tcase = tcase_create("socket");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, there_and_back, 1, MESSAGE_TYPES);
	tcase_add_test(tcase, wrong_is_not_sent);
	tcase_add_test(tcase, wrong_field);
	tcase_add_test(tcase, every_size);
	tcase_add_test(tcase, extra_descriptors);
	tcase_add_test(tcase, other_descriptor);
	tcase_add_test(tcase, stream);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, wrong_message_with_descriptor);
	tcase_add_test(tcase, closed_peer);
	tcase_add_test(tcase, full);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
