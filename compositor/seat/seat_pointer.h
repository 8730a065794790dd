// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SEAT_SEAT_POINTER_H
#define COMPOSITOR_SEAT_SEAT_POINTER_H

/*
 * What comes from pointers and touch screens through the desk's wlr_cursor.
 */

struct seat;

void seat_pointer_init(struct seat *seat);
void seat_pointer_finish(struct seat *seat);

#endif
