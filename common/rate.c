// SPDX-License-Identifier: MIT
#include "common/rate.h"

#define NANO INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define DEBT_MAX (INT64_C(4000000000) * NANO) // far beyond any rate; keeps sums within 64 bits

static void refill(struct rate *rate, uint64_t now) {
	uint64_t passed = now > rate->at ? now - rate->at : 0;
	int64_t full = rate->burst * NANO;
	uint64_t missing = (uint64_t)full - (uint64_t)rate->tokens; // tokens may be negative
	if (passed > missing / rate->per_second) {
		rate->tokens = full;
	} else {
		rate->tokens += (int64_t)(passed * rate->per_second);
	}
	rate->at = now;
}

void rate_init(struct rate *rate, uint32_t per_second, uint32_t burst, uint64_t now) {
	*rate = (struct rate){
		.per_second = per_second > 0 ? per_second : 1,
		.burst = burst > 0 ? burst : 1,
		.at = now,
	};
	rate->tokens = rate->burst * NANO;
}

void rate_take(struct rate *rate, uint32_t amount, uint64_t now) {
	refill(rate, now);
	rate->tokens -= amount * NANO;
	rate->tokens = rate->tokens < -DEBT_MAX ? -DEBT_MAX : rate->tokens;
}

uint32_t rate_wait(struct rate *rate, uint64_t now) {
	refill(rate, now);
	if (rate->tokens >= 0) {
		return 0;
	}
	int64_t ns = -rate->tokens / rate->per_second;
	return (uint32_t)(ns / NS_PER_MS) + 1;
}
