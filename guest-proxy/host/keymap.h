// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_KEYMAP_H
#define GUEST_PROXY_HOST_KEYMAP_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * A keymap that comes in pieces. What is wrong with a record is returned as a
 * constant text; NULL is good.
 */

struct keymap {
	char *text; // owned; NULL while none is on its way
	uint32_t size, len; // announced, come
};

void keymap_finish(struct keymap *keymap); // zero is fine
const char *keymap_begin(struct keymap *keymap, const struct gui_keymap_begin *untrusted);
const char *keymap_piece(struct keymap *keymap, const struct gui_keymap_piece *untrusted);
// Good: text and size are the whole keymap, with a zero after it, until keymap_finish()
const char *keymap_end(const struct keymap *keymap);

#endif
