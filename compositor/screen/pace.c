// SPDX-License-Identifier: MIT
#include "compositor/screen/pace.h"

#include <stdbool.h>

#include "common/loop.h"

#define DEFAULT_REFRESH 60000 // mHz
// A change of mode may bring one early picture: so many in a row are no accident
#define EARLY_MAX 3

uint64_t pace_period(int32_t refresh) {
	return UINT64_C(1000000000000) / (uint64_t)(refresh > 0 ? refresh : DEFAULT_REFRESH);
}

void pace_presented(struct pace *pace, uint64_t when, uint64_t period) {
	// Once found out it stays so: its pictures are no longer early since we wait
	if (pace->early < EARLY_MAX) {
		bool early = pace->presented != 0 && when >= pace->presented &&
			when - pace->presented < period / 4 * 3;
		pace->early = early ? pace->early + 1 : 0;
	}
	pace->presented = when;
}

uint32_t pace_wait(const struct pace *pace, uint64_t now, uint64_t period) {
	if (pace->early < EARLY_MAX || now < pace->presented || now - pace->presented >= period) {
		return 0;
	}
	uint64_t rest = period - (now - pace->presented);
	return (uint32_t)((rest + LOOP_NS_PER_MS / 2) / LOOP_NS_PER_MS);
}
