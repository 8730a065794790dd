// SPDX-License-Identifier: MIT
/*
 * A child that is told more than its socket holds, which this program is itself.
 */
#include "hv/process/child.h"

#include <poll.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

#define PATIENCE 20000 // ms in which something has to happen

static struct loop *loop;
static struct child *child;
static struct message message;
static int drained, ended;

// It reads, a little later than it could, and ends with its channel
static _Noreturn void be_child(void) {
	struct message_fault fault;
	struct pollfd poll_fd = {.fd = CHILD_SOCKET, .events = POLLIN};
	usleep(100000);
	while (poll(&poll_fd, 1, -1) == 1 &&
		message_receive(CHILD_SOCKET, &message, MESSAGE_TO_XEN, &fault) != MESSAGE_CLOSED) {
	}
	_exit(0);
}

static void handle_message(void *data, const struct message *got) {
	ck_abort();
}

static void handle_drained(void *data) {
	ck_assert_uint_eq(child_queued(child), 0);
	drained++;
}

static void handle_end(void *data, enum child_end end) {
	ck_assert_int_eq(end, CHILD_STOPPED);
	ended++;
}

static const struct child_impl impl = {
	.message = handle_message,
	.ended = handle_end,
	.drained = handle_drained,
};

static void until(const int *count) {
	while (*count == 0) {
		uint64_t start = loop_now();
		ck_assert(loop_dispatch(loop, PATIENCE));
		ck_assert_uint_lt(loop_now() - start, PATIENCE * LOOP_NS_PER_MS);
	}
}

START_TEST(tells_when_all_is_sent) {
	struct child_options options = {.role = ROLE_XEN, .impl = &impl};
	loop = loop_create();
	child = child_create(loop, &options);
	ck_assert_ptr_nonnull(child);
	messages_example(&message, MESSAGE_TYPE_build, -1);
	while (child_queued(child) < 10) {
		ck_assert(child_send(child, &message));
	}
	ck_assert_int_eq(drained, 0);
	until(&drained);
	child_stop(child);
	until(&ended);
	ck_assert_int_eq(drained, 1);
	child_destroy(child);
	loop_destroy(loop);
}
END_TEST

int main(int argc, char *argv[]) {
	if (argc > 1) {
		be_child();
	}
	Suite *suite = suite_create("child_queue");
	TCase *tcase = tcase_create("child_queue");
	tcase_add_test(tcase, tells_when_all_is_sent);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
