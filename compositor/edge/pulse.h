// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_PULSE_H
#define COMPOSITOR_EDGE_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * Whether a guest still answers. One ping is on its way at a time, so a paused VM
 * does not find a heap of them; silence turns its windows grey and never cuts.
 */

struct guest;
struct loop_source;

struct pulse {
	struct loop_source *timer; // for the next ping, or for the answer to the last
	uint32_t nonce; // of the last ping
	bool waiting; // for its answer
	bool silent;
};

bool pulse_init(struct guest *guest);
void pulse_finish(struct guest *guest);
// No link: nothing is asked
void pulse_stop(struct guest *guest);
void pulse_start(struct guest *guest);
// NULL, or why the guest must be refused
const char *pulse_pong(struct guest *guest, const struct gui_pong *untrusted_pong);

#endif
