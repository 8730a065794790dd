// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_PATTERN_H
#define COMPOSITOR_DESK_PATTERN_H

#include <stdint.h>

/*
 * A label's pattern as pixels: its second colour on its base.
 */

struct canvas;
struct label;
struct wlr_box;

#define PATTERN_TILE_MAX 128 // pixels, a side of what repeats

// Fill box, in pixels and inside the canvas, beginning at the pattern's origin; period is
// the pixels after which the pattern repeats, held between 2 and PATTERN_TILE_MAX
void pattern_draw(struct canvas *canvas, const struct wlr_box *box, const struct label *label,
	uint32_t period);
// Mix two colours, 0xRRGGBB; part of b, 0 to 1
uint32_t pattern_mix(uint32_t a, uint32_t b, double part);

#endif
