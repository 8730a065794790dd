// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GUEST_WINDOW_INPUT_H
#define COMPOSITOR_DESK_GUEST_WINDOW_INPUT_H

#include <stdbool.h>

#include "compositor/desk/window.h"

/*
 * A guest's window as a receiver of input, which goes to it as records, and what
 * guest_window.c does for the rest of the table.
 */
extern const struct window_impl guest_window_impl;

// In guest_window.c
void guest_window_configure(struct window *window);
void guest_window_close(struct window *window);
void guest_window_set_visible(struct window *window, bool visible);

#endif
