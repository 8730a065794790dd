// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_VIRTUAL_KEYBOARD_H
#define GUEST_PROXY_APP_VIRTUAL_KEYBOARD_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Keyboards that are programs of this VM: an input method gives back by one what it
 * does not want of the keys that it has grabbed. The compositor hears nothing of it,
 * and a key of theirs is no act of the user.
 */

struct app;

struct virtual_keyboards {
	struct wl_listener new_keyboard;
};

bool virtual_keyboard_init(struct app *app);
void virtual_keyboard_finish(struct app *app);

#endif
