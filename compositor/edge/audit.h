// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_AUDIT_H
#define COMPOSITOR_EDGE_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a guest makes us log: its links' begin and end, and what it did wrong. So few
 * lines that a guest cannot fill a disk or hide another's; what is left out is
 * counted.
 */

#define AUDIT_LINES 5 // in each
#define AUDIT_PERIOD 10000 // ms

struct audit {
	uint64_t since; // ns, when this period began; 0: none has
	uint32_t lines, more; // written in it, left out of it
};

// "guest name: what: reason", or without what
struct audit_line {
	const char *guest; // its name
	const char *what; // a record's name, or NULL
	const char *reason;
	bool fault; // of the guest: an error, and not only information
};
void audit_log(struct audit *audit, const struct audit_line *line, uint64_t now);

#endif
