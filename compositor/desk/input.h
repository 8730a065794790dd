// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_INPUT_H
#define COMPOSITOR_DESK_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Input of the user, from seat/: first our own keys and grabs, then the frame
 * under the pointer, then whoever has the focus. Times are CLOCK_MONOTONIC ns.
 */

struct desk;
struct wlr_keyboard;
struct wlr_pointer_axis_event;

void input_key(struct desk *desk, struct wlr_keyboard *keyboard, uint64_t time, uint32_t key,
	bool pressed);
void input_modifiers(struct desk *desk, struct wlr_keyboard *keyboard);
void input_keymap(struct desk *desk, struct wlr_keyboard *keyboard); // new keymap or repeat
// The cursor has moved to its new place; delta is dx dy raw_dx raw_dy
void input_pointer_motion(struct desk *desk, uint64_t time, const double delta[4]);
void input_pointer_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed);
void input_pointer_axis(struct desk *desk, const struct wlr_pointer_axis_event *event);
void input_pointer_frame(struct desk *desk);
// x, y in the layout
void input_touch_down(struct desk *desk, uint64_t time, int32_t id, double x, double y);
void input_touch_motion(struct desk *desk, uint64_t time, int32_t id, double x, double y);
void input_touch_up(struct desk *desk, uint64_t time, int32_t id);
void input_touch_frame(struct desk *desk);
void input_touch_cancel(struct desk *desk);

// enum wl_seat_capability: told to local programs and to guests
void input_capabilities(struct desk *desk, uint32_t capabilities);

// Where a relative motion may move the cursor: pointer lock and confinement.
// Changes *dx and *dy. Called by seat/ before the cursor moves.
void input_constrain(struct desk *desk, double *dx, double *dy);

#endif
