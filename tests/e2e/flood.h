// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_FLOOD_H
#define TESTS_E2E_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/hostile/live.h"

/*
 * What a guest may send that costs the compositor most, as fast as it is read.
 */

struct flood {
	const char *name;
	bool (*prepare)(struct live *live); // after the welcome; may be NULL
	bool (*step)(struct live *live, uint32_t n); // false: the link has gone
};

extern const struct flood floods[];
extern const uint32_t flood_count;

struct flood_count { // shared with the child
	uint32_t links, steps;
};

// In a child process: wait for the compositor and flood it until killed. A link that
// ends is opened again.
void flood_run(struct live *live, const struct flood *flood, struct flood_count *count)
	__attribute__((noreturn));

#endif
