// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_GEOM_H
#define PROTOCOL_GEOM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Rectangles and sizes from a peer. The only place, beside wire.c, that
 * multiplies or rounds a peer's number; nothing here can overflow.
 */

struct gui_rect {
	int32_t x, y;
	uint32_t width, height;
};

// Bytes that height rows of stride take, the last one width * 4 only. 0 if
// width * 4 > stride, stride is no multiple of 4, or a size is 0.
uint64_t geom_span(uint32_t width, uint32_t height, uint32_t stride);

// Whether [offset, offset + span) is not empty and lies within pages of GUI_PAGE_SIZE
bool geom_span_fits(uint64_t offset, uint64_t span, uint32_t pages);

// Cut rect to [0, width) x [0, height). False, and an empty rect, if nothing is left.
bool geom_clip(struct gui_rect *rect, uint32_t width, uint32_t height);

// Logical length of pixels at scale (1/120), rounded up; and the other way. What
// does not fit, or has no scale, is UINT32_MAX.
uint32_t geom_to_logical(uint32_t pixels, uint32_t scale);
uint32_t geom_to_pixels(uint32_t logical, uint32_t scale);

#endif
