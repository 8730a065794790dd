// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "tests/lib/unit.h"

static int saved, ends[2];

// What is logged from here on goes to a pipe
static void capture(void) {
	ck_assert_int_eq(pipe(ends), 0);
	saved = dup(STDERR_FILENO);
	ck_assert_int_ge(saved, 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
}

// The first read of it: one write, if that was one
static const char *captured(void) {
	static char text[4096];
	dup2(saved, STDERR_FILENO); // the last writer
	close(saved);
	ssize_t len = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	return text;
}

START_TEST(names_the_program) {
	log_init("prog", LOG_INFO);
	capture();
	log_error("went %s %d", "wrong", 7);
	ck_assert_str_eq(captured(), "prog: went wrong 7\n");
}
END_TEST

START_TEST(says_errno) {
	log_init("prog", LOG_ERROR);
	capture();
	errno = ENOENT;
	log_errno("cannot open %s", "x");
	ck_assert_str_eq(captured(), "prog: cannot open x: No such file or directory\n");
}
END_TEST

static const struct {
	enum log_level level;
	const char *text;
} levels[] = {
	{LOG_ERROR, "p: e\n"},
	{LOG_INFO, "p: e\np: i\n"},
	{LOG_DEBUG, "p: e\np: i\np: d\n"},
};

START_TEST(keeps_to_the_level) {
	log_init("p", levels[_i].level);
	capture();
	log_error("e");
	log_info("i");
	log_debug("d");
	ck_assert_str_eq(captured(), levels[_i].text);
}
END_TEST

START_TEST(long_lines_are_cut_and_end) {
	char text[3000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t len = 990; len < 1030; len++) {
		log_init("p", LOG_ERROR);
		capture();
		errno = EACCES;
		log_errno("%.*s", (int)len, text);
		const char *line = captured();
		ck_assert_uint_le(strlen(line), 1024);
		ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("log");
	TCase *lines = tcase_create("lines");
	tcase_add_test(lines, names_the_program);
	tcase_add_test(lines, says_errno);
	tcase_add_loop_test(lines, keeps_to_the_level, 0, sizeof(levels) / sizeof(levels[0]));
	tcase_add_test(lines, long_lines_are_cut_and_end);
	suite_add_tcase(suite, lines);
	return unit_run(suite);
}
