// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SEAT_KEYBOARD_H
#define COMPOSITOR_SEAT_KEYBOARD_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Keyboards: the physical ones as one group, so that modifiers of one hold for
 * all, and each virtual one for itself with the keymap that its program sends.
 */

struct seat;
struct wlr_keyboard;

// One that gives keys to the desk: the group, or a virtual keyboard
struct keyboard {
	struct seat *seat; // borrowed
	struct wlr_keyboard *keyboard; // borrowed
	struct wl_list link; // seat.keyboards
	struct wl_listener key, modifiers, keymap, repeat_info, destroy;
};

// NULL on failure. Ends with its wlr_keyboard.
struct keyboard *keyboard_create(struct seat *seat, struct wlr_keyboard *keyboard);
void keyboard_destroy(struct keyboard *keyboard); // NULL is fine

// The physical ones. False, and a log line, if there is no keymap at all.
bool keyboard_group_init(struct seat *seat);
void keyboard_group_finish(struct seat *seat);
void keyboard_group_add(struct seat *seat, struct wlr_keyboard *keyboard);
// desk->conf has changed
void keyboard_group_reload(struct seat *seat);

#endif
