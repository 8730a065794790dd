// SPDX-License-Identifier: MIT
/*
 * Users of hvd's socket who keep to no rule, and one who does beside them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/control/control_client.h"
#include "hv/control/control_process.h"
#include "hv/control/control_server.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/control_rig.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define CLIENTS 8
#define EACH (CLIENTS / 2) // of one user, which the test is
#define BUSY "{'ok':false,'code':'busy','error':'there are too many connections'}"
#define LONG "{'ok':false,'code':'usage','error':'the line is too long'}"
#define EVENTS "{'do':'events'}\n"
#define RUN "{'do':'run','vm':'work','command':['top']}\n"
#define LIST "{'do':'list'}\n"
#define OK "{'ok':true,'code':'ok'}"

static struct control_rig rig;

static void setup(void) {
	control_rig_init(&rig, CLIENTS);
}

static void teardown(void) {
	control_rig_finish(&rig);
}

// Somebody who does nothing wrong is served
static void expect_service(void) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, LIST);
	struct message message;
	do {
		ck_assert(control_rig_receive(&rig, &message));
	} while (message.header.type != MESSAGE_TYPE_request);
	control_rig_answer(&rig, message.header.serial, CONTROL_OK, "");
	control_rig_expect(&rig, user, OK);
	close(user);
	fake_loop_settle(rig.loop);
	ck_assert(!control_process_is_over(rig.process));
}

static void pass(uint32_t ms) {
	fake_loop_pass(rig.loop, ms + CONTROL_SERVER_TICK);
}

// One user cannot take the places of all
START_TEST(too_many_connections) {
	int users[EACH];
	for (int i = 0; i < EACH; i++) {
		users[i] = control_rig_connect(&rig);
	}
	int user = control_rig_connect(&rig);
	control_rig_expect(&rig, user, BUSY);
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
	close(users[0]);
	expect_service();
	for (int i = 1; i < EACH; i++) {
		close(users[i]);
	}
}
END_TEST

START_TEST(connects_and_goes) {
	for (int i = 0; i < 2000; i++) {
		close(control_rig_connect(&rig));
	}
	expect_service();
}
END_TEST

START_TEST(wants_nothing) {
	int user = control_rig_connect(&rig);
	pass(CONTROL_CLIENT_IDLE_TIMEOUT);
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
	expect_service();
}
END_TEST

// A byte at a time is not enough
START_TEST(leaves_a_line_half) {
	int user = control_rig_connect(&rig);
	for (uint32_t ms = 0; ms <= CONTROL_CLIENT_LINE_TIMEOUT; ms += 500) {
		control_rig_say(&rig, user, "x");
		fake_loop_pass(rig.loop, 500);
	}
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
	expect_service();
}
END_TEST

START_TEST(endless_line) {
	char bytes[1025] = {0};
	memset(bytes, '{', 1024);
	int user = control_rig_connect(&rig);
	for (int i = 0; i < 17; i++) {
		control_rig_say(&rig, user, bytes);
	}
	control_rig_expect(&rig, user, LONG);
	ck_assert(control_rig_is_closed(&rig, user));
	close(user);
	expect_service();
}
END_TEST

// Each has its answer, and others have their turn between
START_TEST(many_lines) {
	char bytes[8001] = {0};
	memset(bytes, '\n', 8000);
	int user = control_rig_connect(&rig), other = control_rig_connect(&rig);
	ck_assert_int_eq(send(user, bytes, 8000, 0), 8000);
	ck_assert_int_eq(send(other, "{\"do\":\"list\"}\n", 14, 0), 14);
	for (int i = 0; i < 10; i++) {
		loop_dispatch(rig.loop, 0);
	}
	char byte, line[CONTROL_RIG_LINE_MAX];
	ck_assert_int_eq(recv(rig.parent, &byte, 1, MSG_PEEK | MSG_DONTWAIT), 1);
	unsigned lines = 0;
	while (control_rig_read(&rig, user, line)) {
		lines++;
	}
	ck_assert_uint_eq(lines, 8000);
	close(user);
	close(other);
}
END_TEST

// Requests without reading an answer: the parent has one at a time
START_TEST(asks_and_does_not_read) {
	int user = control_rig_connect(&rig);
	unsigned asked = 0;
	for (int i = 0; i < 100; i++) {
		control_rig_say(&rig, user, LIST LIST LIST LIST);
		struct message message;
		while (control_rig_receive(&rig, &message)) {
			asked++;
			for (int j = 0; j < 200; j++) {
				control_rig_state(&rig, message.header.serial, "work", VM_RUNNING);
			}
			control_rig_answer(&rig, message.header.serial, CONTROL_OK, "");
		}
	}
	ck_assert_uint_lt(asked, 50); // its socket is full, and what we keep begins
	pass(CONTROL_CLIENT_READ_TIMEOUT);
	expect_service();
	close(user);
}
END_TEST

START_TEST(events_and_does_not_read) {
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, EVENTS);
	uint64_t serial = control_rig_expect_request(&rig, CONTROL_LIST, "");
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	int reader = control_rig_connect(&rig);
	control_rig_say(&rig, reader, EVENTS);
	serial = control_rig_expect_request(&rig, CONTROL_LIST, "");
	control_rig_answer(&rig, serial, CONTROL_OK, "");
	control_rig_expect(&rig, reader, OK);
	char line[CONTROL_RIG_LINE_MAX];
	for (int i = 0; i < 20000; i++) {
		control_rig_state(&rig, 0, "work", i % 2 == 0 ? VM_RUNNING : VM_PAUSED);
		ck_assert(control_rig_read(&rig, reader, line));
	}
	char byte;
	ssize_t len = 0;
	while ((len = recv(user, &byte, 1, MSG_DONTWAIT)) == 1) {
	}
	ck_assert(len == 0 || errno == ECONNRESET); // it was cut, long before
	close(user);
	close(reader);
	expect_service();
}
END_TEST

START_TEST(asks_and_goes) {
	for (int i = 0; i < 2000; i++) {
		int user = control_rig_connect(&rig);
		control_rig_say(&rig, user, "{'do':'start','vm':'work'}\n");
		close(user);
		struct message message;
		uint64_t serial = control_rig_expect_request(&rig, CONTROL_START, "work");
		control_rig_expect_forget(&rig, serial);
		ck_assert(!control_rig_receive(&rig, &message));
	}
	expect_service();
}
END_TEST

// None is kept, whatever it is
START_TEST(sends_descriptors) {
	int user = control_rig_connect(&rig);
	for (int i = 0; i < 100; i++) {
		control_rig_say_with(&rig, user, i % 2 == 0 ? "\n" : "x", rig.listener);
	}
	ck_assert_int_eq(fds_open(), rig.fds + 6); // teardown sees what is left then
	close(user);
	expect_service();
}
END_TEST

// As many as it likes, of which it takes none
START_TEST(wants_streams) {
	int user = control_rig_connect(&rig);
	struct message message;
	control_rig_say(&rig, user, RUN);
	ck_assert(control_rig_receive(&rig, &message));
	close(message.fd);
	control_rig_answer(&rig, message.header.serial, CONTROL_STATE, "it is not there");
	for (int i = 0; i < 100; i++) {
		control_rig_say(&rig, user, RUN);
		control_rig_expect_no_message(&rig);
	}
	ck_assert_int_eq(fds_open(), rig.fds + 6);
	close(user);
	expect_service();
}
END_TEST

static void play(int user) {
	static const char *const parts[] = {LIST, EVENTS, "{'do':'start','vm':'work'}\n", "\n", "{",
		"}", "[", "'do'", ":", "'list'", "\\u0000", "\xff", "{'do':'run'}\n"};
	for (int i = random() % 20; i > 0; i--) {
		size_t count = sizeof(parts) / sizeof(parts[0]);
		control_rig_say(&rig, user, parts[(size_t)random() % count]);
	}
}

static void answer_all(void) {
	struct message message;
	while (control_rig_receive(&rig, &message)) {
		if (message.header.type == MESSAGE_TYPE_request && random() % 4 > 0) {
			control_rig_state(&rig, message.header.serial, "work", VM_RUNNING);
			control_rig_answer(&rig, message.header.serial,
				(enum control_code)(random() % CONTROL_CODES), "so it is");
		}
	}
}

START_TEST(all_at_once) {
	int users[EACH - 1];
	srandom(4);
	for (int round = 0; round < 300; round++) {
		for (int i = 0; i < EACH - 1; i++) {
			users[i] = control_rig_connect(&rig);
			play(users[i]);
			if (random() % 4 == 0) {
				shutdown(users[i], random() % 2 == 0 ? SHUT_WR : SHUT_RD);
			}
		}
		answer_all();
		pass((uint32_t)(random() % 100000));
		for (int i = 0; i < EACH - 1; i++) {
			close(users[i]);
		}
		fake_loop_settle(rig.loop);
		answer_all();
	}
	expect_service();
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control");
	TCase *tcase = tcase_create("control");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, too_many_connections);
	tcase_add_test(tcase, connects_and_goes);
	tcase_add_test(tcase, wants_nothing);
	tcase_add_test(tcase, leaves_a_line_half);
	tcase_add_test(tcase, endless_line);
	tcase_add_test(tcase, many_lines);
	tcase_add_test(tcase, asks_and_does_not_read);
	tcase_add_test(tcase, events_and_does_not_read);
	tcase_add_test(tcase, asks_and_goes);
	tcase_add_test(tcase, sends_descriptors);
	tcase_add_test(tcase, wants_streams);
	tcase_add_test(tcase, all_at_once);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
