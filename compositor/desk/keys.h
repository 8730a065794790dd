// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_KEYS_H
#define COMPOSITOR_DESK_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Super belongs to us: neither it nor a key pressed while it is held ever reaches
 * a guest, nor that key's release. Keys are named by the first Latin layout of the
 * keymap, whichever layout is in use.
 */

struct desk;
struct keys;
struct wlr_keyboard;

struct keys *keys_create(void); // NULL on failure
void keys_destroy(struct keys *keys); // NULL is fine

// True if the key is ours, whether it is bound to something or not. While locked only
// those that change the virtual terminal are, and releases of what was ours before.
bool keys_handle(struct desk *desk, struct wlr_keyboard *keyboard, uint32_t key, bool pressed);
// Whether Super is down, on whichever keyboard
bool keys_super_held(const struct desk *desk);
// Modifiers have changed: Super may be up without a key of its own (virtual keyboards)
void keys_modifiers(struct desk *desk, struct wlr_keyboard *keyboard);

#endif
