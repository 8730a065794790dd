// SPDX-License-Identifier: MIT
#include "compositor/desk/place.h"

#include <limits.h>

#include "compositor/desk/frame.h"
#include "protocol/limits.h"
#include "protocol/types.h"

#define PLACE_STEP (FRAME_TITLE + FRAME_BORDER) // logical, between new windows
#define PLACE_REACH 96 // logical, of a title bar, that stay on the output

// One axis at a time, in numbers that the sum of any four ints fits into
struct span {
	int64_t pos, size;
};

// Where the anchor rectangle and the popup meet, on one axis
struct rule {
	struct span rect;
	int64_t size, offset;
	int anchor, gravity; // -1: left or top, 0: middle, 1: right or bottom
	bool slide, flip, resize;
};

static int64_t min(int64_t a, int64_t b) {
	return a < b ? a : b;
}

static int64_t max(int64_t a, int64_t b) {
	return a > b ? a : b;
}

// Between low and high; low where there is nothing between
static int64_t hold(int64_t value, int64_t low, int64_t high) {
	return max(min(value, high), low);
}

static int to_int(int64_t value) {
	return (int)hold(value, INT_MIN, INT_MAX);
}

static struct wlr_box to_box(const struct span *x, const struct span *y) {
	return (struct wlr_box){
		.x = to_int(x->pos),
		.y = to_int(y->pos),
		.width = to_int(max(x->size, 1)),
		.height = to_int(max(y->size, 1)),
	};
}

static struct span x_of(const struct wlr_box *box) {
	return (struct span){box->x, box->width};
}

static struct span y_of(const struct wlr_box *box) {
	return (struct span){box->y, box->height};
}

static struct span grown(const struct span *span, int64_t before, int64_t after) {
	return (struct span){span->pos - before, span->size + before + after};
}

static int side_x(uint32_t anchor) {
	switch ((enum gui_anchor)anchor) {
	case GUI_ANCHOR_LEFT:
	case GUI_ANCHOR_TOP_LEFT:
	case GUI_ANCHOR_BOTTOM_LEFT:
		return -1;
	case GUI_ANCHOR_RIGHT:
	case GUI_ANCHOR_TOP_RIGHT:
	case GUI_ANCHOR_BOTTOM_RIGHT:
		return 1;
	default:
		return 0;
	}
}

static int side_y(uint32_t anchor) {
	switch ((enum gui_anchor)anchor) {
	case GUI_ANCHOR_TOP:
	case GUI_ANCHOR_TOP_LEFT:
	case GUI_ANCHOR_TOP_RIGHT:
		return -1;
	case GUI_ANCHOR_BOTTOM:
	case GUI_ANCHOR_BOTTOM_LEFT:
	case GUI_ANCHOR_BOTTOM_RIGHT:
		return 1;
	default:
		return 0;
	}
}

static struct rule rule_x(const struct place_positioner *positioner) {
	return (struct rule){
		.rect = x_of(&positioner->anchor_rect),
		.size = positioner->width,
		.offset = positioner->offset_x,
		.anchor = side_x(positioner->anchor),
		.gravity = side_x(positioner->gravity),
		.slide = positioner->constraint & GUI_CONSTRAINT_SLIDE_X,
		.flip = positioner->constraint & GUI_CONSTRAINT_FLIP_X,
		.resize = positioner->constraint & GUI_CONSTRAINT_RESIZE_X,
	};
}

static struct rule rule_y(const struct place_positioner *positioner) {
	return (struct rule){
		.rect = y_of(&positioner->anchor_rect),
		.size = positioner->height,
		.offset = positioner->offset_y,
		.anchor = side_y(positioner->anchor),
		.gravity = side_y(positioner->gravity),
		.slide = positioner->constraint & GUI_CONSTRAINT_SLIDE_Y,
		.flip = positioner->constraint & GUI_CONSTRAINT_FLIP_Y,
		.resize = positioner->constraint & GUI_CONSTRAINT_RESIZE_Y,
	};
}

static bool fits(const struct span *span, const struct span *bounds) {
	return span->pos >= bounds->pos && span->pos + span->size <= bounds->pos + bounds->size;
}

static struct span unconstrained(const struct rule *rule) {
	int64_t point = rule->rect.pos + (rule->anchor + 1) * rule->rect.size / 2;
	return (struct span){
		.pos = point + rule->offset + (rule->gravity - 1) * rule->size / 2,
		.size = rule->size,
	};
}

static void flip(struct span *span, const struct rule *rule, const struct span *bounds) {
	struct rule other = *rule;
	other.anchor = -rule->anchor;
	other.gravity = -rule->gravity;
	struct span flipped = unconstrained(&other);
	if (!fits(span, bounds) && fits(&flipped, bounds)) {
		*span = flipped;
	}
}

// Towards lower numbers, until the end is inside or the start would go out
static void slide_down(struct span *span, const struct span *bounds) {
	int64_t out = span->pos + span->size - (bounds->pos + bounds->size);
	span->pos -= max(min(out, span->pos - bounds->pos), 0);
}

static void slide_up(struct span *span, const struct span *bounds) {
	int64_t room = bounds->pos + bounds->size - (span->pos + span->size);
	span->pos += max(min(bounds->pos - span->pos, room), 0);
}

// First in the direction of the gravity, then back
static void slide(struct span *span, int gravity, const struct span *bounds) {
	if (gravity < 0) {
		slide_down(span, bounds);
		slide_up(span, bounds);
	} else {
		slide_up(span, bounds);
		slide_down(span, bounds);
	}
}

static void resize(struct span *span, const struct span *bounds) {
	int64_t start = max(span->pos, bounds->pos);
	int64_t end = min(span->pos + span->size, bounds->pos + bounds->size);
	if (end > start) {
		*span = (struct span){start, end - start};
	}
}

// Whatever the positioner says: no popup away from its parent, none out of bounds
static void force(struct span *span, const struct span *parent, const struct span *bounds) {
	int64_t borders = 2 * FRAME_POPUP_BORDER;
	span->size = hold(span->size, 1, bounds->size);
	span->pos = hold(span->pos, parent->pos - borders - span->size,
		parent->pos + max(parent->size, 0) + borders);
	span->pos = hold(span->pos, bounds->pos, bounds->pos + bounds->size - span->size);
}

static struct span solve(
	const struct rule *rule, const struct span *parent, const struct span *bounds) {
	struct span span = unconstrained(rule);
	if (rule->flip) {
		flip(&span, rule, bounds);
	}
	if (rule->slide) {
		slide(&span, rule->gravity, bounds);
	}
	if (rule->resize) {
		resize(&span, bounds);
	}
	force(&span, parent, bounds);
	return span;
}

struct wlr_box place_popup(const struct place_positioner *positioner, const struct wlr_box *parent,
	const struct wlr_box *bounds) {
	struct rule rules[] = {rule_x(positioner), rule_y(positioner)};
	struct span parents[] = {x_of(parent), y_of(parent)};
	struct span limits[] = {x_of(bounds), y_of(bounds)};
	struct span spans[2];
	for (int i = 0; i < 2; i++) {
		limits[i].size = max(limits[i].size, 1);
		spans[i] = solve(&rules[i], &parents[i], &limits[i]);
	}
	return to_box(&spans[0], &spans[1]);
}

// What is left for an interior
static void inner(struct span *x, struct span *y) {
	*x = grown(x, -FRAME_BORDER, -FRAME_BORDER);
	*y = grown(y, -FRAME_TITLE, -FRAME_BORDER);
	x->size = hold(x->size, 1, GUI_SIZE_MAX);
	y->size = hold(y->size, 1, GUI_SIZE_MAX);
}

struct wlr_box place_new(
	const struct wlr_box *usable, uint32_t width, uint32_t height, uint32_t n) {
	struct span x = x_of(usable), y = y_of(usable);
	inner(&x, &y);
	struct span spans[] = {{.size = hold(width, 1, x.size)}, {.size = hold(height, 1, y.size)}};
	int64_t rooms[] = {x.size - spans[0].size, y.size - spans[1].size};
	int64_t starts[] = {x.pos, y.pos};
	for (int i = 0; i < 2; i++) {
		int64_t way = rooms[i] / 2 + (int64_t)n * PLACE_STEP;
		spans[i].pos = starts[i] + way % (rooms[i] + 1);
	}
	return to_box(&spans[0], &spans[1]);
}

static void keep(struct span *span, const struct span *area) {
	span->size = hold(span->size, 1, area->size);
	span->pos = hold(span->pos, area->pos, area->pos + area->size - span->size);
}

struct wlr_box place_inside(const struct wlr_box *interior, const struct wlr_box *usable) {
	struct span area_x = x_of(usable), area_y = y_of(usable);
	inner(&area_x, &area_y);
	struct span x = x_of(interior), y = y_of(interior);
	keep(&x, &area_x);
	keep(&y, &area_y);
	return to_box(&x, &y);
}

static void centre(struct span *span, const struct span *parent, const struct span *area) {
	span->size = hold(span->size, 1, area->size);
	span->pos = parent->pos + (parent->size - span->size) / 2;
	keep(span, area);
}

struct wlr_box place_centred(const struct wlr_box *usable, const struct wlr_box *parent,
	uint32_t width, uint32_t height) {
	struct span area_x = x_of(usable), area_y = y_of(usable);
	inner(&area_x, &area_y);
	struct span parent_x = x_of(parent), parent_y = y_of(parent);
	struct span x = {.size = width}, y = {.size = height};
	centre(&x, &parent_x, &area_x);
	centre(&y, &parent_y, &area_y);
	return to_box(&x, &y);
}

static struct span half(const struct span *span, bool second) {
	int64_t first = span->size / 2;
	return second ? (struct span){span->pos + first, span->size - first}
		      : (struct span){span->pos, first};
}

struct wlr_box place_window(
	enum window_place place, const struct wlr_box *usable, const struct wlr_box *full) {
	const struct wlr_box *area = place == WINDOW_FULLSCREEN ? full : usable;
	struct span x = x_of(area), y = y_of(area);
	if (place == WINDOW_SNAP_LEFT || place == WINDOW_SNAP_RIGHT) {
		x = half(&x, place == WINDOW_SNAP_RIGHT);
	} else if (place == WINDOW_SNAP_TOP || place == WINDOW_SNAP_BOTTOM) {
		y = half(&y, place == WINDOW_SNAP_BOTTOM);
	}
	inner(&x, &y);
	return to_box(&x, &y);
}

struct wlr_box place_reachable(const struct wlr_box *outer, const struct wlr_box *usable) {
	struct span x = x_of(outer), y = y_of(outer);
	int64_t reach = min(PLACE_REACH, min(x.size, usable->width));
	int64_t right = (int64_t)usable->x + usable->width;
	int64_t bottom = (int64_t)usable->y + usable->height;
	x.pos = hold(x.pos, usable->x + reach - x.size, right - reach);
	y.pos = hold(y.pos, usable->y, bottom - FRAME_TITLE);
	return to_box(&x, &y);
}

struct wlr_box place_outer(const struct wlr_box *interior) {
	struct span x = x_of(interior), y = y_of(interior);
	x = grown(&x, FRAME_BORDER, FRAME_BORDER);
	y = grown(&y, FRAME_TITLE, FRAME_BORDER);
	return to_box(&x, &y);
}

struct wlr_box place_inner(const struct wlr_box *outer) {
	struct span x = x_of(outer), y = y_of(outer);
	inner(&x, &y);
	return to_box(&x, &y);
}

int32_t place_coord(int pos) {
	return (int32_t)hold(pos, -GUI_COORD_MAX, GUI_COORD_MAX);
}

uint32_t place_limit(int32_t size, uint32_t lowest, uint32_t highest) {
	int64_t limited = highest > 0 ? min(size, highest) : size;
	return (uint32_t)hold(max(limited, lowest), 1, GUI_SIZE_MAX);
}
