// SPDX-License-Identifier: MIT
/*
 * And hv/cli/cli_view, which is of no use without.
 */
#include "hv/cli/cli_log.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/cli_rig.h"
#include "tests/lib/unit.h"

#define OK "{'ok':true,'code':'ok'}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LOG "{'do':'log','vm':'work'}"

static struct cli_rig rig;
static int stream;

static void setup(void) {
	cli_rig_init(&rig);
}

static void teardown(void) {
	cli_rig_finish(&rig);
}

static void put(const char *bytes, size_t len) {
	ck_assert_int_eq(send(stream, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

// hvd gives the stream, on which that had been said
static void begin(const char *const words[], const char *line, const char *before) {
	size_t len = strlen(before);
	const char head[] = {(char)len, (char)(len >> 8), 0, 0};
	cli_rig_start(&rig, words);
	int user = cli_rig_accept(&rig);
	cli_rig_expect(user, line);
	stream = cli_rig_open_stream(user);
	put(head, sizeof(head));
	put(before, len);
	cli_rig_answer(user, OK);
}

static void end(const char *out) {
	close(stream);
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig, out, "");
}

static void shows(const char *const words[], const char *before, const char *out) {
	begin(words, LOG, before);
	end(out);
}

START_TEST(nothing) {
	shows(WORDS("log", "work"), "", "");
}
END_TEST

// What a terminal could take for a command is told, and not done
START_TEST(escaped) {
	shows(WORDS("log", "work"), "boot\r\n\x1b[2J\x1b]0;x\a\xff\\\r\rover\r\r\n\tend",
		"boot\n\\x1b[2J\\x1b]0;x\\x07\\xff\\\\\\x0dover\n\tend\n");
}
END_TEST

START_TEST(last_lines) {
	shows(WORDS("log", "-n", "2", "work"), "a\nb\nc\n", "b\nc\n");
	shows(WORDS("log", "--lines", "1", "work"), "a\nb\nlogin: ", "login: \n");
	shows(WORDS("log", "-n3", "work"), "a\nb\n\n", "a\nb\n\n");
	shows(WORDS("log", "-n", "9", "work"), "a\nb\n", "a\nb\n");
	shows(WORDS("log", "-n", "0", "work"), "a\nb\n", "");
}
END_TEST

START_TEST(follows) {
	begin(WORDS("log", "-f", "-n", "1", "work"), "{'do':'log','vm':'work','follow':true}",
		"a\nb\n");
	put("c\r", 2);
	usleep(20000); // as it may come
	put("\nd", 2);
	end("b\nc\nd\n");
}
END_TEST

static void refused(const char *const words[], const char *err) {
	cli_rig_start(&rig, words);
	cli_rig_end(&rig, 2);
	cli_rig_said(&rig, "", err);
}

START_TEST(no_number) {
	const char *err = "mamparo: --lines takes a number up to 1000000\n";
	refused(WORDS("log", "-n", "x", "work"), err);
	refused(WORDS("log", "-n", "-1", "work"), err);
	refused(WORDS("log", "-n", "1000001", "work"), err);
	refused(WORDS("log", "-n", "", "work"), err);
}
END_TEST

START_TEST(no_vm) {
	cli_rig_play(&rig, WORDS("log", "work"), LOG,
		"{'ok':false,'code':'no-vm','error':'there is no VM work'}\n", 3);
}
END_TEST

// An hvd that is not as it has to be
START_TEST(odd_streams) {
	const char *err = "mamparo: hvd does not give what it said it would\n";
	cli_rig_play(&rig, WORDS("log", "work"), LOG, OK, 1); // no stream
	cli_rig_said(&rig, "", err);
	static const char *const heads[] = {"", "\x01", "\x05\0\0\0ab", "\xff\xff\xff\xff"};
	static const size_t lens[] = {0, 1, 6, 4};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		cli_rig_start(&rig, WORDS("log", "work"));
		int user = cli_rig_accept(&rig);
		cli_rig_expect(user, LOG);
		stream = cli_rig_open_stream(user);
		put(heads[i], lens[i]);
		close(stream);
		cli_rig_answer(user, OK);
		cli_rig_end(&rig, 1);
		cli_rig_said(&rig, "", err);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_log");
	TCase *tcase = tcase_create("cli_log");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, escaped);
	tcase_add_test(tcase, last_lines);
	tcase_add_test(tcase, follows);
	tcase_add_test(tcase, no_number);
	tcase_add_test(tcase, no_vm);
	tcase_add_test(tcase, odd_streams);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
