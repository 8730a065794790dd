// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ARGUMENTS_H
#define TESTS_LIB_ARGUMENTS_H

#include "tests/lib/quiet.h"

/*
 * A command line, for what reads it between these two; what that says goes nowhere.
 */

#define ARGUMENTS_MAX 16 // without the program's name

struct arguments {
	struct quiet quiet;
	int count;
	char *list[ARGUMENTS_MAX + 2]; // ended by NULL
};

// words are ended by NULL and without the program's name; borrowed
void arguments_begin(struct arguments *arguments, const char *program, const char *const words[]);
void arguments_end(struct arguments *arguments);

#endif
