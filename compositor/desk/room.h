// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_ROOM_H
#define COMPOSITOR_DESK_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <wlr/util/box.h>

/*
 * Where a new window hides as little of the others as it can. Pure: boxes in, a box out.
 */

#define ROOM_TAKEN_MAX 32 // more are not looked at

// Move outer (its size stays) to the place within usable that hides least of the taken
// boxes; of several the one nearest to the middle. False, and outer is as it was, if none
// hides less than the place that it has, or if it is larger than usable.
bool room_find(struct wlr_box *outer, const struct wlr_box *usable, const struct wlr_box *taken,
	size_t count);

#endif
