// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_SIDES_H
#define TESTS_E2E_SIDES_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/hostile/live.h"
#include "tests/lib/desktop.h"
#include "tests/lib/shot.h"

/*
 * Two desktops that live through the same: on one a guest is bad, on the other a guest
 * of the same label, title and window sizes is good and draws in one colour. What is
 * not inside the windows of that guest must look the same on both, to the pixel.
 */

#define SIDES_NAME "untrusted" // of the guest
#define SIDES_WIDTH 1280
#define SIDES_HEIGHT 720

struct side {
	bool bad;
	struct desktop desktop;
	struct desktop_guest *conf; // borrowed from desktop: of the guest
	struct live guest; // if it is written by hand
	struct live other; // another guest, always good
	uint32_t buffers; // of guest, made so far
	uint32_t param; // of the act
};

extern struct side sides[2];

// Both desktops, each with the other guest's window; the guest has not connected
void sides_init(void);
// False if something ended badly
bool sides_finish(void);
// Let act do the same on both, then compare. A difference fails the test's case.
void sides_run(const char *name, void (*act)(struct side *side), uint32_t param);
// How many comparisons there were
uint32_t sides_compared(void);

#endif
