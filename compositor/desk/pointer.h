// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_POINTER_H
#define COMPOSITOR_DESK_POINTER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The pointer's holder: the guest's window or popup, or the local surface, that
 * gets its events. While a button is down the holder does not change, and nobody
 * else learns of the pointer. The state is in struct focus.
 */

struct desk;
struct hit;
struct popup;
struct window;
struct wlr_pointer_axis_event;

void pointer_init(struct desk *desk);
void pointer_finish(struct desk *desk);

// Find the holder anew, unless a button is down
void pointer_update(struct desk *desk);
// Take the pointer from its holder: it gets releases and a leave. While a button is
// down nobody has it.
void pointer_take(struct desk *desk);

// For how many ms what is there gets no input: it appeared, or came under the pointer
// without a motion of the user
uint32_t pointer_hold_off(struct desk *desk, const struct hit *hit);

// A local program's drag is the holder until it ends
void pointer_drag_begin(struct desk *desk);
void pointer_drag_end(struct desk *desk);

// Events for the holder; the cursor has moved already
void pointer_motion(struct desk *desk, uint64_t time, const double delta[4]);
void pointer_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed);
void pointer_axis(struct desk *desk, const struct wlr_pointer_axis_event *event);
void pointer_frame(struct desk *desk);

// window or popup goes away
void pointer_forget(struct desk *desk, struct window *window, struct popup *popup);

#endif
