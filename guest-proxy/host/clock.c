// SPDX-License-Identifier: MIT
#include "guest-proxy/host/clock.h"

// What a welcome may have been on its way before anything better is known
#define FIRST_ERROR UINT64_C(1000000000)
// The two clocks drift apart by at most one part in so many
#define DRIFT 10000

void clock_init(struct clock *clock, uint64_t now) {
	*clock = (struct clock){.offset = now, .error = FIRST_ERROR, .sampled = now};
}

void clock_add(struct clock *clock, const struct clock_sample *sample) {
	uint64_t error = (sample->received - sample->sent) / 2;
	uint64_t drift = (sample->received - clock->sampled) / DRIFT;
	if (error > clock->error + drift) {
		return;
	}
	// Unsigned, so that a remote time of nonsense gives nonsense and no more
	clock->offset = sample->sent + error - sample->remote;
	clock->error = error;
	clock->sampled = sample->received;
}

static uint64_t convert(const struct clock *clock, uint64_t remote, uint64_t now) {
	uint64_t local = remote + clock->offset;
	if (local > INT64_MAX) {
		local = 0; // before our clock began
	}
	return local < now ? local : now;
}

uint64_t clock_local(struct clock *clock, uint64_t untrusted_remote, uint64_t now) {
	uint64_t local = convert(clock, untrusted_remote, now);
	if (untrusted_remote < clock->last_remote) {
		return local < clock->last_local ? local : clock->last_local;
	}
	if (local < clock->last_local) {
		local = clock->last_local; // the estimate has gone back since
	}
	clock->last_remote = untrusted_remote;
	clock->last_local = local;
	return local;
}
