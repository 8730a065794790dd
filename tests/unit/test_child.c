// SPDX-License-Identifier: MIT
#include "hv/process/child.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

/*
 * This program is its own child: the argument after the role says how it behaves.
 */

#define BURST 40
#define PATIENCE 20000 // ms in which something has to happen

extern char **environ;

static struct message message;
static struct message_fault fault;

// --- the child ---------------------------------------------------------------

static void say(uint32_t type) {
	messages_example(&message, type, -1);
	message_send(CHILD_SOCKET, &message, MESSAGE_FROM_XEN, &fault);
}

static void answer_until_closed(void) {
	struct pollfd poll_fd = {.fd = CHILD_SOCKET, .events = POLLIN};
	enum message_result result;
	while (poll(&poll_fd, 1, -1) == 1 &&
		(result = message_receive(CHILD_SOCKET, &message, MESSAGE_TO_XEN, &fault)) !=
			MESSAGE_CLOSED) {
		if (result == MESSAGE_GOOD) {
			say(MESSAGE_TYPE_done);
		}
	}
	say(MESSAGE_TYPE_gone); // the last word after the last order
}

static int count_entries(const char *path) {
	DIR *dir = opendir(path);
	int count = 0;
	while (readdir(dir) != NULL) {
		count++;
	}
	closedir(dir);
	return count - 3; // . and .. and that which lists them
}

static int count_variables(void) {
	int count = 0;
	while (environ[count] != NULL) {
		count++;
	}
	return count;
}

static bool leads_nowhere(int fd) {
	struct stat stat, nothing;
	lstat("/dev/null", &nothing);
	return fstat(fd, &stat) == 0 && stat.st_rdev == nothing.st_rdev;
}

static int count_signals(void) {
	sigset_t blocked;
	int count = 0;
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	for (int i = 1; i < 32; i++) {
		struct sigaction action;
		bool caught = sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
		count += caught || sigismember(&blocked, i) == 1 ? 1 : 0;
	}
	return count;
}

static void look_around(int argc, char *argv[]) {
	messages_example(&message, MESSAGE_TYPE_failed, -1);
	memset(message.body.failed.reason, 0, MESSAGE_TEXT_SIZE);
	snprintf(message.body.failed.reason, MESSAGE_TEXT_SIZE,
		"%s %d %s fds %d variables %d signals %d leader %d nowhere %d", argv[0], argc,
		argv[argc - 1], count_entries("/proc/self/fd"), count_variables(), count_signals(),
		getsid(0) == getpid(), leads_nowhere(0) && leads_nowhere(1));
	message_send(CHILD_SOCKET, &message, MESSAGE_FROM_XEN, &fault);
}

static void burst(void) {
	for (int i = 0; i < BURST; i++) {
		say(MESSAGE_TYPE_shut);
	}
}

// One that does not belong to it, after a good one
static void say_other(void) {
	say(MESSAGE_TYPE_done);
	messages_example(&message, MESSAGE_TYPE_request, -1);
	message_send(CHILD_SOCKET, &message, UINT32_MAX, &fault);
}

static void leave_heir(void) {
	say(MESSAGE_TYPE_done);
	struct pollfd poll_fd = {.fd = CHILD_SOCKET, .events = POLLIN};
	if (fork() == 0) {
		poll(&poll_fd, 1, -1); // it has the socket until the other end is closed
	}
}

// It ends without the sanitizers' last look, which takes a while
static _Noreturn void be_child(int argc, char *argv[]) {
	const char *way = argv[3];
	if (strcmp(way, "answer") == 0) {
		answer_until_closed();
	} else if (strcmp(way, "look") == 0) {
		look_around(argc, argv);
	} else if (strcmp(way, "burst") == 0) {
		burst();
	} else if (strcmp(way, "heir") == 0) {
		leave_heir();
	} else if (strcmp(way, "crash") == 0) {
		kill(getpid(), SIGKILL);
	} else if (strcmp(way, "status") == 0) {
		_exit(3);
	} else if (strcmp(way, "other") == 0) {
		say_other();
		pause();
	} else if (strcmp(way, "rubbish") == 0) {
		(void)!send(CHILD_SOCKET, "rubbish", 7, 0);
	} else if (strcmp(way, "closes") == 0) {
		close(CHILD_SOCKET);
		pause();
	} else { // stays, and does not read
		say(MESSAGE_TYPE_done);
		while (true) {
			pause();
		}
	}
	_exit(0);
}

// --- the parent --------------------------------------------------------------

struct seen {
	struct child *child;
	int messages, ends;
	struct message last;
	enum child_end end;
	bool destroys; // the child, at the next message
};

static struct loop *loop;
static struct seen seen;
static int fds;

static void handle_message(void *data, const struct message *got) {
	ck_assert_ptr_eq(data, &seen);
	ck_assert_int_eq(seen.ends, 0);
	seen.messages++;
	seen.last = *got;
	if (seen.destroys) {
		child_destroy(seen.child);
		seen.child = NULL;
	}
}

static void handle_end(void *data, enum child_end end) {
	ck_assert_ptr_eq(data, &seen);
	seen.ends++;
	seen.end = end;
}

static const struct child_impl impl = {.message = handle_message, .ended = handle_end};

static void begin(const char *way, uint32_t timeout) {
	const char *arguments[] = {way, "last", NULL};
	struct child_options options = {
		.role = ROLE_XEN,
		.arguments = arguments,
		.end_timeout = timeout,
		.impl = &impl,
		.data = &seen,
	};
	seen = (struct seen){0};
	seen.child = child_create(loop, &options);
	ck_assert_ptr_nonnull(seen.child);
}

static void setup(void) {
	fds = fds_open();
	loop = loop_create();
}

static void teardown(void) {
	child_destroy(seen.child);
	seen.child = NULL;
	loop_destroy(loop);
	ck_assert_int_eq(fds_open(), fds);
}

static void turn(void) {
	uint64_t start = loop_now();
	ck_assert(loop_dispatch(loop, PATIENCE));
	ck_assert_uint_lt(loop_now() - start, PATIENCE * LOOP_NS_PER_MS);
}

static void until_message(void) {
	int before = seen.messages;
	while (seen.messages == before) {
		ck_assert_int_eq(seen.ends, 0);
		turn();
	}
}

static void until_end(enum child_end end) {
	while (seen.ends == 0) {
		turn();
	}
	for (int i = 0; i < 10; i++) {
		ck_assert(loop_dispatch(loop, 0));
	}
	ck_assert_int_eq(seen.ends, 1);
	ck_assert_int_eq(seen.end, end);
}

static bool tell(uint32_t type) {
	messages_example(&message, type, -1);
	return child_send(seen.child, &message);
}

START_TEST(asks_and_answers) {
	begin("answer", 0);
	for (int i = 0; i < 3; i++) {
		ck_assert(tell(MESSAGE_TYPE_scan));
		until_message();
		ck_assert_uint_eq(seen.last.header.type, MESSAGE_TYPE_done);
	}
	child_stop(seen.child);
	child_stop(seen.child); // once more is as once
	until_end(CHILD_STOPPED);
	ck_assert_uint_eq(seen.last.header.type, MESSAGE_TYPE_gone);
	ck_assert(!tell(MESSAGE_TYPE_scan));
}
END_TEST

// What was said before the order to stop is done before it
START_TEST(stop_comes_last) {
	begin("answer", 0);
	for (int i = 0; i < 100; i++) {
		ck_assert(tell(MESSAGE_TYPE_build));
	}
	child_stop(seen.child);
	until_end(CHILD_STOPPED);
	ck_assert_int_eq(seen.messages, 101);
}
END_TEST

// With descriptors and signals of ours about, none of which it gets
START_TEST(has_nothing) {
	int extra = dup(STDERR_FILENO), far = dup2(STDERR_FILENO, 99);
	sigset_t blocked;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGPIPE, SIG_IGN);
	begin("look", 0);
	sigprocmask(SIG_UNBLOCK, &blocked, NULL);
	signal(SIGPIPE, SIG_DFL);
	close(extra);
	close(far);
	until_message();
	ck_assert_str_eq(seen.last.body.failed.reason,
		"hvd 5 last fds 4 variables 0 signals 0 leader 1 nowhere 1");
	until_end(CHILD_ENDED);
}
END_TEST

START_TEST(last_words) {
	begin("burst", 0);
	usleep(100000); // so that it has ended before we look
	until_end(CHILD_ENDED);
	ck_assert_int_eq(seen.messages, BURST);
}
END_TEST

START_TEST(ends_by_itself) {
	begin("status", 0);
	until_end(CHILD_ENDED);
	child_destroy(seen.child);
	begin("crash", 0);
	until_end(CHILD_ENDED);
	ck_assert_int_eq(seen.messages, 0);
}
END_TEST

START_TEST(says_what_it_may_not) {
	begin("other", 0);
	until_end(CHILD_WRONG);
	ck_assert_int_eq(seen.messages, 1);
	child_destroy(seen.child);
	begin("rubbish", 0); // and is gone perhaps
	until_end(CHILD_WRONG);
	ck_assert_int_eq(seen.messages, 0);
}
END_TEST

START_TEST(does_not_read) {
	begin("stay", 0);
	until_message();
	while (tell(MESSAGE_TYPE_build)) {
	}
	until_end(CHILD_WRONG);
}
END_TEST

START_TEST(does_not_stop) {
	begin("stay", 50);
	until_message();
	child_stop(seen.child);
	until_end(CHILD_HUNG);
}
END_TEST

START_TEST(closes_and_stays) {
	begin("closes", 50);
	until_end(CHILD_HUNG);
}
END_TEST

START_TEST(killed) {
	begin("stay", 0);
	until_message();
	child_kill(seen.child);
	until_end(CHILD_STOPPED);
}
END_TEST

// Whoever else has its socket is not waited for
START_TEST(has_an_heir) {
	begin("heir", 0);
	until_end(CHILD_ENDED);
	ck_assert_int_eq(seen.messages, 1);
}
END_TEST

START_TEST(destroyed) {
	begin("stay", 0);
	until_message();
	child_destroy(seen.child);
	begin("answer", 0);
	ck_assert(tell(MESSAGE_TYPE_scan));
	seen.destroys = true;
	while (seen.messages == 0) {
		turn();
	}
	ck_assert_int_eq(seen.ends, 0);
}
END_TEST

START_TEST(no_program) {
	struct child_options options = {
		.role = ROLE_PEER, .program = "/nothing/here", .impl = &impl, .data = &seen};
	seen = (struct seen){0};
	seen.child = child_create(loop, &options);
	ck_assert_ptr_nonnull(seen.child);
	until_end(CHILD_ENDED);
}
END_TEST

int main(int argc, char *argv[]) {
	if (argc > 3 && strcmp(argv[1], CHILD_ROLE_OPTION) == 0) {
		be_child(argc, argv);
	}
	Suite *suite = suite_create("child");
	TCase *tcase = tcase_create("processes");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, asks_and_answers);
	tcase_add_test(tcase, stop_comes_last);
	tcase_add_test(tcase, has_nothing);
	tcase_add_test(tcase, last_words);
	tcase_add_test(tcase, ends_by_itself);
	tcase_add_test(tcase, says_what_it_may_not);
	tcase_add_test(tcase, does_not_read);
	tcase_add_test(tcase, does_not_stop);
	tcase_add_test(tcase, closes_and_stays);
	tcase_add_test(tcase, killed);
	tcase_add_test(tcase, has_an_heir);
	tcase_add_test(tcase, destroyed);
	tcase_add_test(tcase, no_program);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
