// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_MOMENT_H
#define COMPOSITOR_DESK_MOMENT_H

#include <stdint.h>

/*
 * A moment is ns of CLOCK_MONOTONIC; libwayland and wlroots have others.
 */

struct timespec;

uint64_t moment_from(const struct timespec *time);
// The low 32 bits of the ms, as clients are told
uint32_t moment_ms(uint64_t moment);

#endif
