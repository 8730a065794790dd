// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GUEST_INPUT_H
#define COMPOSITOR_DESK_GUEST_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Input as records to a guest. id is a toplevel's or a popup's; x, y are logical,
 * relative to its interior; times are CLOCK_MONOTONIC ns. Nothing is sent to a
 * window in its first GUI_HOLD_OFF ms under the pointer: the callers see to it.
 */

struct desk_guest;
struct wlr_pointer_axis_event;
struct xkb_keymap;

// What this link's guest was told; in struct desk_guest
struct guest_input {
	struct xkb_keymap *keymap; // one reference, NULL: none yet
	uint32_t repeat_rate, repeat_delay;
	uint32_t modifiers[4]; // depressed, latched, locked, group
	bool pressed; // a key, a button or a finger, since a menu opened by its wish
};

// A new link: the guest learns keymap, repeat and capabilities
void guest_input_connected(struct desk_guest *guest);
// The link is gone, or the guest goes: forget what it was told
void guest_input_lost(struct desk_guest *guest);
// The seat's capabilities have changed
void guest_input_capabilities(struct desk_guest *guest);

void guest_input_keyboard_enter(struct desk_guest *guest, uint32_t id);
void guest_input_keyboard_leave(struct desk_guest *guest, uint32_t id);
void guest_input_key(struct desk_guest *guest, uint64_t time, uint32_t key, bool pressed);
void guest_input_modifiers(struct desk_guest *guest);
void guest_input_pointer_enter(struct desk_guest *guest, uint32_t id, double x, double y);
void guest_input_pointer_leave(struct desk_guest *guest, uint32_t id);
void guest_input_pointer_motion(struct desk_guest *guest, uint64_t time, double x, double y);
void guest_input_pointer_button(
	struct desk_guest *guest, uint64_t time, uint32_t button, bool pressed);
void guest_input_pointer_axis(struct desk_guest *guest, const struct wlr_pointer_axis_event *event);
void guest_input_pointer_frame(struct desk_guest *guest);
void guest_input_pointer_relative(struct desk_guest *guest, uint64_t time, const double delta[4]);

struct guest_touch {
	uint64_t time;
	int32_t id; // of the touch point
	double x, y;
};
void guest_input_touch_down(
	struct desk_guest *guest, uint32_t window, const struct guest_touch *touch);
void guest_input_touch_motion(struct desk_guest *guest, const struct guest_touch *touch);
void guest_input_touch_up(struct desk_guest *guest, const struct guest_touch *touch);
void guest_input_touch_frame(struct desk_guest *guest);
void guest_input_touch_cancel(struct desk_guest *guest);

#endif
