// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_QUIET_H
#define TESTS_LIB_QUIET_H

/*
 * What is printed between these two goes nowhere: usage, and complaints that are wanted.
 */

struct quiet {
	int out, err;
};

void quiet_begin(struct quiet *quiet);
void quiet_end(struct quiet *quiet);

#endif
