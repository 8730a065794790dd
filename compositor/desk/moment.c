// SPDX-License-Identifier: MIT
#include "compositor/desk/moment.h"

#include <time.h>

#include "common/loop.h"

uint64_t moment_from(const struct timespec *time) {
	return (uint64_t)time->tv_sec * 1000 * LOOP_NS_PER_MS + (uint64_t)time->tv_nsec;
}

uint32_t moment_ms(uint64_t moment) {
	return (uint32_t)(moment / LOOP_NS_PER_MS);
}
