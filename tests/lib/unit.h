// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_UNIT_H
#define TESTS_LIB_UNIT_H

#include <check.h>
#include <stdbool.h>

// Run a suite in this process, with one line of TAP for each case. Returns what
// main() should.
int unit_run(Suite *suite);

// Say how many inputs a test has tried, as a comment of the TAP
void unit_count(const char *what, unsigned long cases);

// What was tried is not done, for that errno; forgets it
void unit_must_fail(bool done, int error);

// Whether it is true in a process of its own, which it may ruin
bool unit_apart(bool (*probe)(void));

#endif
