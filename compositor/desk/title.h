// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_TITLE_H
#define COMPOSITOR_DESK_TITLE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Draws one line of text, character by character: no shaping engine ever sees a
 * guest's string. Fonts are loaded once for each size and shared.
 */

struct canvas;
struct wlr_box;

#define TITLE_HEIGHT 20 // logical, of a line
#define TITLE_WIDTH_MAX 800 // logical; what is longer is cut

struct title_style {
	const char *font; // fontconfig pattern; its size is ours
	float scale;
	bool bold;
	uint32_t rgb;
};

// Logical width of text, rounded up to a multiple of 4, TITLE_WIDTH_MAX at most. 0 if
// there is nothing to draw or no font.
uint32_t title_width(const struct title_style *style, const char *text);
// Draw valid UTF-8 in the middle of box's height, from its left, cut with an ellipsis
// where it is too long. box is in pixels. Never fails: without a font nothing is drawn.
void title_draw(struct canvas *canvas, const struct wlr_box *box, const struct title_style *style,
	const char *text);
// Free the fonts; a later draw loads them again
void title_finish(void);

#endif
