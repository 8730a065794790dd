// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_KEYS_H
#define COMPOSITOR_DESK_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Super belongs to us: neither it nor a key pressed while it is held ever reaches
 * a guest, nor that key's release.
 */

struct desk;
struct conf_binding;
struct wlr_keyboard;

// True if the key is ours, whether it is bound to something or not
bool keys_handle(struct desk *desk, struct wlr_keyboard *keyboard, uint32_t key, bool pressed);
// Carry out an action, also for mamparo-msg
void keys_run(struct desk *desk, const struct conf_binding *binding);

#endif
