// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_PAPER_MACHINE_H
#define TESTS_HV_PAPER_MACHINE_H

#include <stdint.h>

#include "hv/xen/loop_device.h"

/*
 * A machine on paper for the real mamparo-hvd-xen: what of libxl, libxenstore and loop
 * devices it uses is on a file in its state folder, which its workers share and in which
 * test_whole.py reads. How a domain behaves is in its name.
 */

#define PAPER_DOMAINS 32
#define PAPER_NODES 256
#define PAPER_LOOPS 64

// test_whole.py has the layout of these

struct paper_domain {
	uint32_t domid; // 0: there is none
	uint8_t uuid[16];
	char name[32];
	uint8_t paused, dying, shut, reason;
};

struct paper_machine {
	struct paper_domain domains[PAPER_DOMAINS];
	uint32_t last_domid;
	char nodes[PAPER_NODES][2][128]; // path, value
	char loops[PAPER_LOOPS][LOOP_DEVICE_TAG_SIZE];
};

// Once it is open
extern struct paper_machine *paper_machine;

void paper_machine_open(void);

#endif
