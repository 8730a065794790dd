// SPDX-License-Identifier: MIT
#ifndef HV_VM_RESTART_H
#define HV_VM_RESTART_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How often, and how soon, what ended may be started again without anybody's wish: at
 * once, then later each time, then no more, unless it has run well for a while.
 */

#define RESTART_MAX 6 // in a row
#define RESTART_DELAY_MIN 1000 // ms, the second time; twice as long each time after
#define RESTART_CALM 600000 // ms that it has run, after which the count begins anew

// All zero: it has never ended
struct restart {
	unsigned count; // restarts in a row
	uint64_t since; // when it came to run, ms; 0: it does not
	uint64_t when; // the next start may be, ms
};

// It runs from now on
void restart_ran(struct restart *restart, uint64_t now);
// It has ended. False: it is not started any more, unless somebody wishes it.
bool restart_next(struct restart *restart, uint64_t now);
// It has ended, and is never given up. Returns in how many ms it is started, 1 to most.
uint64_t restart_pause(struct restart *restart, uint64_t now, uint64_t most);

#endif
