// SPDX-License-Identifier: MIT
#ifndef HV_CONSOLE_CONSOLE_RING_H
#define HV_CONSOLE_CONSOLE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The last of what a VM has said on its console. Pure.
 */

#define CONSOLE_RING_SIZE 32768 // bytes

// All zero: nothing
struct console_ring {
	uint8_t *bytes; // owned; NULL: nothing was ever said
	size_t start, len;
};

void console_ring_finish(struct console_ring *ring);
// False without memory, and nothing is added
bool console_ring_add(struct console_ring *ring, const uint8_t *untrusted_bytes, size_t len);
// All that there is, in order; how many bytes that is
size_t console_ring_copy(const struct console_ring *ring, uint8_t dst[static CONSOLE_RING_SIZE]);

#endif
