// SPDX-License-Identifier: MIT
#include "hv/console/console_ring.h"

#include <stdlib.h>
#include <string.h>

void console_ring_finish(struct console_ring *ring) {
	free(ring->bytes);
	*ring = (struct console_ring){0};
}

// No more than there is up to the end of the buffer, at most len
static size_t span(size_t at, size_t len) {
	size_t rest = CONSOLE_RING_SIZE - at;
	return len < rest ? len : rest;
}

bool console_ring_add(struct console_ring *ring, const uint8_t *untrusted_bytes, size_t len) {
	if (ring->bytes == NULL) {
		ring->bytes = malloc(CONSOLE_RING_SIZE);
	}
	if (ring->bytes == NULL) {
		return false;
	}
	if (len > CONSOLE_RING_SIZE) {
		untrusted_bytes += len - CONSOLE_RING_SIZE;
		len = CONSOLE_RING_SIZE;
	}
	size_t at = (ring->start + ring->len) % CONSOLE_RING_SIZE;
	size_t first = span(at, len);
	memcpy(ring->bytes + at, untrusted_bytes, first);
	memcpy(ring->bytes, untrusted_bytes + first, len - first);
	size_t room = CONSOLE_RING_SIZE - ring->len;
	size_t over = len > room ? len - room : 0;
	ring->start = (ring->start + over) % CONSOLE_RING_SIZE;
	ring->len += len - over;
	return true;
}

size_t console_ring_copy(const struct console_ring *ring, uint8_t dst[static CONSOLE_RING_SIZE]) {
	size_t first = span(ring->start, ring->len);
	if (ring->len > 0) {
		memcpy(dst, ring->bytes + ring->start, first);
		memcpy(dst + first, ring->bytes, ring->len - first);
	}
	return ring->len;
}
