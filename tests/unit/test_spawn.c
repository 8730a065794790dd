// SPDX-License-Identifier: MIT
#include "compositor/desk/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/unit.h"

static char path[32];
static char answer[4096];

static void setup(void) {
	snprintf(path, sizeof(path), "/tmp/test-spawn-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
}

static void teardown(void) {
	ck_assert_int_eq(rmdir(path), 0);
}

// What command prints, read from a pipe that it opens by its name
static const char *output_of(const char *command) {
	char fifo[64], line[512];
	snprintf(fifo, sizeof(fifo), "%s/fifo", path);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	snprintf(line, sizeof(line), "(%s) > %s", command, fifo);
	int fd = open(fifo, O_RDWR | O_CLOEXEC); // does not wait for the writer
	ck_assert_int_ge(fd, 0);
	ck_assert(spawn(line));
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	ck_assert_int_eq(poll(&poll_fd, 1, 5000), 1);
	ssize_t len = read(fd, answer, sizeof(answer) - 1);
	ck_assert_int_ge(len, 0);
	answer[len] = '\0';
	close(fd);
	unlink(fifo);
	return answer;
}

START_TEST(runs_in_a_shell) {
	ck_assert_str_eq(output_of("x=2; echo $((x + 2))"), "4\n");
}
END_TEST

START_TEST(leaves_no_zombie) {
	output_of("echo");
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(is_a_session_of_its_own) {
	pid_t session = (pid_t)strtol(output_of("cut -d' ' -f6 /proc/self/stat"), NULL, 10);
	ck_assert_int_gt(session, 0);
	ck_assert_int_ne(session, getsid(0));
}
END_TEST

START_TEST(keeps_no_descriptor) {
	int fd = open("/dev/null", O_RDONLY); // without O_CLOEXEC
	ck_assert_int_ge(fd, 3);
	char command[64];
	snprintf(command, sizeof(command), "test -e /proc/self/fd/%d; echo $?", fd);
	ck_assert_str_eq(output_of(command), "1\n");
	close(fd);
}
END_TEST

START_TEST(reads_nothing_of_ours) {
	ck_assert_str_eq(output_of("readlink /proc/self/fd/0"), "/dev/null\n");
}
END_TEST

START_TEST(has_plain_signals) {
	sigset_t blocked, before;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	signal(SIGPIPE, SIG_IGN);
	const char *masks = output_of("grep -E 'Sig(Blk|Ign)' /proc/self/status");
	ck_assert_str_eq(masks, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
END_TEST

START_TEST(failure_of_the_command_is_its_own) {
	ck_assert(spawn("exit 3"));
	ck_assert(spawn("/nonexistent/command 2>/dev/null"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("spawn");
	TCase *tests = tcase_create("spawn");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, runs_in_a_shell);
	tcase_add_test(tests, leaves_no_zombie);
	tcase_add_test(tests, is_a_session_of_its_own);
	tcase_add_test(tests, keeps_no_descriptor);
	tcase_add_test(tests, reads_nothing_of_ours);
	tcase_add_test(tests, has_plain_signals);
	tcase_add_test(tests, failure_of_the_command_is_its_own);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
