// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_MARK_H
#define COMPOSITOR_DESK_MARK_H

#include <stdint.h>

/*
 * The few signs of a frame that are no text.
 */

struct canvas;
struct wlr_box;

#define MARK_SIZE 20 // logical, a side of the square that a mark is drawn for

enum mark {
	MARK_MINIMIZE,
	MARK_MAXIMIZE,
	MARK_RESTORE, // in place of it while maximised
	MARK_CLOSE,
	MARK_OURS, // a porthole: the GUI domain's own windows
	MARK_ATTENTION,
	MARK_SILENT, // the guest does not answer
};

// In the middle of box, in pixels and inside the canvas
void mark_draw(struct canvas *canvas, const struct wlr_box *box, enum mark mark, uint32_t rgb,
	float scale);
// A ground for text: box with round corners
void mark_draw_pill(struct canvas *canvas, const struct wlr_box *box, uint32_t rgb);

#endif
