// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_RUN_H
#define GUEST_PROXY_AGENT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/agent.h"

/*
 * One program for dom0, from its start to its end, with its streams as records.
 */

struct loop;
struct run;

struct run_impl {
	// Called at any time but in run_create(); may not destroy the run
	void (*send)(void *data, const struct agent_record *record);
	// It has ended, and all about it was sent. Destroys the run. From the loop.
	void (*gone)(void *data, struct run *run);
};

// NULL, with errno, if it cannot be run
struct run *run_create(
	struct loop *loop, const struct agent_run *record, const struct run_impl *impl, void *data);
// A program that is there still goes on, without streams
void run_destroy(struct run *run); // NULL is fine

uint32_t run_id(const struct run *run); // 0: nobody is to hear of it any more
// What dom0 says of it. NULL, or why that cannot be; constant text.
const char *run_record(struct run *run, const struct agent_record *record);
// There is no room for what it has to say, or there is again
void run_hold(struct run *run, bool held);
// Its user is gone: it is told, and killed if it stays. Without a link nobody hears of it.
void run_stop(struct run *run, bool linked);

#endif
