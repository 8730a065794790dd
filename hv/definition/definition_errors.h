// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_ERRORS_H
#define HV_DEFINITION_DEFINITION_ERRORS_H

#include <stddef.h>

/*
 * What is wrong with one VM's definition, each fault with its line. Bounded: of a file
 * that is wrong all over, the first faults are kept and the others counted.
 */

#define DEFINITION_ERRORS_MAX 8
#define DEFINITION_REASON_MAX 160 // bytes, with the terminator

struct definition_error {
	unsigned line; // from 1; 0: the file as a whole
	char reason[DEFINITION_REASON_MAX]; // one line of printable ASCII
};

struct definition_errors {
	struct definition_error list[DEFINITION_ERRORS_MAX];
	size_t count; // also of those that are not kept
};

// Text of the file may be among the arguments: what is not printable becomes '?'
void definition_errors_add(struct definition_errors *errors, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// How many of the list are kept
size_t definition_errors_kept(const struct definition_errors *errors);

#endif
