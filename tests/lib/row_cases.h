// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ROW_CASES_H
#define TESTS_LIB_ROW_CASES_H

#include <check.h>
#include <stdint.h>

#include "protocol/row.h"

/*
 * That a table is what it says, for each of its rows. The code which goes by tables is tried
 * with gui.def's.
 */

struct row_cases {
	const struct row_protocol *protocol;
	uint32_t version;
	const uint32_t *codes; // of all rows
	int len;
};

// One suite a program; cases is borrowed for ever
void row_cases_add(Suite *suite, const struct row_cases *cases);
// How many records have been tried
unsigned long row_cases_count(void);

#endif
