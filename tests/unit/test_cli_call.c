// SPDX-License-Identifier: MIT
#include "hv/cli/cli_call.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define ARGS_MAX 300

static struct cli_call call;

// words end with NULL; what is said goes nowhere
static enum cli_call_result parse(const char *const words[]) {
	static char *argv[ARGS_MAX];
	int argc = 1;
	argv[0] = (char *)"mamparo";
	for (; words[argc - 1] != NULL; argc++) {
		argv[argc] = (char *)words[argc - 1];
	}
	argv[argc] = NULL;
	fflush(NULL);
	int null = open("/dev/null", O_WRONLY), out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	optind = 0;
	enum cli_call_result result = cli_call_parse(&call, argc, argv);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(null);
	close(out);
	close(err);
	return result;
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

START_TEST(words_and_options) {
	ck_assert_int_eq(PARSE("start", "a", "b"), CLI_CALL_RUN);
	ck_assert_str_eq(call.command->name, "start");
	ck_assert_str_eq(call.socket, CLI_SOCKET);
	ck_assert_uint_eq(call.count, 2);
	ck_assert_str_eq(call.words[1], "b");
	ck_assert_int_eq(PARSE("-s", "/x", "stop", "a", "--force", "b"), CLI_CALL_RUN);
	ck_assert_str_eq(call.socket, "/x");
	ck_assert_uint_eq(call.count, 2);
	ck_assert_str_eq(call.words[1], "b");
	ck_assert(cli_call_has(&call, CLI_FORCE));
	ck_assert(!cli_call_has(&call, CLI_JSON));
	ck_assert_int_eq(
		PARSE("create", "work", "--template", "debian", "--label=blue"), CLI_CALL_RUN);
	ck_assert_str_eq(call.values[CLI_TEMPLATE], "debian");
	ck_assert_str_eq(call.values[CLI_LABEL], "blue");
	ck_assert(!cli_call_has(&call, CLI_CLASS));
	ck_assert_int_eq(PARSE("set", "work", "depends", "--", "--odd"), CLI_CALL_RUN);
	ck_assert_str_eq(call.words[2], "--odd");
}
END_TEST

// Of a program that is run only what stands before it is ours
START_TEST(words_of_a_program) {
	ck_assert_int_eq(PARSE("run", "--detach", "work", "foot", "--json"), CLI_CALL_RUN);
	ck_assert_uint_eq(call.count, 3);
	ck_assert_str_eq(call.words[0], "work");
	ck_assert_str_eq(call.words[2], "--json");
	ck_assert(cli_call_has(&call, CLI_DETACH));
	ck_assert_int_eq(PARSE("run", "work", "--detach", "foot", "--help"), CLI_CALL_RUN);
	ck_assert_uint_eq(call.count, 3);
	ck_assert_str_eq(call.words[2], "--help");
	ck_assert(cli_call_has(&call, CLI_DETACH));
	ck_assert_int_eq(PARSE("run", "work", "--entry", "x"), CLI_CALL_RUN);
	ck_assert_uint_eq(call.count, 1);
	ck_assert_str_eq(call.values[CLI_ENTRY], "x");
	ck_assert_int_eq(PARSE("run", "work", "--", "--detach", "--"), CLI_CALL_RUN);
	ck_assert_uint_eq(call.count, 3);
	ck_assert_str_eq(call.words[1], "--detach");
	ck_assert(!cli_call_has(&call, CLI_DETACH));
	ck_assert_int_eq(PARSE("run", "work", "--odd"), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("run", "--detach"), CLI_CALL_BAD);
}
END_TEST

START_TEST(helps) {
	ck_assert_int_eq(PARSE("--help"), CLI_CALL_DONE);
	ck_assert_int_eq(PARSE("-v"), CLI_CALL_DONE);
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		ck_assert_int_eq(PARSE(command->name, "--help"), CLI_CALL_DONE);
		ck_assert_int_eq(PARSE(command->name, "-h"), CLI_CALL_DONE);
	}
}
END_TEST

START_TEST(bad_ones) {
	ck_assert_int_eq(parse((const char *const[]){NULL}), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("strt"), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE(""), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("--socket"), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("--json", "ls"), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("start", "--json", "a"), CLI_CALL_BAD);
	ck_assert_int_eq(PARSE("create", "a", "--label"), CLI_CALL_BAD);
}
END_TEST

// Each command, with as many words as it may have, and one less or more
START_TEST(counts_words) {
	for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
		const char *words[ARGS_MAX] = {command->name};
		for (size_t count = 0; count <= CLI_CALL_WORDS_MAX + 1; count++) {
			bool good = count >= command->least && count <= command->most;
			ck_assert_int_eq(parse(words), good ? CLI_CALL_RUN : CLI_CALL_BAD);
			words[count + 1] = "word";
		}
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cli_call");
	TCase *tcase = tcase_create("cli_call");
	tcase_add_test(tcase, words_and_options);
	tcase_add_test(tcase, words_of_a_program);
	tcase_add_test(tcase, helps);
	tcase_add_test(tcase, bad_ones);
	tcase_add_test(tcase, counts_words);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
