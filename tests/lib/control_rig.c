// SPDX-License-Identifier: MIT
#include "tests/lib/control_rig.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd_pass.h"
#include "common/loop.h"
#include "hv/control/control_process.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"

void control_rig_init(struct control_rig *rig, uint32_t clients) {
	int socks[2];
	struct message message;
	*rig = (struct control_rig){.fds = fds_open()};
	rig->loop = loop_create();
	rig->listener = messages_listener();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	rig->parent = socks[0];
	rig->process = control_process_create(rig->loop, socks[1]);
	ck_assert_ptr_nonnull(rig->process);
	message_init(&message, MESSAGE_TYPE_listen, 0);
	message.body.listen.clients = clients;
	message.fd = rig->listener;
	control_rig_send(rig, &message);
}

void control_rig_finish(struct control_rig *rig) {
	control_process_destroy(rig->process);
	loop_destroy(rig->loop);
	close(rig->parent);
	close(rig->listener);
	ck_assert_int_eq(fds_open(), rig->fds);
}

int control_rig_connect(struct control_rig *rig) {
	struct sockaddr_un addr;
	socklen_t size = sizeof(addr);
	ck_assert_int_eq(getsockname(rig->listener, (struct sockaddr *)&addr, &size), 0);
	int user = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(user, (struct sockaddr *)&addr, size), 0);
	fake_loop_settle(rig->loop);
	return user;
}

static void put_quotes(char dst[CONTROL_RIG_LINE_MAX], const char *text) {
	size_t len = strlen(text);
	ck_assert_uint_lt(len, CONTROL_RIG_LINE_MAX);
	for (size_t i = 0; i <= len; i++) {
		dst[i] = (char)(text[i] == '\'' ? '"' : text[i]);
	}
}

void control_rig_say(struct control_rig *rig, int user, const char *text) {
	char line[CONTROL_RIG_LINE_MAX];
	put_quotes(line, text);
	size_t len = strlen(line);
	ssize_t sent = send(user, line, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	ck_assert(sent == (ssize_t)len || (sent < 0 && errno == EPIPE));
	fake_loop_settle(rig->loop);
}

void control_rig_say_with(struct control_rig *rig, int user, const char *text, int fd) {
	char line[CONTROL_RIG_LINE_MAX];
	put_quotes(line, text);
	union fd_pass pass;
	struct iovec bytes = {.iov_base = line, .iov_len = strlen(line)};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1};
	fd_pass_put(&header, &pass, fd);
	ck_assert_int_eq(sendmsg(user, &header, MSG_NOSIGNAL), bytes.iov_len);
	fake_loop_settle(rig->loop);
}

bool control_rig_read(struct control_rig *rig, int user, char line[CONTROL_RIG_LINE_MAX]) {
	size_t len = 0;
	do {
		fake_loop_settle(rig->loop);
		if (recv(user, line + len, 1, MSG_DONTWAIT) != 1) {
			ck_assert_uint_eq(len, 0); // no half lines
			return false;
		}
	} while (line[len] != '\n' && ++len < CONTROL_RIG_LINE_MAX);
	ck_assert_uint_lt(len, CONTROL_RIG_LINE_MAX);
	line[len] = '\0';
	return true;
}

int control_rig_expect_stream(struct control_rig *rig, int user) {
	char line[] = "{\"stream\":true}\n", got[sizeof(line)] = {0};
	int fd;
	union {
		char bytes[CMSG_SPACE(sizeof(fd))];
		struct cmsghdr align;
	} control;
	struct iovec bytes = {.iov_base = got, .iov_len = strlen(line)};
	struct msghdr header = {
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	fake_loop_settle(rig->loop);
	ck_assert_int_eq(recvmsg(user, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC), strlen(line));
	ck_assert_str_eq(got, line);
	ck_assert_uint_eq(header.msg_controllen, CMSG_SPACE(sizeof(fd)));
	memcpy(&fd, CMSG_DATA(&control.align), sizeof(fd));
	return fd;
}

void control_rig_expect(struct control_rig *rig, int user, const char *line) {
	char got[CONTROL_RIG_LINE_MAX], expected[CONTROL_RIG_LINE_MAX];
	put_quotes(expected, line);
	ck_assert(control_rig_read(rig, user, got));
	ck_assert_str_eq(got, expected);
}

void control_rig_expect_nothing(struct control_rig *rig, int user) {
	char byte;
	fake_loop_settle(rig->loop);
	ck_assert_int_lt(recv(user, &byte, 1, MSG_DONTWAIT), 0);
	ck_assert_int_eq(errno, EAGAIN);
}

bool control_rig_is_closed(struct control_rig *rig, int user) {
	char byte;
	fake_loop_settle(rig->loop);
	ssize_t len = recv(user, &byte, 1, MSG_DONTWAIT);
	return len == 0 || (len < 0 && errno == ECONNRESET);
}

bool control_rig_receive(struct control_rig *rig, struct message *message) {
	struct message_fault fault;
	fake_loop_settle(rig->loop);
	enum message_result result = message_receive(
		rig->parent, message, MESSAGE_FROM_CONTROL, &fault);
	ck_assert(result == MESSAGE_GOOD || result == MESSAGE_AGAIN);
	return result == MESSAGE_GOOD;
}

uint64_t control_rig_expect_request(
	struct control_rig *rig, enum control_verb verb, const char *vm) {
	struct message message;
	struct control_fault fault;
	ck_assert(control_rig_receive(rig, &message));
	ck_assert_uint_eq(message.header.type, MESSAGE_TYPE_request);
	ck_assert_uint_eq(message.body.request.verb, verb);
	ck_assert_str_eq(message.body.request.vm, vm);
	ck_assert_uint_eq(message.body.request.user, geteuid());
	ck_assert(control_verb_check(&message.body.request, CONTROL_DOM0, &fault));
	return message.header.serial;
}

void control_rig_expect_forget(struct control_rig *rig, uint64_t serial) {
	struct message message;
	ck_assert(control_rig_receive(rig, &message));
	ck_assert_uint_eq(message.header.type, MESSAGE_TYPE_forget);
	ck_assert_uint_eq(message.header.serial, serial);
}

void control_rig_expect_no_message(struct control_rig *rig) {
	struct message message;
	ck_assert(!control_rig_receive(rig, &message));
}

void control_rig_send(struct control_rig *rig, const struct message *message) {
	struct message_fault fault;
	enum message_result result = message_send(rig->parent, message, MESSAGE_TO_CONTROL, &fault);
	ck_assert_msg(result == MESSAGE_GOOD, "%s %s", fault.type, fault.reason);
	fake_loop_settle(rig->loop);
}

void control_rig_answer(
	struct control_rig *rig, uint64_t serial, enum control_code code, const char *text) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_answer, serial);
	message.body.answer.code = code;
	snprintf(message.body.answer.text, sizeof(message.body.answer.text), "%s", text);
	control_rig_send(rig, &message);
}

void control_rig_state(
	struct control_rig *rig, uint64_t serial, const char *vm, enum vm_state state) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_state, serial);
	message.body.state.state = state;
	message.body.state.domid = VM_NO_DOMID;
	snprintf(message.body.state.vm, sizeof(message.body.state.vm), "%s", vm);
	control_rig_send(rig, &message);
}
