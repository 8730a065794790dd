// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SCREEN_PACE_H
#define COMPOSITOR_SCREEN_PACE_H

#include <stdint.h>

/*
 * When an output may be drawn again. An output with a vertical blank paces itself. One
 * without it (a plain framebuffer, some virtual machines) takes a new picture as soon
 * as it has the last, so a busy program would keep the compositor drawing for ever:
 * such an output is found out by how fast it is, and held to its mode's refresh.
 */

struct pace {
	uint64_t presented; // ns, CLOCK_MONOTONIC, 0: never
	uint32_t early; // presented sooner than the refresh allows, in a row
};

// ns; refresh is in mHz, 0: unknown, taken for 60 Hz
uint64_t pace_period(int32_t refresh);
// The output has shown a picture at this time
void pace_presented(struct pace *pace, uint64_t when, uint64_t period);
// ms until the next picture is due, 0 if it is now
uint32_t pace_wait(const struct pace *pace, uint64_t now, uint64_t period);

#endif
