// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_PRESS_H
#define COMPOSITOR_DESK_PRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a button means where it goes down: focus, a part of a frame, the end of a
 * menu; and only then the program under it.
 */

struct desk;
struct hit;

#define PRESS_DOUBLE_CLICK 400 // ms
#define PRESS_DOUBLE_REACH 5 // logical, between the two clicks

// The first button went down, or another; the last went up, or another
void press_down(struct desk *desk, uint64_t time, uint32_t button);
void press_up(struct desk *desk, uint64_t time, uint32_t button);

// The user chose what is hit: it gets the keyboard and comes to the top; menus of
// others are dismissed
void press_focus(struct desk *desk, const struct hit *hit);

#endif
