// SPDX-License-Identifier: MIT
#ifndef COMMON_RATE_H
#define COMMON_RATE_H

#include <stdint.h>

/*
 * A token bucket that may go into debt: what has come has come, and the debt says
 * how long not to read more.
 */

struct rate {
	uint32_t per_second, burst;
	int64_t tokens; // in 1e-9; below zero: debt
	uint64_t at; // ns, when tokens was right
};

void rate_init(struct rate *rate, uint32_t per_second, uint32_t burst, uint64_t now);
void rate_take(struct rate *rate, uint32_t amount, uint64_t now);
// ms until the debt is paid, 0 if there is none
uint32_t rate_wait(struct rate *rate, uint64_t now);

#endif
