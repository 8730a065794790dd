// SPDX-License-Identifier: MIT
#include "hv/process/channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

struct end {
	struct channel *channel;
	unsigned messages, ends, drained;
	struct message last;
	struct message_fault fault; // .reason NULL: closed
	bool destroys; // its channel, at the next message, or when it is drained
};

static struct loop *loop;
static struct end parent, child;
static struct message message;
static struct message_fault fault;
static int listener, raw, fds;

static void maybe_destroy(struct end *end) {
	if (end->destroys) {
		channel_destroy(end->channel);
		end->channel = NULL;
	}
}

static void handle_message(void *data, const struct message *got) {
	struct end *end = data;
	end->messages++;
	end->last = *got;
	if (got->fd >= 0) {
		close(got->fd);
	}
	maybe_destroy(end);
}

static void handle_end(void *data, const struct message_fault *why) {
	struct end *end = data;
	end->ends++;
	end->fault = why != NULL ? *why : (struct message_fault){0};
}

static void handle_drained(void *data) {
	struct end *end = data;
	ck_assert_uint_eq(channel_queued(end->channel), 0);
	end->drained++;
	maybe_destroy(end);
}

static const struct channel_impl impl = {
	.message = handle_message,
	.ended = handle_end,
	.drained = handle_drained,
};

static struct channel *open_end(struct end *end, int sock, unsigned in, unsigned out) {
	*end = (struct end){0};
	struct channel_options options = {sock, in, out, &impl, end};
	struct channel *channel = channel_create(loop, &options);
	ck_assert_ptr_nonnull(channel);
	return channel;
}

static void setup(void) {
	int socks[2];
	fds = fds_open();
	listener = messages_listener();
	loop = loop_create();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	raw = socks[1];
	child = (struct end){0};
	parent.channel = open_end(&parent, socks[0], MESSAGE_FROM_CONTROL, MESSAGE_TO_CONTROL);
}

// Else the other end is the test's socket
static void setup_child(void) {
	child.channel = open_end(&child, raw, MESSAGE_TO_CONTROL, MESSAGE_FROM_CONTROL);
	raw = -1;
}

static void teardown(void) {
	channel_destroy(parent.channel);
	channel_destroy(child.channel);
	loop_destroy(loop);
	close(listener);
	if (raw >= 0) {
		close(raw);
	}
	ck_assert_int_eq(fds_open(), fds);
}

static void turn(void) {
	for (int i = 0; i < 2000; i++) {
		ck_assert(loop_dispatch(loop, 0));
	}
}

START_TEST(both_ways) {
	setup_child();
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert(channel_send(child.channel, &message));
	messages_example(&message, MESSAGE_TYPE_listen, listener);
	ck_assert(channel_send(parent.channel, &message));
	turn();
	ck_assert_uint_eq(parent.messages, 1);
	ck_assert_uint_eq(parent.last.header.type, MESSAGE_TYPE_request);
	ck_assert_uint_eq(child.messages, 1);
	ck_assert_uint_eq(child.last.header.type, MESSAGE_TYPE_listen);
	ck_assert_int_ge(child.last.fd, 0);
	ck_assert_uint_eq(parent.ends + child.ends, 0);
}
END_TEST

// In order, though the socket has no room for them
START_TEST(queue) {
	setup_child();
	for (uint64_t i = 1; i <= CHANNEL_QUEUE_MAX; i++) {
		messages_example(&message, MESSAGE_TYPE_request, listener);
		message.header.serial = i;
		ck_assert(channel_send(child.channel, &message));
	}
	turn();
	ck_assert_uint_eq(parent.messages, CHANNEL_QUEUE_MAX);
	ck_assert_uint_eq(parent.last.header.serial, CHANNEL_QUEUE_MAX);
}
END_TEST

// As many as have no room in the socket, and one more that waits
static void fill(struct end *end, uint32_t type) {
	messages_example(&message, type, listener);
	while (channel_queued(end->channel) == 0) {
		ck_assert(channel_send(end->channel, &message));
	}
}

START_TEST(drained) {
	setup_child();
	fill(&child, MESSAGE_TYPE_request);
	ck_assert_uint_eq(channel_queued(child.channel), 1);
	ck_assert_uint_eq(child.drained, 0); // not from within a call
	turn();
	ck_assert_uint_eq(child.drained, 1);
	ck_assert(channel_send(child.channel, &message)); // which does not wait
	turn();
	ck_assert_uint_eq(child.drained, 1);
	ck_assert_uint_eq(parent.drained, 0);
}
END_TEST

// Though there is something to read as well
START_TEST(destroyed_when_drained) {
	fill(&parent, MESSAGE_TYPE_removed);
	while (message_receive(raw, &message, UINT32_MAX, &fault) == MESSAGE_GOOD) {
	}
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	parent.destroys = true;
	turn();
	ck_assert_ptr_null(parent.channel);
	ck_assert_uint_eq(parent.drained, 1);
	ck_assert_uint_eq(parent.messages, 0);
}
END_TEST

START_TEST(does_not_read) {
	unsigned sent = 0;
	messages_example(&message, MESSAGE_TYPE_listen, listener);
	while (channel_send(parent.channel, &message)) {
		ck_assert_uint_lt(++sent, 10000);
	}
	ck_assert_uint_ge(sent, CHANNEL_QUEUE_MAX);
	ck_assert_uint_eq(parent.ends, 0); // not from within a call
	turn();
	ck_assert_uint_eq(parent.ends, 1);
	ck_assert_str_eq(parent.fault.reason, "does not read");
	ck_assert(!channel_send(parent.channel, &message));
}
END_TEST

START_TEST(closed_after_the_last_message) {
	setup_child();
	messages_example(&message, MESSAGE_TYPE_request, listener);
	for (int i = 0; i < CHANNEL_QUEUE_MAX; i++) {
		ck_assert(channel_send(child.channel, &message));
	}
	channel_close_sending(child.channel);
	ck_assert(!channel_send(child.channel, &message));
	messages_example(&message, MESSAGE_TYPE_removed, listener);
	ck_assert(channel_send(parent.channel, &message)); // the other way is open
	turn();
	ck_assert_uint_eq(parent.messages, CHANNEL_QUEUE_MAX);
	ck_assert_uint_eq(parent.ends, 1);
	ck_assert_ptr_null(parent.fault.reason);
	ck_assert_uint_eq(child.messages, 1);
}
END_TEST

START_TEST(peer_goes) {
	close(raw);
	raw = -1;
	messages_example(&message, MESSAGE_TYPE_removed, listener);
	ck_assert(!channel_send(parent.channel, &message));
	turn();
	ck_assert_uint_eq(parent.ends, 1);
	ck_assert_ptr_null(parent.fault.reason);
}
END_TEST

// What it sent before is still had, but nothing after
START_TEST(closed_here) {
	messages_example(&message, MESSAGE_TYPE_request, listener);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	}
	channel_close(parent.channel);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_CLOSED);
	turn();
	ck_assert_uint_eq(parent.messages, 3);
	ck_assert_uint_eq(parent.ends, 1);
}
END_TEST

START_TEST(wrong_message) {
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	messages_example(&message, MESSAGE_TYPE_built, listener); // as the Xen process would
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	turn();
	ck_assert_uint_eq(parent.messages, 1); // nothing after a wrong one
	ck_assert_uint_eq(parent.ends, 1);
	ck_assert_str_eq(parent.fault.type, "built");
	ck_assert_str_eq(parent.fault.reason, "does not go this way");
}
END_TEST

START_TEST(rubbish) {
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(send(raw, "rubbish", i == 0 ? 1 : 7, 0), i == 0 ? 1 : 7);
	}
	turn();
	ck_assert_uint_eq(parent.messages, 0);
	ck_assert_uint_eq(parent.ends, 1);
	ck_assert_str_eq(parent.fault.type, "message");
}
END_TEST

START_TEST(our_own_fault) {
	setup_child();
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert(!channel_send(parent.channel, &message)); // does not go this way
	messages_example(&message, MESSAGE_TYPE_removed, listener);
	message.body.removed.vm[0] = '\0';
	ck_assert(!channel_send(parent.channel, &message));
	turn();
	ck_assert_uint_eq(child.messages + child.ends + parent.ends, 0);
}
END_TEST

START_TEST(destroyed_by_a_message) {
	parent.destroys = true;
	messages_example(&message, MESSAGE_TYPE_request, listener);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	ck_assert_int_eq(message_send(raw, &message, UINT32_MAX, &fault), MESSAGE_GOOD);
	turn();
	ck_assert_uint_eq(parent.messages, 1);
	ck_assert_ptr_null(parent.channel);
}
END_TEST

START_TEST(destroyed_with_a_queue) {
	messages_example(&message, MESSAGE_TYPE_listen, listener);
	for (int i = 0; i < CHANNEL_QUEUE_MAX; i++) {
		ck_assert(channel_send(parent.channel, &message));
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("channel");
	TCase *tcase = tcase_create("channel");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, both_ways);
	tcase_add_test(tcase, queue);
	tcase_add_test(tcase, drained);
	tcase_add_test(tcase, destroyed_when_drained);
	tcase_add_test(tcase, does_not_read);
	tcase_add_test(tcase, closed_after_the_last_message);
	tcase_add_test(tcase, peer_goes);
	tcase_add_test(tcase, closed_here);
	tcase_add_test(tcase, wrong_message);
	tcase_add_test(tcase, rubbish);
	tcase_add_test(tcase, our_own_fault);
	tcase_add_test(tcase, destroyed_by_a_message);
	tcase_add_test(tcase, destroyed_with_a_queue);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
