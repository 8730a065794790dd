// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_POINTER_H
#define COMPOSITOR_DESK_POINTER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The pointer's holder: the guest's window or popup, or the local surface, that
 * gets its events; the state is in struct focus. While a button is down the holder does not change, and nobody
 * else learns of the pointer.
 */

struct desk;
struct popup;
struct window;
struct wlr_pointer_axis_event;

// Find the holder anew, unless a button is down
void pointer_update(struct desk *desk);
// Take the pointer from its holder: it gets releases and a leave. While a button is
// down nobody has it.
void pointer_take(struct desk *desk);

// Events for the holder
void pointer_motion(struct desk *desk, uint64_t time, const double delta[4]);
void pointer_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed);
void pointer_axis(struct desk *desk, const struct wlr_pointer_axis_event *event);
void pointer_frame(struct desk *desk);

// window or popup goes away
void pointer_forget(struct desk *desk, struct window *window, struct popup *popup);

#endif
