// SPDX-License-Identifier: MIT
#include "tests/lib/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int unit_run(Suite *suite) {
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void unit_count(const char *what, unsigned long cases) {
	printf("# %s: %lu cases\n", what, cases);
}

void unit_must_fail(bool done, int error) {
	ck_assert(!done);
	ck_assert_int_eq(errno, error);
	errno = 0;
}

// _exit(), for what the sanitizers do at the end may be among what was given up
bool unit_apart(bool (*probe)(void)) {
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		_exit(probe() ? 0 : 1);
	}
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
