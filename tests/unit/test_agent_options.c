// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/agent_options.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest-proxy/agent/agent.h"
#include "tests/lib/arguments.h"
#include "tests/lib/unit.h"

static struct agent_options options;

static enum agent_options_result parse(const char *first, const char *second) {
	struct arguments arguments;
	arguments_begin(&arguments, "mamparo-agent", (const char *const[]){first, second, NULL});
	enum agent_options_result result = agent_options_parse(
		&options, arguments.count, arguments.list);
	arguments_end(&arguments);
	return result;
}

START_TEST(lines) {
	ck_assert_int_eq(parse(NULL, NULL), AGENT_OPTIONS_RUN);
	ck_assert_str_eq(options.listen, "xen:0:data/agent");
	ck_assert(!options.debug);
	ck_assert_int_eq(parse("-dl", "/a"), AGENT_OPTIONS_RUN);
	ck_assert_str_eq(options.listen, "/a");
	ck_assert(options.debug);
	ck_assert_int_eq(parse("--help", NULL), AGENT_OPTIONS_DONE);
	ck_assert_int_eq(parse("--version", NULL), AGENT_OPTIONS_DONE);
	ck_assert_int_eq(parse("--listen", NULL), AGENT_OPTIONS_BAD);
	ck_assert_int_eq(parse("--nothing", NULL), AGENT_OPTIONS_BAD);
	ck_assert_int_eq(parse("sh", NULL), AGENT_OPTIONS_BAD);
}
END_TEST

static int run_child(const char *listen) {
	const struct agent_options child = {.listen = listen};
	return agent_run(&child) ? EXIT_SUCCESS : EXIT_FAILURE;
}

START_TEST(ends_when_told_to) {
	char dir[] = "/tmp/agent-XXXXXX", path[64];
	int status;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/agent", dir);
	pid_t pid = fork();
	if (pid == 0) {
		_exit(run_child(path));
	}
	while (access(path, F_OK) != 0) {
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_SUCCESS);
	ck_assert_int_eq(access(path, F_OK), -1);
	rmdir(dir);
}
END_TEST

START_TEST(cannot_listen) {
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		_exit(run_child("/nowhere/at/all"));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_FAILURE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("agent_options");
	TCase *tcase = tcase_create("agent");
	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, ends_when_told_to);
	tcase_add_test(tcase, cannot_listen);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
