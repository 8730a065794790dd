// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FRAME_NODES_H
#define COMPOSITOR_DESK_FRAME_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/frame_layout.h"
#include "protocol/limits.h"

/*
 * A frame as scene nodes; only frame.c uses this. Plain rectangles carry the label's
 * colour whatever happens; pattern and text lie on them. A new size moves nodes and
 * cuts what is drawn already.
 */

struct skin;
struct wlr_scene_buffer;
struct wlr_scene_rect;
struct wlr_scene_tree;

enum frame_side {
	FRAME_SIDE_TOP,
	FRAME_SIDE_LEFT,
	FRAME_SIDE_RIGHT,
	FRAME_SIDE_BOTTOM,
	FRAME_SIDES,
};

// Part of a canvas on the screen
struct frame_image {
	struct wlr_scene_buffer *node;
	uint32_t width, height; // of the canvas, pixels; 0: none
};

struct frame {
	struct desk *desk; // borrowed
	const struct label *label; // borrowed
	struct frame_layout layout;
	float scale;
	char title[GUI_TITLE_MAX + 1];
	bool activated, attention, grey;
	struct skin *skin; // one user of it; NULL: plain colour
	bool title_stale; // the two below are of another title or font
	uint32_t title_width; // logical, of all of it
	uint32_t title_drawn; // logical, of what is drawn of it

	struct wlr_scene_tree *tree; // holds the nodes; owned
	struct wlr_scene_rect *grounds[FRAME_SIDES];
	struct frame_image strips[FRAME_SIDES];
	struct wlr_scene_rect *veil; // over the interior while grey
	// Of a toplevel only
	struct wlr_scene_rect *bar, *line; // behind the title; after the name cell
	struct wlr_scene_rect *focus; // along the bar's end, while activated
	struct frame_image swatch, name, mark, text;
	struct frame_image buttons[FRAME_BUTTONS];
	const struct canvas *mark_shown; // in mark; only to be compared
};

// Makes all nodes; nothing that comes later can fail. False if there is no memory.
bool frame_nodes_create(struct frame *frame, struct wlr_scene_tree *parent);
void frame_nodes_destroy(struct frame *frame);

// Scale or font have changed: other pixels everywhere
void frame_nodes_dress(struct frame *frame);
// State has changed
void frame_nodes_recolour(struct frame *frame);
// Size or title have changed
void frame_nodes_place(struct frame *frame);

#endif
