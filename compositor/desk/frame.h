// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FRAME_H
#define COMPOSITOR_DESK_FRAME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The border round a guest's pixels: drawn by us from the label, complete from
 * its first moment, above everything of that guest. A toplevel has a title bar
 * (name cell, title, buttons) and a border; a popup, drag icon or small thing a
 * border with the label's colour and pattern.
 *
 * In a narrow window the title gives way first, then the buttons, closing last; of
 * a name that is still too long the beginning is shown, with the pattern before it.
 * A new size moves nodes and draws no pixels, but for a title that is cut.
 */

struct desk;
struct frame;
struct label;
struct wlr_scene_tree;

#define FRAME_BORDER 4 // logical, left, right, bottom; and the top of a popup
#define FRAME_TITLE 26 // logical, the title bar, its top border included
#define FRAME_POPUP_BORDER 3

enum frame_kind {
	FRAME_TOPLEVEL,
	FRAME_POPUP, // popups, drag icons
};

enum frame_part {
	FRAME_NONE, // outside
	FRAME_INTERIOR,
	FRAME_TITLE_BAR, // moves
	FRAME_LABEL, // the name cell: moves, and opens the window menu
	FRAME_MINIMIZE,
	FRAME_MAXIMIZE,
	FRAME_CLOSE,
	FRAME_EDGE, // resizes; see frame_edges_at()
};

// Draws into parent at 0,0 = the outer corner, above what is there; the interior begins
// at frame_left(), frame_top() and is 1x1 at first. label is borrowed. NULL on failure:
// then nothing may be shown.
struct frame *frame_create(struct wlr_scene_tree *parent, struct desk *desk,
	const struct label *label, enum frame_kind kind);
void frame_destroy(struct frame *frame); // before parent; NULL is fine

// Size of the interior, logical. Never fails: at worst the frame is one plain colour.
void frame_set_size(struct frame *frame, uint32_t width, uint32_t height);
void frame_set_title(struct frame *frame, const char *title); // cleaned UTF-8
// activated: has the keyboard; attention: wants it; grey: its guest is silent
void frame_set_state(struct frame *frame, bool activated, bool attention, bool grey);
void frame_set_maximized(struct frame *frame, bool maximized);
// The scale to draw at: the largest of the outputs that show it
void frame_set_scale(struct frame *frame, float scale);

uint32_t frame_left(enum frame_kind kind);
uint32_t frame_top(enum frame_kind kind);
uint32_t frame_right(enum frame_kind kind);
uint32_t frame_bottom(enum frame_kind kind);

// An interior less wide has no room for the whole name and a button to close it
uint32_t frame_least_width(const struct frame *frame);

// What is at this point, relative to the outer corner
enum frame_part frame_part_at(const struct frame *frame, double x, double y);
uint32_t frame_edges_at(const struct frame *frame, double x, double y); // enum gui_edge

#endif
