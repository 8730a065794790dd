// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_AUDIT_H
#define COMPOSITOR_EDGE_AUDIT_H

#include <stdint.h>

/*
 * What a guest makes us log: its links' begin and end, and what it did wrong. So few
 * lines that a guest cannot fill a disk or hide another's; what is left out is
 * counted.
 */

#define AUDIT_LINES 5 // in each
#define AUDIT_PERIOD 10000 // ms

struct audit {
	const char *guest; // its name; borrowed, outlives audit
	uint64_t since; // ns, when this period began; 0: none has
	uint32_t lines, more; // written in it, left out of it
};

void audit_info(struct audit *audit, const char *text, uint64_t now);
// What the guest did wrong; what is a record's name, or NULL
void audit_fault(struct audit *audit, const char *what, const char *reason, uint64_t now);

#endif
