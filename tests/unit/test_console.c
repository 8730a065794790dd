// SPDX-License-Identifier: MIT
#include "hv/console/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/console_rig.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

/*
 * The process with the consoles, with a parent whose words the test says.
 */

#define NOBODY 65534

static struct console_rig rig;
static struct console *console;
static struct message out, in;
static struct message_fault fault;
static int parent, user;

static void setup(void) {
	int socks[2];
	messages_open();
	signal(SIGPIPE, SIG_IGN);
	console_rig_init(&rig);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	parent = socks[0];
	console = console_create(rig.loop, socks[1]);
	ck_assert_ptr_nonnull(console);
	user = -1;
}

static void teardown(void) {
	console_destroy(console);
	close(parent);
	if (user >= 0) {
		close(user);
	}
	console_rig_finish(&rig);
}

static void say(int fd) {
	out.fd = fd;
	ck_assert_int_eq(message_send(parent, &out, MESSAGE_TO_CONSOLE, &fault), MESSAGE_GOOD);
	if (fd >= 0) {
		close(fd);
	}
	console_rig_turn(&rig);
}

static void say_tty(uint8_t vm) {
	message_init(&out, MESSAGE_TYPE_tty, 0);
	out.body.tty.domid = 7;
	out.body.tty.uuid[0] = vm;
	snprintf(out.body.tty.vm, NAME_SIZE, "vm-%u", vm);
	say(console_rig_make(&rig));
}

static uint32_t viewer; // who asks

static void say_view(uint64_t serial, uint8_t vm, enum message_view_how how) {
	message_init(&out, MESSAGE_TYPE_view, serial);
	out.body.view.how = how;
	out.body.view.user = viewer;
	out.body.view.uuid[0] = vm;
	snprintf(out.body.view.vm, NAME_SIZE, "vm-%u", vm);
	say(console_rig_stream(&user));
}

static void say_drop(uint8_t vm) {
	message_init(&out, MESSAGE_TYPE_drop, 0);
	out.body.drop.uuid[0] = vm;
	say(-1);
}

static void hear(enum message_type type, uint64_t serial) {
	ck_assert_int_eq(message_receive(parent, &in, MESSAGE_FROM_CONSOLE, &fault), MESSAGE_GOOD);
	ck_assert_uint_eq(in.header.type, type);
	ck_assert_uint_eq(in.header.serial, serial);
}

// What a VM that is removed has said is nobody's, and no other sees it
START_TEST(seen) {
	say_tty(1);
	console_rig_say(&rig, "secret");
	say_view(5, 2, MESSAGE_VIEW_LOG);
	hear(MESSAGE_TYPE_done, 5);
	console_rig_expect(&rig, user, 0, "");
	close(user);
	say_view(6, 1, MESSAGE_VIEW_LOG);
	hear(MESSAGE_TYPE_done, 6);
	console_rig_expect(&rig, user, 6, "secret");
	close(user);
	say_drop(1);
	say_drop(9); // of whom nothing is known
	say_view(7, 1, MESSAGE_VIEW_LOG);
	hear(MESSAGE_TYPE_done, 7);
	console_rig_expect(&rig, user, 0, "");
}
END_TEST

START_TEST(no_console) {
	say_view(5, 1, MESSAGE_VIEW_CONSOLE);
	hear(MESSAGE_TYPE_failed, 5);
	ck_assert_ptr_nonnull(strstr(in.body.failed.reason, "it has no console"));
	console_rig_closed(&rig, user);
}
END_TEST

// No user can have all
START_TEST(too_many_look) {
	int users[CONSOLE_VIEWERS_MAX / 2];
	for (int i = 0; i < CONSOLE_VIEWERS_MAX / 2; i++) {
		say_view(1, (uint8_t)(1 + i % 3), MESSAGE_VIEW_FOLLOW);
		hear(MESSAGE_TYPE_done, 1);
		users[i] = user;
	}
	say_view(2, 1, MESSAGE_VIEW_FOLLOW);
	hear(MESSAGE_TYPE_failed, 2);
	ck_assert_str_eq(in.body.failed.reason, "too many look at consoles");
	close(user);
	viewer = 1000;
	say_view(3, 1, MESSAGE_VIEW_FOLLOW);
	hear(MESSAGE_TYPE_done, 3);
	close(user);
	for (int i = 0; i < CONSOLE_VIEWERS_MAX / 2; i++) {
		close(users[i]);
	}
	console_rig_turn(&rig);
	viewer = 0;
	say_view(4, 1, MESSAGE_VIEW_FOLLOW);
	hear(MESSAGE_TYPE_done, 4);
}
END_TEST

START_TEST(parent_goes) {
	shutdown(parent, SHUT_RDWR);
	console_rig_turn(&rig);
	ck_assert(console_is_over(console));
}
END_TEST

START_TEST(not_to_be_understood) {
	messages_example(&out, MESSAGE_TYPE_gone, -1); // not to it
	ck_assert_int_gt(send(parent, &out, message_size(MESSAGE_TYPE_gone), 0), 0);
	console_rig_turn(&rig);
	ck_assert(console_is_over(console));
}
END_TEST

// The process itself, as root has it: nobody, in an empty folder
START_TEST(has_no_rights) {
	int socks[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(socks[0]);
		_exit(console_run(socks[1], NOBODY, NOBODY) ? 0 : 1);
	}
	close(socks[1]);
	message_init(&out, MESSAGE_TYPE_view, 4);
	out.body.view.uuid[0] = 1;
	snprintf(out.body.view.vm, NAME_SIZE, "work");
	out.fd = console_rig_stream(&user);
	ck_assert_int_eq(message_send(socks[0], &out, MESSAGE_TO_CONSOLE, &fault), MESSAGE_GOOD);
	close(out.fd);
	enum message_result result;
	do {
		usleep(1000);
		result = message_receive(socks[0], &in, MESSAGE_FROM_CONSOLE, &fault);
	} while (result == MESSAGE_AGAIN);
	ck_assert_int_eq(result, MESSAGE_GOOD);
	if (geteuid() == 0) {
		char path[64];
		snprintf(path, sizeof(path), "/proc/%d/root/etc/passwd", (int)pid);
		ck_assert_int_lt(open(path, O_RDONLY), 0);
	}
	close(socks[0]);
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("console");
	TCase *tcase = tcase_create("console");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, seen);
	tcase_add_test(tcase, no_console);
	tcase_add_test(tcase, too_many_look);
	tcase_add_test(tcase, parent_goes);
	tcase_add_test(tcase, not_to_be_understood);
	tcase_add_test(tcase, has_no_rights);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
