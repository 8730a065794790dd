// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message.h"
#include "hv/process/child.h"
#include "tests/hv/state_folder.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * mamparo-hvd-xen itself, started as hvd starts it, on a machine that need not have Xen.
 */

#define PROGRAM MAMPARO_BUILD "/hv/xen/mamparo-hvd-xen"
#define UUID "abababababababababababababababab"
#define PRIVCMD "/dev/xen/privcmd"
#define PATIENCE 20000 // ms in which something has to happen

static struct loop *loop;
static struct child *child;
static struct message got;
static unsigned messages;
static bool over;
static enum child_end how;
static int fds;

static void handle_message(void *data, const struct message *message) {
	got = *message;
	messages++;
	child_stop(child);
}

static void handle_end(void *data, enum child_end end) {
	over = true;
	how = end;
}

static const struct child_impl impl = {.message = handle_message, .ended = handle_end};

static void setup(void) {
	fds = fds_open();
	state_folder_create();
	loop = loop_create();
	messages = 0;
	over = false;
}

static void teardown(void) {
	child_destroy(child);
	child = NULL;
	loop_destroy(loop);
	state_folder_remove();
	ck_assert_int_eq(fds_open(), fds);
}

static void start(enum role role) {
	const char *arguments[] = {"--state", state_folder, NULL};
	struct child_options options = {
		.role = role, .program = PROGRAM, .arguments = arguments, .impl = &impl};
	child = child_create(loop, &options);
	ck_assert_ptr_nonnull(child);
}

static void wait_for_end(void) {
	uint64_t deadline = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	while (!over && loop_now() < deadline) {
		loop_dispatch(loop, 100);
	}
	ck_assert(over);
}

START_TEST(worker) {
	struct message ask;
	state_folder_put("volumes/" UUID "/private", "x");
	start(ROLE_WORKER);
	message_init(&ask, MESSAGE_TYPE_erase, 5);
	memset(ask.body.erase.uuid, 0xab, VM_UUID_SIZE);
	snprintf(ask.body.erase.vm, NAME_SIZE, "work");
	ck_assert(child_send(child, &ask));
	wait_for_end();
	ck_assert_int_eq(how, CHILD_STOPPED);
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(got.header.type, MESSAGE_TYPE_done);
	ck_assert_uint_eq(got.header.serial, 5);
	ck_assert(!state_folder_has("volumes/" UUID));
}
END_TEST

START_TEST(worker_that_is_not_asked) {
	start(ROLE_WORKER);
	child_stop(child);
	wait_for_end();
	ck_assert_int_eq(how, CHILD_STOPPED);
	ck_assert_uint_eq(messages, 0);
}
END_TEST

// Where there is no Xen it says so and ends; where there is, it waits for us
START_TEST(xen) {
	start(ROLE_XEN);
	if (access(PRIVCMD, F_OK) == 0) {
		child_stop(child);
	}
	wait_for_end();
	ck_assert_uint_eq(messages, 0);
}
END_TEST

// It has nothing to do with users and other domains
START_TEST(other_role) {
	start(_i == 0 ? ROLE_CONTROL : ROLE_PEER);
	wait_for_end();
	ck_assert_int_eq(how, CHILD_ENDED);
	ck_assert_uint_eq(messages, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("hvd_xen");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, worker);
	tcase_add_test(all, worker_that_is_not_asked);
	tcase_add_test(all, xen);
	tcase_add_loop_test(all, other_role, 0, 2);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
