// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_THROTTLE_H
#define COMPOSITOR_EDGE_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/rate.h"

/*
 * How fast a guest may talk, and how long we may work for it. Over a rate its link is
 * not read until the debt is paid; what it sent waits in its own ring. Debts outlive
 * links.
 */

struct guest;
struct loop_source;

struct throttle {
	struct loop_source *timer; // fires when the debt is paid
	struct rate records, bytes, creates;
	struct rate pixels; // 1,000 of them
	struct rate time; // us
	struct rate connects; // us, by the clock: they wait for others
	uint64_t charged; // ns of this turn of the connection, already
	uint64_t bytes_counted; // of conn_bytes_read()
	uint64_t waited; // ms that this link was not read
	bool paused;
};

bool throttle_init(struct guest *guest);
void throttle_finish(struct guest *guest);
// A new link, or none
void throttle_reset(struct guest *guest);
// A record of this code has come
void throttle_record(struct guest *guest, uint32_t code);
// A record has made a window appear
void throttle_create(struct guest *guest);
// A buffer of this size is shown: a renderer may have to upload all of it
void throttle_pixels(struct guest *guest, uint32_t width, uint32_t height);
// We have worked for the guest, since loop_spent() was this
void throttle_time(struct guest *guest, uint64_t since);
// The same of a whole turn of the connection; what throttle_time() was told of it counts
// once
void throttle_rest(struct guest *guest, uint64_t since);
// A connection was tried for, since loop_now() was this
void throttle_connect(struct guest *guest, uint64_t since);
// ms until the next may be
uint32_t throttle_connect_wait(struct guest *guest);

#endif
