// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FRAME_LAYOUT_H
#define COMPOSITOR_DESK_FRAME_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/frame.h"

/*
 * Where the parts of a frame are: pure functions, logical, relative to the outer
 * corner. The name cell comes first: for it a narrow window gives up the title, then
 * the buttons (the one that closes last), and what is narrower than the cell shows
 * the beginning of it, which is the pattern.
 */

#define FRAME_BUTTONS 3 // minimise, maximise, close

struct frame_layout {
	enum frame_kind kind;
	bool fixed; // maximised: no edges to resize by
	uint32_t width, height; // of the interior
	uint32_t cell; // end of the name cell, cut to the bar
	uint32_t mark, mark_width; // the sign before the title; width 0: not shown
	uint32_t title, title_width; // a multiple of 4, 0: not shown
	uint32_t buttons; // shown, the last ones of FRAME_BUTTONS
};

// kind, fixed, width and height are set; the rest follows. Widths of the name as drawn,
// 0 for none, and of the mark, 0 for none; words is that of the mark in words, which is
// shown if it leaves room for a title.
void frame_layout_bar(
	struct frame_layout *layout, uint32_t name_width, uint32_t mark_width, uint32_t words);
// The least interior that shows all of a name of this width, and one button
uint32_t frame_layout_least(enum frame_kind kind, uint32_t name_width);
// Where button n of FRAME_BUTTONS begins, if it is shown
uint32_t frame_layout_button(const struct frame_layout *layout, uint32_t n);

enum frame_part frame_layout_part(const struct frame_layout *layout, double x, double y);
uint32_t frame_layout_edges(const struct frame_layout *layout, double x, double y);

#endif
