// SPDX-License-Identifier: MIT
#include "guest-proxy/app/held_keys.h"

bool held_keys_add(struct held_keys *held, const struct held_key *key) {
	if (held->count == HELD_KEYS_MAX) {
		return false;
	}
	held->list[held->count++] = *key;
	return true;
}
