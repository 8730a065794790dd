// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_SERIALS_H
#define GUEST_PROXY_APP_SERIALS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Which serial of the compositor stands behind a serial that a program was sent.
 * The newest ones are remembered.
 */

#define SERIALS_MAX 256

struct serials {
	struct {
		uint32_t first, last; // ours; they may wrap around
		uint32_t host;
	} ring[SERIALS_MAX];
	size_t count; // ever added
};

// Our serials from after before to last were made for the host's
void serials_add(struct serials *serials, uint32_t before, uint32_t last, uint32_t host);
// 0: not known, or too old
uint32_t serials_find(const struct serials *serials, uint32_t serial);
// The same, and forget it and all that are older
uint32_t serials_take(struct serials *serials, uint32_t serial);
void serials_clear(struct serials *serials);

#endif
