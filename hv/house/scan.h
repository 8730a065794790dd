// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_SCAN_H
#define HV_HOUSE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/vm/adopt.h"
#include "hv/vm/name.h"

/*
 * The Xen process is asked which domains there are: when it is new, for all VMs, and when
 * VMs are new, for them. Then it is known of each what it has.
 */

#define SCAN_DOMAINS_MAX 4096

struct house;
struct message_found;

struct scan {
	bool wanted; // somebody is not known
	bool all; // the Xen process is new
	uint64_t serial; // of the ask, 0: it is not on its way
	// While it is
	struct adopt_domain *domains; // owned
	char (*names)[NAME_SIZE]; // owned; of the domains
	size_t count;
};

void scan_finish(struct scan *scan);

// Ask, if somebody is not known, and it is not on its way
void scan_begin(struct house *house, uint64_t now);
void scan_found(struct house *house, const struct message_found *found);
void scan_done(struct house *house, uint64_t now);
// There is no answer any more
void scan_break_off(struct house *house);

#endif
