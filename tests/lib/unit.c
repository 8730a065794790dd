// SPDX-License-Identifier: MIT
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

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
