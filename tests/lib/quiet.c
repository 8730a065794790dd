// SPDX-License-Identifier: MIT
#include "tests/lib/quiet.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void quiet_begin(struct quiet *quiet) {
	fflush(NULL);
	int null = open("/dev/null", O_WRONLY);
	*quiet = (struct quiet){.out = dup(STDOUT_FILENO), .err = dup(STDERR_FILENO)};
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close(null);
}

void quiet_end(struct quiet *quiet) {
	fflush(NULL);
	dup2(quiet->out, STDOUT_FILENO);
	dup2(quiet->err, STDERR_FILENO);
	close(quiet->out);
	close(quiet->err);
}
