// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

static void help(FILE *to) {
	fputs("peer [--seconds N] MODE [ARG...]: a guest in a domain of Xen, for tests\n\n", to);
	for (const struct mode *mode = modes; mode->name != NULL; mode++) {
		fprintf(to, "  %s %s\n        %s\n", mode->name, mode->args, mode->text);
	}
}

int main(int argc, char *argv[]) {
	static struct puppet puppet;
	char *const *args = argv + 1;
	uint32_t seconds = 0;
	if (args[0] != NULL && strcmp(args[0], "--seconds") == 0) {
		args++;
		seconds = modes_number(&args, 0);
	}
	if (args[0] != NULL && strcmp(args[0], "--help") == 0) {
		help(stdout);
		return 0;
	}
	const struct mode *mode = args[0] != NULL ? modes_find(args[0]) : NULL;
	if (mode == NULL) {
		help(stderr);
		return 2;
	}
	log_init("peer", LOG_ERROR);
	outside_end_in(seconds);
	outside_tell("begin", "\"mode\":\"%s\"", mode->name);
	bool good = mode->run(&puppet, args + 1);
	puppet_close(&puppet);
	outside_tell("end", "\"mode\":\"%s\",\"good\":%s", mode->name, good ? "true" : "false");
	return good ? 0 : 1;
}
