// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_ROOM_H
#define COMPOSITOR_DESK_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <wlr/util/box.h>

/*
 * Where a new window hides no other one. Pure: boxes in, a box out.
 */

#define ROOM_TAKEN_MAX 32 // more are not looked at

// Move outer (its size stays) to the place within usable that is nearest to the middle
// and touches none of the taken boxes. False, and outer is as it was, if there is none.
bool room_find(struct wlr_box *outer, const struct wlr_box *usable, const struct wlr_box *taken,
	size_t count);

#endif
