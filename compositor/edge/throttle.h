// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_THROTTLE_H
#define COMPOSITOR_EDGE_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/edge/rate.h"

/*
 * How fast a guest may talk. Over a rate its link is not read until the debt is
 * paid; what it sent waits in its own ring.
 */

struct guest;
struct loop_source;

struct throttle {
	struct loop_source *timer; // fires when the debt is paid
	struct rate records, bytes, creates;
	uint64_t bytes_counted; // of conn_bytes_read()
	bool paused;
};

bool throttle_init(struct guest *guest);
void throttle_finish(struct guest *guest);
// A new link, or none
void throttle_reset(struct guest *guest);
// A record of this code has come
void throttle_record(struct guest *guest, uint32_t code);

#endif
