// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_WAITS_H
#define HV_HOUSE_WAITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/process/role.h"
#include "hv/vm/vm_table.h"

/*
 * Who has wished something of a VM and waits for the state that answers it: so many at
 * most, and each with a time after which he is told that it has not come about.
 */

#define WAITS_EACH_MAX 128 // for one process, which has clients of its own
#define WAITS_MAX (2 * WAITS_EACH_MAX) // two processes ask
#define WAITS_NO_DEADLINE UINT64_MAX

struct tenant;

struct wait {
	enum role who; // asks
	uint64_t serial; // of his request
	struct tenant *tenant; // borrowed; he has no end while somebody waits for him
	enum vm_event wish;
	bool begun; // else it is to be wished once it is known which domains there are
	bool later; // or once those are down who need it
	bool again, force; // of the request: it restarts; whoever needs it does not matter
	uint64_t deadline; // ms
};

// All zero: nobody waits. The order is that of the wishes.
struct waits {
	struct wait list[WAITS_MAX];
	size_t count;
};

// False without room
bool waits_add(struct waits *waits, const struct wait *wait);
void waits_remove(struct waits *waits, size_t index); // those after it move down
// He does not wait any more; no such: fine
void waits_forget(struct waits *waits, enum role who, uint64_t serial);
// Nobody does for that process
void waits_forget_all(struct waits *waits, enum role who);

bool waits_has(const struct waits *waits, const struct tenant *tenant);
// When the next time is over, or WAITS_NO_DEADLINE
uint64_t waits_deadline(const struct waits *waits);
// How long that wish may take at most, ms
uint64_t waits_time(enum vm_event wish);

#endif
