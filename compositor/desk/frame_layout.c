// SPDX-License-Identifier: MIT
#include "compositor/desk/frame_layout.h"

#include "compositor/desk/skin.h"
#include "protocol/types.h"

#define PADDING 8 // logical, around text
#define CORNER 16 // logical, along a border: both edges
#define TITLE_MIN 24 // logical; less than this shows nothing of a title

// Up to here the bar is free for name, title and buttons
static uint32_t bar_end(const struct frame_layout *layout) {
	return frame_left(layout->kind) + layout->width;
}

static uint32_t cut(uint32_t value, uint32_t most) {
	return value < most ? value : most;
}

// Whether so much and a title find room between name cell and buttons
static bool fits(const struct frame_layout *layout, uint32_t width) {
	uint32_t end = bar_end(layout) - layout->buttons * SKIN_BUTTON_WIDTH;
	return layout->cell + PADDING + width + PADDING + TITLE_MIN + PADDING <= end;
}

static void place_title(struct frame_layout *layout, uint32_t mark_width, uint32_t words) {
	uint32_t end = bar_end(layout) - layout->buttons * SKIN_BUTTON_WIDTH;
	uint32_t start = layout->cell + PADDING;
	mark_width = words > 0 && fits(layout, words) ? words : mark_width;
	layout->mark = start;
	if (mark_width > 0 && start + mark_width <= end) {
		layout->mark_width = mark_width;
		start += mark_width + PADDING;
	}
	layout->title = start;
	if (start + TITLE_MIN + PADDING <= end) {
		layout->title_width = (end - PADDING - start) / 4 * 4;
	}
}

static uint32_t cell_width(uint32_t name_width) {
	return FRAME_TITLE + name_width + (name_width > 0 ? 2 * PADDING : 0);
}

uint32_t frame_layout_least(enum frame_kind kind, uint32_t name_width) {
	return kind == FRAME_TOPLEVEL ? cell_width(name_width) + SKIN_BUTTON_WIDTH - FRAME_BORDER
				      : 1;
}

void frame_layout_bar(
	struct frame_layout *layout, uint32_t name_width, uint32_t mark_width, uint32_t words) {
	layout->cell = layout->buttons = 0;
	layout->mark = layout->mark_width = layout->title = layout->title_width = 0;
	if (layout->kind != FRAME_TOPLEVEL) {
		return;
	}
	uint32_t end = bar_end(layout);
	layout->cell = cut(cell_width(name_width), end);
	layout->buttons = cut((end - layout->cell) / SKIN_BUTTON_WIDTH, FRAME_BUTTONS);
	place_title(layout, mark_width, words);
}

uint32_t frame_layout_button(const struct frame_layout *layout, uint32_t n) {
	return bar_end(layout) - (FRAME_BUTTONS - n) * SKIN_BUTTON_WIDTH;
}

struct outer {
	double width, height;
};

static struct outer outer_size(const struct frame_layout *layout) {
	enum frame_kind kind = layout->kind;
	return (struct outer){
		frame_left(kind) + layout->width + frame_right(kind),
		frame_top(kind) + layout->height + frame_bottom(kind),
	};
}

static bool in_interior(const struct frame_layout *layout, double x, double y) {
	double left = frame_left(layout->kind), top = frame_top(layout->kind);
	return x >= left && y >= top && x < left + layout->width && y < top + layout->height;
}

// Of the border below the pointer, and near a corner the other one too
uint32_t frame_layout_edges(const struct frame_layout *layout, double x, double y) {
	struct outer size = outer_size(layout);
	bool outside = x < 0 || y < 0 || x >= size.width || y >= size.height;
	bool left = x < FRAME_BORDER, right = x >= size.width - FRAME_BORDER;
	bool top = y < FRAME_BORDER, bottom = y >= size.height - FRAME_BORDER;
	bool border = left || right || top || bottom;
	if (layout->kind != FRAME_TOPLEVEL || layout->fixed || outside || !border) {
		return 0;
	}
	uint32_t edges = 0;
	if (left || ((top || bottom) && x < CORNER)) {
		edges |= GUI_EDGE_LEFT;
	} else if (right || ((top || bottom) && x >= size.width - CORNER)) {
		edges |= GUI_EDGE_RIGHT;
	}
	if (top || ((left || right) && y < CORNER)) {
		edges |= GUI_EDGE_TOP;
	} else if (bottom || ((left || right) && y >= size.height - CORNER)) {
		edges |= GUI_EDGE_BOTTOM;
	}
	return edges;
}

static enum frame_part bar_part(const struct frame_layout *layout, double x) {
	static const enum frame_part parts[FRAME_BUTTONS] = {
		FRAME_MINIMIZE, FRAME_MAXIMIZE, FRAME_CLOSE};
	for (uint32_t n = FRAME_BUTTONS - layout->buttons; n < FRAME_BUTTONS; n++) {
		double start = frame_layout_button(layout, n);
		double end = start + SKIN_BUTTON_WIDTH;
		// The last one reaches to the corner of a maximised window
		if (x >= start && (x < end || n == FRAME_BUTTONS - 1)) {
			return parts[n];
		}
	}
	return x < layout->cell ? FRAME_LABEL : FRAME_TITLE_BAR;
}

enum frame_part frame_layout_part(const struct frame_layout *layout, double x, double y) {
	struct outer size = outer_size(layout);
	if (x < 0 || y < 0 || x >= size.width || y >= size.height) {
		return FRAME_NONE;
	}
	if (in_interior(layout, x, y)) {
		return FRAME_INTERIOR;
	}
	if (layout->kind != FRAME_TOPLEVEL || frame_layout_edges(layout, x, y) != 0) {
		return FRAME_EDGE;
	}
	return y < FRAME_TITLE ? bar_part(layout, x) : FRAME_TITLE_BAR;
}
