// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_CLOCK_H
#define GUEST_PROXY_HOST_CLOCK_H

#include <stdint.h>

/*
 * The compositor's clock, which counts from the welcome, seen from ours. Pure: the
 * caller says what time it is. All times are in ns.
 */

struct clock {
	uint64_t offset; // ours is theirs plus this, modulo 2^64
	uint64_t error; // how far off that may be
	uint64_t sampled; // when that was so, by our clock
	uint64_t last_remote, last_local; // the latest time converted, and to what
};

struct clock_sample {
	uint64_t sent, received; // ours, of a ping and its pong
	uint64_t remote; // theirs, at some time between
};

// The welcome came now: theirs is 0 or a little more
void clock_init(struct clock *clock, uint64_t now);
// A better estimate, or none if the answer took too long to tell more
void clock_add(struct clock *clock, const struct clock_sample *sample);
// Ours for theirs: never after now; of a later time never earlier than of an earlier one
uint64_t clock_local(struct clock *clock, uint64_t untrusted_remote, uint64_t now);

#endif
