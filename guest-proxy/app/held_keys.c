// SPDX-License-Identifier: MIT
#include "guest-proxy/app/held_keys.h"

bool held_keys_add_key(struct held_keys *held, const struct gui_key *key) {
	if (held->count == HELD_KEYS_MAX) {
		return false;
	}
	held->list[held->count++] = (struct held_key){.is_key = true, .key = *key};
	return true;
}

bool held_keys_add_modifiers(struct held_keys *held, const struct gui_modifiers *modifiers) {
	if (held->count == HELD_KEYS_MAX) {
		return false;
	}
	held->list[held->count++] = (struct held_key){.modifiers = *modifiers};
	return true;
}
