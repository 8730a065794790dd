// SPDX-License-Identifier: MIT
#include "tests/lib/arguments.h"

#include <check.h>
#include <getopt.h>
#include <stddef.h>

void arguments_begin(struct arguments *arguments, const char *program, const char *const words[]) {
	*arguments = (struct arguments){.count = 1, .list = {(char *)program}};
	for (; words[arguments->count - 1] != NULL; arguments->count++) {
		ck_assert_int_le(arguments->count, ARGUMENTS_MAX);
		arguments->list[arguments->count] = (char *)words[arguments->count - 1];
	}
	optind = 0; // also where it is within a word
	quiet_begin(&arguments->quiet);
}

void arguments_end(struct arguments *arguments) {
	quiet_end(&arguments->quiet);
}
