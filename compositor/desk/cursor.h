// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CURSOR_H
#define COMPOSITOR_DESK_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the pointer looks like. A guest chooses a shape from our theme, or an image
 * that is a scene node clipped to the interior of the window that has the pointer;
 * over frames, the desk and other VMs the cursor is ours.
 */

struct desk;
struct desk_guest;
struct guest_cursor;
struct popup;
struct window;

bool cursor_init(struct desk *desk);
void cursor_finish(struct desk *desk);

// The guest that has the pointer asks; kept until the pointer leaves its window
void cursor_guest_shape(struct desk_guest *guest, uint32_t shape); // 0: hidden
void cursor_guest_image(struct desk_guest *guest, const struct guest_cursor *image);
// Ours, by its XCursor name; over a frame, the desk, in a grab
void cursor_set(struct desk *desk, const char *name);
// The pointer has moved, or what is under it has changed: clip or hide the image
void cursor_update(struct desk *desk);
// The pointer has entered a guest's interior, or left it: the default until it asks
void cursor_reset(struct desk *desk);

#endif
