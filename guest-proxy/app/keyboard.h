// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_KEYBOARD_H
#define GUEST_PROXY_APP_KEYBOARD_H

#include <stddef.h>

#include "protocol/records.h"

/*
 * The keyboard of the seat.
 */

struct app;

void keyboard_init(struct app *app);
void keyboard_finish(struct app *app);
void keyboard_release_all(struct app *app);
// Keys and modifiers wait; and go to their window after all
void keyboard_hold(struct app *app);
void keyboard_let_go(struct app *app);
// Something comes that a key held down may be meant for: what waits goes before it
void keyboard_precede(struct app *app);

// Records; data is the app
void keyboard_keymap(void *data, const char *keymap, size_t len);
void keyboard_repeat(void *data, const struct gui_repeat *record);
void keyboard_enter(void *data, const struct gui_keyboard_enter *record);
void keyboard_leave(void *data, const struct gui_keyboard_leave *record);
void keyboard_key(void *data, const struct gui_key *record);
void keyboard_modifiers(void *data, const struct gui_modifiers *record);

#endif
