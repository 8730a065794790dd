// SPDX-License-Identifier: MIT
/*
 * And hv/cli/cli_stream, which is of no use without.
 */
#include "hv/cli/cli_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/agent_end.h"
#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define STATE "{'ok':false,'code':'state','error':'work is stopped'}\n"
#define MISSING "{'ok':false,'code':'failed','error':'No such file or directory'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ID "0123456789abcdef0123456789abcdef"
#define TOP "{'do':'run','vm':'work','command':['top']}"

static struct cli_rig rig;
static struct loop *loop;
static struct agent_end end; // hvd's of the stream
static int user;

static void setup(void) {
	cli_rig_init(&rig);
	loop = loop_create();
	user = -1;
}

static void teardown(void) {
	agent_end_finish(&end);
	loop_destroy(loop);
	cli_rig_finish(&rig);
}

// The VM is to run first
static void start_vm(const char *const words[], const char *answer) {
	cli_rig_start(&rig, words);
	int starter = cli_rig_accept(&rig);
	cli_rig_expect(starter, "{'do':'start','vm':'work'}");
	int events = rig.terminal ? cli_rig_accept(&rig) : -1;
	cli_rig_answer(starter, answer);
	if (events >= 0) {
		close(events);
	}
}

// Up to where hvd has been asked, and knows of what terminal
static const struct agent_open *begin(const char *const words[], const char *line) {
	start_vm(words, OK);
	user = cli_rig_accept(&rig);
	cli_rig_expect(user, line);
	int fd = cli_rig_open_stream(user);
	agent_end_init(&end, loop, transport_unix_from_fd(fd), ROW_FROM_HOST, ROW_LINK_STREAM);
	return &agent_end_expect(&end, AGENT_CODE_open)->u.open;
}

static void start(const char *const words[], const char *line) {
	const struct agent_open *open = begin(words, line);
	ck_assert_uint_eq(open->terminal, 0);
	cli_rig_answer(user, OK);
	agent_end_send_about(&end, AGENT_CODE_started, 1);
}

// It has been told that it runs, once this is written
static void wait_for_output(void) {
	char byte;
	agent_end_output(&end, AGENT_OUT, "x");
	while (pread(rig.out, &byte, 1, 0) != 1) {
		agent_end_settle(loop);
	}
}

static void send_end(enum agent_how how, uint32_t status) {
	struct agent_record record = {.code = AGENT_CODE_ended};
	record.u.ended = (struct agent_ended){1, how, status};
	agent_end_send(&end, &record);
	agent_end_settle(loop);
}

START_TEST(streams) {
	int ends[2];
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	rig.in = ends[0];
	start(WORDS("run", "work", "top"), TOP);
	close(ends[0]);
	agent_end_output(&end, AGENT_OUT, "out\x1b\xff\n");
	agent_end_output(&end, AGENT_ERR, "err\n");
	agent_end_settle(loop);
	ck_assert_int_eq(write(ends[1], "in\n", 3), 3);
	agent_end_expect_bytes(&end, AGENT_IN, "in\n");
	close(ends[1]);
	agent_end_expect(&end, AGENT_CODE_input_end);
	send_end(AGENT_EXITED, 7);
	cli_rig_end(&rig, 7);
	cli_rig_said(&rig, "out\x1b\xff\n", "err\n"); // no terminal
}
END_TEST

// Options of the program are none of ours
START_TEST(words) {
	start(WORDS("run", "work", "ls", "--json", "-l", "a b"),
		"{'do':'run','vm':'work','command':['ls','--json','-l','a b']}");
	send_end(AGENT_EXITED, 0);
	cli_rig_end(&rig, 0);
	agent_end_finish(&end);
	start(WORDS("run", "work", "--", "--odd", "--"),
		"{'do':'run','vm':'work','command':['--odd','--']}");
	send_end(AGENT_EXITED, 0);
	cli_rig_end(&rig, 0);
}
END_TEST

static const struct {
	enum agent_how how;
	uint32_t status;
	int expected;
} ends[] = {
	{AGENT_EXITED, 0, 0},
	{AGENT_EXITED, 255, 255},
	{AGENT_KILLED, SIGKILL, 137},
	{AGENT_LOST, 0, CLI_RUN_FAILED},
};

START_TEST(statuses) {
	start(WORDS("run", "work", "top"), TOP);
	send_end(ends[_i].how, ends[_i].status);
	cli_rig_end(&rig, ends[_i].expected);
	bool lost = ends[_i].how == AGENT_LOST;
	ck_assert_int_eq(strstr(rig.err_text, "the program is lost") != NULL, lost);
}
END_TEST

// hvd says why, and the stream what kind of why
START_TEST(not_found) {
	begin(WORDS("run", "work", "top"), TOP);
	if (_i == 0) {
		cli_rig_answer(user, MISSING);
	}
	send_end(AGENT_FAILED, ENOENT);
	agent_end_finish(&end);
	if (_i == 1) {
		cli_rig_answer(user, MISSING);
	}
	cli_rig_end(&rig, CLI_RUN_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: No such file or directory\n"));
}
END_TEST

START_TEST(refused) {
	begin(WORDS("run", "work", "top"), TOP);
	agent_end_finish(&end);
	cli_rig_answer(user, STATE);
	cli_rig_end(&rig, CLI_RUN_FAILED);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: work is stopped\n"));
	ck_assert_ptr_null(strstr(rig.err_text, "lost"));
}
END_TEST

START_TEST(hvd_ends) {
	begin(WORDS("run", "work", "top"), TOP);
	close(user);
	agent_end_finish(&end);
	cli_rig_end(&rig, CLI_RUN_FAILED);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "hvd has closed the connection"));
}
END_TEST

// What breaks the rules of the stream is no end of the program
START_TEST(odd_stream) {
	int ends[2];
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	rig.in = ends[0];
	start(WORDS("run", "work", "top"), TOP);
	struct agent_record room = {.code = AGENT_CODE_input_room};
	room.u.input_room = (struct agent_input_room){1, AGENT_WINDOW}; // nothing was taken up
	struct agent_record end_of = {.code = AGENT_CODE_output_end};
	end_of.u.output_end = (struct agent_output_end){1, AGENT_OUT};
	agent_end_send(&end, _i == 0 ? &room : &end_of);
	if (_i == 1) {
		agent_end_output(&end, AGENT_OUT, "late");
	}
	agent_end_expect_lost(&end);
	cli_rig_end(&rig, CLI_RUN_FAILED);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(much_output) {
	start(WORDS("run", "work", "top"), TOP);
	char text[1025] = {0};
	memset(text, 'x', 1024);
	for (int i = 0; i < 60; i++) {
		agent_end_output(&end, AGENT_OUT, text);
		if (i % 20 == 19) {
			agent_end_expect(&end, AGENT_CODE_output_room);
		}
	}
	send_end(AGENT_EXITED, 0);
	cli_rig_end(&rig, 0);
	ck_assert_uint_eq(strlen(rig.out_text), 60 * 1024);
}
END_TEST

START_TEST(signals) {
	start(WORDS("run", "work", "top"), TOP);
	wait_for_output();
	static const int all[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		kill(rig.pid, all[i]);
		ck_assert_int_eq(
			agent_end_expect(&end, AGENT_CODE_signal)->u.signal.signal, all[i]);
	}
	send_end(AGENT_KILLED, SIGTERM);
	cli_rig_end(&rig, CLI_RUN_SIGNAL + SIGTERM);
}
END_TEST

// hvd's word is later than the program's
START_TEST(signal_before_the_answer) {
	begin(WORDS("run", "work", "top"), TOP);
	agent_end_send_about(&end, AGENT_CODE_started, 1);
	wait_for_output();
	kill(rig.pid, SIGTERM);
	ck_assert_int_eq(agent_end_expect(&end, AGENT_CODE_signal)->u.signal.signal, SIGTERM);
	cli_rig_answer(user, OK);
	send_end(AGENT_EXITED, 9);
	cli_rig_end(&rig, 9);
}
END_TEST

// Who does not want to wait does not have to
START_TEST(ended_before_it_runs) {
	begin(WORDS("run", "work", "top"), TOP);
	kill(rig.pid, SIGINT);
	agent_end_expect_lost(&end);
	cli_rig_end(&rig, CLI_RUN_SIGNAL + SIGINT);
	close(user);
}
END_TEST

START_TEST(does_not_start) {
	start_vm(WORDS("run", "work", "top"),
		"{'ok':false,'code':'definition','error':'it has no template'}\n");
	cli_rig_end(&rig, CLI_RUN_FAILED);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: it has no template\n"));
}
END_TEST

static void detach(const char *answer, int status) {
	start_vm(WORDS("run", "--detach", "work", "foot"), OK);
	user = cli_rig_accept(&rig);
	cli_rig_expect(user, "{'do':'run','vm':'work','command':['foot'],'detach':true}");
	cli_rig_answer(user, answer);
	cli_rig_end(&rig, status);
}

START_TEST(detached) {
	detach(OK, 0);
	cli_rig_said(&rig, "", "");
	detach(STATE, CLI_RUN_FAILED);
}
END_TEST

static bool is_raw(void) {
	struct termios now;
	ck_assert_int_eq(tcgetattr(rig.err, &now), 0);
	return (now.c_lflag & (ICANON | ECHO | ISIG)) == 0;
}

START_TEST(terminal) {
	struct winsize size = {.ws_row = 40, .ws_col = 120};
	rig.terminal = rig.terminal_out = true;
	setenv("TERM", "xterm-test", 1);
	const struct agent_open *open = begin(WORDS("run", "--terminal", "work", "top"), TOP);
	ck_assert_uint_eq(open->terminal, 1);
	ck_assert_uint_eq(open->columns, 60);
	ck_assert_uint_eq(open->rows, 24);
	ck_assert_uint_eq(open->count, strlen("xterm-test"));
	ck_assert(!is_raw()); // before it has it
	cli_rig_answer(user, OK);
	agent_end_send_about(&end, AGENT_CODE_started, 1);
	agent_end_output(&end, AGENT_OUT, "\x1b[2Jready");
	agent_end_settle(loop);
	cli_rig_wait_for(&rig, "\x1b[2Jready"); // all of it is its own
	while (!is_raw()) {
		usleep(1000);
	}
	cli_rig_type(&rig, "\x03q");
	agent_end_expect_bytes(&end, AGENT_IN, "\x03q");
	ck_assert_int_eq(ioctl(rig.err, TIOCSWINSZ, &size), 0);
	kill(rig.pid, SIGWINCH);
	const struct agent_resize *resize = &agent_end_expect(&end, AGENT_CODE_resize)->u.resize;
	ck_assert_uint_eq(resize->columns, 120);
	ck_assert_uint_eq(resize->rows, 40);
	send_end(AGENT_EXITED, 0);
	cli_rig_end(&rig, 0);
	ck_assert(!is_raw());
}
END_TEST

// A VM's bytes do nothing to a terminal that it was not given
START_TEST(plain_terminal) {
	rig.terminal = rig.terminal_out = true;
	start(WORDS("run", "work", "top"), TOP);
	agent_end_output(&end, AGENT_OUT, "a\x1b[2J\tb\x9b\xc3\xa4\n");
	agent_end_output(&end, AGENT_ERR, "\x1b]0;x\x07");
	agent_end_settle(loop);
	send_end(AGENT_EXITED, 0);
	cli_rig_end(&rig, 0);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "a?[2J"));
	for (const char *at = rig.err_text; *at != '\0'; at++) {
		ck_assert((*at >= ' ' && *at <= '~') || strchr("\t\r\n", *at) != NULL);
	}
}
END_TEST

// Which has no streams, whoever starts it
START_TEST(entry) {
	start_vm(WORDS("run", "work", "--entry", ID), OK);
	user = cli_rig_accept(&rig);
	cli_rig_expect(user, "{'do':'run','vm':'work','entry':'" ID "','detach':true}");
	cli_rig_answer(user, OK);
	cli_rig_end(&rig, 0);
	start_vm(WORDS("run", "--entry", ID, "work"), OK);
	user = cli_rig_accept(&rig);
	cli_rig_expect(user, "{'do':'run','vm':'work','entry':'" ID "','detach':true}");
	cli_rig_answer(user, "{'ok':false,'code':'failed','error':'it has no such entry'}\n");
	cli_rig_end(&rig, CLI_RUN_FAILED);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: it has no such entry\n"));
}
END_TEST

START_TEST(impossible) {
	cli_rig_start(&rig, WORDS("run", "--terminal", "work", "top"));
	cli_rig_end(&rig, CLI_RUN_FAILED);
	cli_rig_said(&rig, "", "mamparo: there is no terminal to be had\n");
	cli_rig_start(&rig, WORDS("run", "--terminal", "--detach", "work", "top"));
	cli_rig_end(&rig, CLI_RUN_FAILED);
	cli_rig_start(&rig, WORDS("run", "work", "--"));
	cli_rig_end(&rig, CLI_RUN_FAILED);
	cli_rig_start(&rig, WORDS("run", "work", "--entry", ID, "top"));
	cli_rig_end(&rig, CLI_RUN_FAILED);
	cli_rig_start(&rig, WORDS("run", "--terminal", "work", "--entry", ID));
	cli_rig_end(&rig, CLI_RUN_FAILED);
	close(rig.listener);
	rig.listener = -1;
	cli_rig_start(&rig, WORDS("run", "work", "top"));
	cli_rig_end(&rig, CLI_RUN_FAILED);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_run");
	TCase *tcase = tcase_create("cli_run");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, streams);
	tcase_add_test(tcase, words);
	tcase_add_loop_test(tcase, statuses, 0, sizeof(ends) / sizeof(ends[0]));
	tcase_add_loop_test(tcase, not_found, 0, 2);
	tcase_add_test(tcase, refused);
	tcase_add_test(tcase, hvd_ends);
	tcase_add_loop_test(tcase, odd_stream, 0, 2);
	tcase_add_test(tcase, much_output);
	tcase_add_test(tcase, signals);
	tcase_add_test(tcase, signal_before_the_answer);
	tcase_add_test(tcase, ended_before_it_runs);
	tcase_add_test(tcase, does_not_start);
	tcase_add_test(tcase, detached);
	tcase_add_test(tcase, terminal);
	tcase_add_test(tcase, plain_terminal);
	tcase_add_test(tcase, entry);
	tcase_add_test(tcase, impossible);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
