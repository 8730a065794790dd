// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CURSOR_H
#define COMPOSITOR_DESK_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the pointer looks like. A guest chooses a shape from our theme, or an image.
 * The image is a node in the interior that has the pointer, cut to it: frames, popups
 * and windows of others that are above that interior are above the image too. Over
 * everything else, and in a grab, the cursor is ours.
 */

struct desk;
struct desk_guest;
struct guest_cursor;
struct wlr_surface;

bool cursor_init(struct desk *desk);
void cursor_finish(struct desk *desk);

// The guest that has the pointer asks; kept until the pointer leaves its window. From
// any other guest it does nothing.
void cursor_guest_shape(struct desk_guest *guest, uint32_t shape); // 0: hidden
void cursor_guest_image(struct desk_guest *guest, const struct guest_cursor *image);
// The same for a local program that has the pointer: an XCursor name, or a surface (NULL:
// hidden) with its hot spot
void cursor_local_shape(struct desk *desk, const char *name);
void cursor_local_surface(
	struct desk *desk, struct wlr_surface *surface, int32_t hot_x, int32_t hot_y);

// Ours, by its XCursor name; over a frame, the desk, in a grab
void cursor_set(struct desk *desk, const char *name);
// The pointer has moved, or what is under it has changed: clip or hide the image
void cursor_update(struct desk *desk);
// The pointer has entered a guest's interior, or left it: the default until it asks
void cursor_reset(struct desk *desk);
// The name of the theme's cursor that is shown, "" if it is another or none
const char *cursor_name(const struct desk *desk);

#endif
