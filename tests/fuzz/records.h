// SPDX-License-Identifier: MIT
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "protocol/row.h"

/*
 * Records of a protocol: the target has its name, records.c does the rest. The first byte
 * says who reads and in which state, the others are records.
 */

extern const struct row_protocol *const records_protocol;

#endif
