// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ROUGH_XEN_H
#define TESTS_LIB_ROUGH_XEN_H

#include "tests/lib/house_rig.h"

/*
 * What Xen has, whoever looks, and a Xen process that may end at any moment, between a
 * house and that. It does what it is told, or does not, as the seed has it; that a VM is
 * not built twice ends the test's case.
 */

#define ROUGH_XEN_DOMAINS_MAX 32
#define ROUGH_XEN_OUTBOX_MAX 4096

struct rough_xen_domain {
	uint32_t domid; // 0: none
	char name[NAME_SIZE];
	enum adopt_mark mark;
	bool paused, dying, shut;
	unsigned shut_reason;
	uint64_t build; // whose worker is at it, or 0
};

// All zero but for state, which is the seed
struct rough_xen {
	struct rough_xen_domain domains[ROUGH_XEN_DOMAINS_MAX];
	bool up; // the process
	struct message outbox[ROUGH_XEN_OUTBOX_MAX]; // what it has said and nobody has read
	size_t outbox_len, outbox_next;
	uint32_t last_domid, state;
	unsigned long builds;
};

uint32_t rough_xen_draw(struct rough_xen *xen, uint32_t below);
struct rough_xen_domain *rough_xen_find(struct rough_xen *xen, const char *name); // or NULL

void rough_xen_obey(struct rough_xen *xen, const struct message *message);
// What it says next, borrowed until it says more; or NULL
const struct message *rough_xen_next(struct rough_xen *xen);
// A domain goes on by itself. chance below 2: it goes off, or crashes.
void rough_xen_live(struct rough_xen *xen, size_t index, uint32_t chance);
// The process ends, with its workers
void rough_xen_lose(struct rough_xen *xen);

#endif
