// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_HELD_KEYS_H
#define GUEST_PROXY_APP_HELD_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/records.h"

/*
 * Keys and modifiers that have come for a window that cannot take them yet, in their
 * order.
 */

#define HELD_KEYS_MAX 256

struct held_key {
	bool is_key; // else modifiers
	union {
		struct gui_key key;
		struct gui_modifiers modifiers;
	};
};

struct held_keys {
	bool holding;
	struct held_key list[HELD_KEYS_MAX];
	size_t count;
};

// False: there is no room
bool held_keys_add(struct held_keys *held, const struct held_key *key);

#endif
