// SPDX-License-Identifier: MIT
#include "hv/cli/cli_console.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define CONSOLE "{'do':'console','vm':'work'}"
#define HELLO "mamparo: this is the console of work; Ctrl-] leaves it"

static struct cli_rig rig;
static int stream;

static void setup(void) {
	cli_rig_init(&rig);
	rig.terminal = rig.terminal_out = true;
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

static void put(const char *bytes, size_t len) {
	ck_assert_int_eq(send(stream, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void begin(const char *const words[]) {
	cli_rig_start(&rig, words);
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, CONSOLE);
	stream = cli_rig_open_stream(user);
	put("\0\0\0\0", 4);
	cli_rig_answer(user, OK);
	cli_rig_wait_for(&rig, HELLO);
}

static void say(const char *text) {
	put(text, strlen(text));
}

static void typed(const char *text) {
	char got[64] = "";
	ck_assert_int_eq(recv(stream, got, strlen(text), MSG_WAITALL), (ssize_t)strlen(text));
	ck_assert_str_eq(got, text);
}

// Keys go to the VM as they are, also those that end programs here
START_TEST(left) {
	begin(WORDS("console", "work"));
	say("login: ");
	cli_rig_wait_for(&rig, "login: ");
	cli_rig_type(&rig, "root\r");
	typed("root\r");
	cli_rig_type(&rig, "\x03\x1a\x04");
	typed("\x03\x1a\x04");
	cli_rig_type(&rig,
		"last\x1d"
		"not this");
	typed("last");
	char byte;
	ck_assert_int_eq(recv(stream, &byte, 1, 0), 0);
	cli_rig_end(&rig, 0);
	close(stream);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\x1b[0m\r\n"));
}
END_TEST

// A VM's bytes do to the terminal what they may, and no more
START_TEST(filtered) {
	begin(WORDS("console", "work"));
	say("\x1b]0;bank\a\x1b[2J\x1b[1;31mred\x1b[6n\xff end");
	cli_rig_wait_for(&rig, " end");
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\x1b[1;31mred? end"));
	ck_assert_ptr_null(strstr(rig.err_text, "bank"));
	ck_assert_ptr_null(strstr(rig.err_text, "\x1b[2J"));
	cli_rig_type(&rig, "\x1d");
	cli_rig_end(&rig, 0);
	close(stream);
}
END_TEST

START_TEST(raw) {
	begin(WORDS("console", "--raw", "work"));
	say("\x1b[2Jx\xff end");
	cli_rig_wait_for(&rig, " end");
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\x1b[2Jx\xff end"));
	cli_rig_type(&rig, "\x1d");
	cli_rig_end(&rig, 0);
	close(stream);
}
END_TEST

START_TEST(vm_ends) {
	begin(WORDS("console", "work"));
	say("halted");
	close(stream);
	cli_rig_end(&rig, 0);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "halted"));
	ck_assert_ptr_nonnull(
		strstr(rig.err_text, "mamparo: the console has ended, as its VM has"));
}
END_TEST

// The terminal is as it was, whatever ends it
START_TEST(ended) {
	struct termios termios;
	begin(WORDS("console", "work"));
	say("x");
	cli_rig_wait_for(&rig, "x");
	ck_assert_int_eq(tcgetattr(rig.err, &termios), 0);
	ck_assert_uint_eq(termios.c_lflag & ECHO, 0);
	ck_assert_int_eq(kill(rig.pid, SIGTERM), 0);
	cli_rig_end(&rig, 0);
	close(stream);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "\x1b[0m\r\n"));
}
END_TEST

START_TEST(no_terminal) {
	rig.terminal = rig.terminal_out = false;
	cli_rig_start(&rig, WORDS("console", "work"));
	cli_rig_end(&rig, 1);
	cli_rig_said(&rig, "", "mamparo: there is no terminal to be had\n");
}
END_TEST

START_TEST(refused) {
	cli_rig_start(&rig, WORDS("console", "work"));
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, CONSOLE);
	cli_rig_answer(user, "{'ok':false,'code':'failed','error':'it has no console'}\n");
	cli_rig_end(&rig, 1);
	ck_assert_ptr_nonnull(strstr(rig.err_text, "mamparo: work: it has no console"));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_console");
	TCase *tcase = tcase_create("cli_console");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, left);
	tcase_add_test(tcase, filtered);
	tcase_add_test(tcase, raw);
	tcase_add_test(tcase, vm_ends);
	tcase_add_test(tcase, ended);
	tcase_add_test(tcase, no_terminal);
	tcase_add_test(tcase, refused);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
