// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_PANEL_H
#define COMPOSITOR_DESK_PANEL_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "compositor/desk/mark.h"

/*
 * What we show above all windows, as pixels: the switcher's list, the window menu.
 * Drawn whole each time. Boxes are logical, relative to the panel's corner. Without
 * memory a panel is empty, not wrong.
 */

struct canvas;
struct desk;
struct label;
struct wlr_scene_buffer;
struct wlr_scene_rect;
struct wlr_scene_tree;

#define PANEL_PADDING 8 // logical, inside a panel's sides, and round text
#define PANEL_CELL 28 // logical, height of a name cell

#define PANEL_GROUND 0x26292f
#define PANEL_SELECTED 0x505b70
#define PANEL_LINE 0x4a4e57
#define PANEL_EDGE 0x8a8f99 // round the panel: below it may be anything
#define PANEL_TEXT 0xf0f1f3
#define PANEL_DIM 0xb4b8c0 // text of less weight
#define PANEL_ATTENTION 0xffb454
#define PANEL_OFF 0x787d87 // text of what cannot be chosen now

struct panel {
	struct desk *desk; // borrowed
	struct wlr_box area; // of the output, in the layout: what layers leave of it
	float scale;
	struct wlr_scene_tree *tree; // owned
	struct wlr_scene_rect *ground;
	struct wlr_scene_buffer *pixels; // above ground
	struct canvas *canvas; // while it is drawn; NULL: no memory
	int width, height; // logical
};

// On the output at, or nearest to, this point of the layout. False if there is no memory
// or no output.
bool panel_init(struct panel *panel, struct desk *desk, double x, double y);
void panel_finish(struct panel *panel);

// Draw it anew, of this size: all ground at first, within its edge
void panel_begin(struct panel *panel, int width, int height);
void panel_fill(struct panel *panel, const struct wlr_box *box, uint32_t rgb);
// To the right from x, y; thin, and as thick wherever it is
void panel_line(struct panel *panel, int x, int y, int length);
// In the middle of box's height, cut where it is too long
void panel_text(struct panel *panel, const struct wlr_box *box, const char *text, uint32_t rgb);
// The same in the middle of its width too; it fits
void panel_centred(struct panel *panel, const struct wlr_box *box, const char *text, uint32_t rgb);
// A sign in the middle of a square of MARK_SIZE at x, y
void panel_mark(struct panel *panel, int x, int y, enum mark mark, uint32_t rgb);
// Colour, pattern and name of a label, as in a window's frame; box is PANEL_CELL high
void panel_label(struct panel *panel, const struct wlr_box *box, const struct label *label);
// Show what is drawn, its corner here in the layout
void panel_end(struct panel *panel, int x, int y);

#endif
