// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_WISHES_H
#define HV_HOUSE_WISHES_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/process/role.h"
#include "hv/vm/vm_table.h"

/*
 * What somebody wishes of a VM: begun once it is known which domains there are, with what
 * that VM needs, and answered when its state says so.
 */

struct house;
struct tenant;

struct wishes_wish {
	enum role who; // asks
	uint64_t serial; // of his request
	enum vm_event wish;
	bool again; // a start: it ends before that, if it runs
	bool force; // a stop: it does not matter who needs it
};

// It is answered in any case, perhaps at once
void wishes_add(
	struct house *house, struct tenant *tenant, const struct wishes_wish *wish, uint64_t now);
// All that waits to be begun
void wishes_begin(struct house *house, uint64_t now);
// It has come to another state
void wishes_answer(struct house *house, struct tenant *tenant);
// Whose time is over
void wishes_tick(struct house *house, uint64_t now);
// Those whose turn it is go on to be built
void wishes_go_on(struct house *house, uint64_t now);

#endif
