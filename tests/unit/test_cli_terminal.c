// SPDX-License-Identifier: MIT
#include "hv/cli/cli_terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "protocol/limits.h"
#include "tests/lib/unit.h"

static int master, in, out;

// stdin is a terminal, of which the test has the other side
static void setup(void) {
	fflush(NULL);
	in = dup(STDIN_FILENO);
	out = dup(STDOUT_FILENO);
	master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert(grantpt(master) == 0 && unlockpt(master) == 0);
	int side = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_eq(dup2(side, STDIN_FILENO), STDIN_FILENO);
	close(side);
}

static void teardown(void) {
	dup2(in, STDIN_FILENO);
	close(in);
	close(out);
	close(master);
}

static bool is_raw(void) {
	struct termios now;
	ck_assert_int_eq(tcgetattr(master, &now), 0);
	return (now.c_lflag & (ICANON | ECHO | ISIG)) == 0 && (now.c_oflag & OPOST) == 0;
}

START_TEST(raw_and_back) {
	struct cli_terminal terminal = {0};
	cli_terminal_restore(&terminal); // of what it never was
	ck_assert(!is_raw());
	ck_assert(cli_terminal_make_raw(&terminal));
	ck_assert(is_raw());
	cli_terminal_restore(&terminal);
	ck_assert(!is_raw());
	cli_terminal_restore(&terminal);
	ck_assert(!is_raw());
}
END_TEST

START_TEST(both_are_needed) {
	int pipe_ends[2];
	ck_assert_int_eq(pipe(pipe_ends), 0);
	dup2(pipe_ends[1], STDOUT_FILENO);
	bool half = cli_terminal_is_there();
	dup2(STDIN_FILENO, STDOUT_FILENO);
	bool whole = cli_terminal_is_there();
	dup2(out, STDOUT_FILENO);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	ck_assert(!half);
	ck_assert(whole);
}
END_TEST

static void must_have(
	unsigned short columns, unsigned short rows, uint32_t first, uint32_t second) {
	struct winsize size = {.ws_row = rows, .ws_col = columns};
	uint32_t got_columns, got_rows;
	ck_assert_int_eq(ioctl(master, TIOCSWINSZ, &size), 0);
	cli_terminal_size(&got_columns, &got_rows);
	ck_assert_uint_eq(got_columns, first);
	ck_assert_uint_eq(got_rows, second);
}

START_TEST(sizes) {
	must_have(80, 24, 80, 24);
	must_have(0, 24, 0, 0);
	must_have(80, 0, 0, 0);
	must_have(65535, 5000, AGENT_SIDE_MAX, AGENT_SIDE_MAX);
}
END_TEST

START_TEST(no_terminal) {
	struct cli_terminal terminal = {0};
	uint32_t columns, rows;
	int nothing = open("/dev/null", O_RDONLY);
	dup2(nothing, STDIN_FILENO);
	close(nothing);
	ck_assert(!cli_terminal_is_there());
	ck_assert(!cli_terminal_make_raw(&terminal));
	cli_terminal_size(&columns, &rows);
	ck_assert(columns == 0 && rows == 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_terminal");
	TCase *tcase = tcase_create("cli_terminal");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, raw_and_back);
	tcase_add_test(tcase, both_are_needed);
	tcase_add_test(tcase, sizes);
	tcase_add_test(tcase, no_terminal);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
