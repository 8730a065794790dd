// SPDX-License-Identifier: MIT
#include "hv/control/control_process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/hostile/fake_loop.h"
#include "tests/lib/control_rig.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

#define NOBODY 65534

static struct control_rig rig;

static void setup(void) {
	control_rig_init(&rig, 8);
}

static void teardown(void) {
	control_rig_finish(&rig);
}

START_TEST(parent_ends_it) {
	int user = control_rig_connect(&rig);
	ck_assert(!control_process_is_over(rig.process));
	shutdown(rig.parent, SHUT_WR);
	fake_loop_settle(rig.loop);
	ck_assert(control_process_is_over(rig.process));
	close(user);
}
END_TEST

START_TEST(parent_is_wrong) {
	ck_assert_int_eq(send(rig.parent, "rubbish", 7, 0), 7);
	fake_loop_settle(rig.loop);
	ck_assert(control_process_is_over(rig.process));
}
END_TEST

START_TEST(a_second_socket) {
	struct message message;
	messages_example(&message, MESSAGE_TYPE_listen, rig.listener);
	control_rig_send(&rig, &message);
	ck_assert(!control_process_is_over(rig.process));
	int user = control_rig_connect(&rig);
	control_rig_say(&rig, user, "{'do':'list'}\n");
	control_rig_expect_request(&rig, CONTROL_LIST, "");
	close(user);
}
END_TEST

// What is not for users
START_TEST(other_messages) {
	struct message message;
	int user = control_rig_connect(&rig);
	for (uint32_t type = MESSAGE_NONE + 1; type < MESSAGE_TYPES; type++) {
		messages_example(&message, type, rig.listener);
		struct message_fault fault;
		size_t size = message_size(type);
		if (message_check(&message, size, MESSAGE_TO_CONTROL, &fault)) {
			control_rig_send(&rig, &message);
		}
	}
	control_rig_expect_nothing(&rig, user);
	ck_assert(!control_process_is_over(rig.process));
	close(user);
}
END_TEST

/*
 * The parent does not read: nobody is listened to, what waits has a bound, and afterwards
 * everybody has his turn.
 */
START_TEST(parent_is_slow) {
	int users[4];
	unsigned asked[4] = {0};
	for (int i = 0; i < 4; i++) {
		users[i] = control_rig_connect(&rig);
	}
	// Requests of users who go fill the socket; then those of others wait
	for (int i = 0; i < 2000; i++) {
		int user = control_rig_connect(&rig);
		control_rig_say(&rig, user, "{'do':'list','vm':'gone'}\n");
		close(user);
		fake_loop_settle(rig.loop);
	}
	for (int i = 0; i < 4; i++) {
		char line[64] = "{'do':'list','vm':'x'}\n";
		line[19] = (char)('a' + i);
		control_rig_say(&rig, users[i], line);
	}
	struct message message;
	while (control_rig_receive(&rig, &message)) {
		const char *vm = message.body.request.vm;
		if (message.header.type == MESSAGE_TYPE_request && strcmp(vm, "gone") != 0) {
			asked[vm[0] - 'a']++;
		}
	}
	ck_assert(!control_process_is_over(rig.process));
	for (int i = 0; i < 4; i++) {
		ck_assert_uint_eq(asked[i], 1);
		close(users[i]);
	}
}
END_TEST

static bool serves_without_rights(void) {
	int socks[2];
	bool root = geteuid() == 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks) != 0) {
		return false;
	}
	close(socks[0]); // a parent that is gone already
	return control_process_run(socks[1], NOBODY, NOBODY) && geteuid() != 0 && setuid(0) != 0 &&
		(!root || access("/etc/passwd", R_OK) != 0);
}

START_TEST(has_no_rights) {
	ck_assert(unit_apart(serves_without_rights));
}
END_TEST

int main(void) {
	messages_open();
	Suite *suite = suite_create("control_process");
	TCase *tcase = tcase_create("control_process");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, parent_ends_it);
	tcase_add_test(tcase, parent_is_wrong);
	tcase_add_test(tcase, a_second_socket);
	tcase_add_test(tcase, other_messages);
	tcase_add_test(tcase, parent_is_slow);
	tcase_add_test(tcase, has_no_rights);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
