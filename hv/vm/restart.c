// SPDX-License-Identifier: MIT
#include "hv/vm/restart.h"

static uint64_t delay(unsigned count) {
	return count == 0 ? 0 : (uint64_t)RESTART_DELAY_MIN << (count - 1);
}

static bool was_calm(const struct restart *restart, uint64_t now) {
	return restart->since > 0 && now > restart->since && now - restart->since >= RESTART_CALM;
}

void restart_ran(struct restart *restart, uint64_t now) {
	restart->since = now;
}

bool restart_next(struct restart *restart, uint64_t now) {
	if (was_calm(restart, now)) {
		restart->count = 0;
	}
	restart->since = 0;
	if (restart->count >= RESTART_MAX) {
		return false;
	}
	restart->when = now + delay(restart->count);
	restart->count++;
	return true;
}

uint64_t restart_pause(struct restart *restart, uint64_t now, uint64_t most) {
	if (!restart_next(restart, now)) {
		return most;
	}
	uint64_t ms = restart->when > now ? restart->when - now : 1;
	return ms < most ? ms : most;
}
