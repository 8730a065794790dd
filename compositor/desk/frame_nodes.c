// SPDX-License-Identifier: MIT
#include "compositor/desk/frame_nodes.h"

#include <wlr/types/wlr_scene.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/label.h"
#include "compositor/desk/skin.h"
#include "compositor/desk/title.h"

// A line of text in the bar, below its border
#define TEXT_TOP (FRAME_BORDER + (FRAME_TITLE - FRAME_BORDER - TITLE_HEIGHT) / 2)
#define NAME_LEFT (FRAME_TITLE + 8)
#define FOCUS_HEIGHT 2

static const float veil_colour[4] = {0.36f, 0.36f, 0.38f, 0.6f}; // premultiplied

static struct wlr_scene_rect *create_rect(struct frame *frame, uint32_t rgb) {
	float colour[4];
	canvas_colour(colour, rgb);
	return wlr_scene_rect_create(frame->tree, 0, 0, colour);
}

// At a fractional scale a part may come out a pixel off: no blur for that
static bool create_image(struct frame *frame, struct frame_image *image) {
	image->node = wlr_scene_buffer_create(frame->tree, NULL);
	if (image->node == NULL) {
		return false;
	}
	wlr_scene_buffer_set_filter_mode(image->node, WLR_SCALE_FILTER_NEAREST);
	return true;
}

static bool create_sides(struct frame *frame) {
	for (int side = 0; side < FRAME_SIDES; side++) {
		frame->grounds[side] = create_rect(frame, frame->label->base);
		if (frame->grounds[side] == NULL || !create_image(frame, &frame->strips[side])) {
			return false;
		}
	}
	frame->veil = wlr_scene_rect_create(frame->tree, 0, 0, veil_colour);
	return frame->veil != NULL;
}

static bool create_bar(struct frame *frame) {
	frame->bar = create_rect(frame, frame->label->base);
	frame->line = create_rect(frame, frame->label->second);
	frame->focus = create_rect(frame, frame->label->text);
	bool good = frame->bar != NULL && frame->line != NULL && frame->focus != NULL &&
		create_image(frame, &frame->swatch) && create_image(frame, &frame->name) &&
		create_image(frame, &frame->mark) && create_image(frame, &frame->text);
	for (int n = 0; n < FRAME_BUTTONS && good; n++) {
		good = create_image(frame, &frame->buttons[n]);
	}
	return good;
}

bool frame_nodes_create(struct frame *frame, struct wlr_scene_tree *parent) {
	frame->tree = wlr_scene_tree_create(parent);
	if (frame->tree == NULL || !create_sides(frame)) {
		return false;
	}
	return frame->layout.kind != FRAME_TOPLEVEL || create_bar(frame);
}

void frame_nodes_destroy(struct frame *frame) {
	if (frame->tree != NULL) {
		wlr_scene_node_destroy(&frame->tree->node);
	}
}

static void set_canvas(struct frame_image *image, struct canvas *canvas) {
	image->width = canvas != NULL ? (uint32_t)canvas->base.width : 0;
	image->height = canvas != NULL ? (uint32_t)canvas->base.height : 0;
	wlr_scene_buffer_set_buffer(image->node, canvas != NULL ? &canvas->base : NULL);
}

static uint32_t min(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

// The upper left part of the canvas, width x height logical
static void show(struct frame *frame, struct frame_image *image, uint32_t width, uint32_t height) {
	bool any = image->width > 0 && width > 0 && height > 0;
	wlr_scene_node_set_enabled(&image->node->node, any);
	if (any) {
		const struct wlr_fbox src = {
			.width = min(canvas_pixels(width, frame->scale), image->width),
			.height = min(canvas_pixels(height, frame->scale), image->height),
		};
		wlr_scene_buffer_set_source_box(image->node, &src);
		wlr_scene_buffer_set_dest_size(image->node, (int)width, (int)height);
	}
}

static void place_side(struct frame *frame, enum frame_side side, const struct wlr_box *box) {
	struct wlr_scene_rect *ground = frame->grounds[side];
	wlr_scene_node_set_position(&ground->node, box->x, box->y);
	wlr_scene_rect_set_size(ground, box->width, box->height);
}

// One strip as long as the side; another canvas only if this one is too short
static void place_strip(struct frame *frame, enum frame_side side, const struct wlr_box *box) {
	bool vertical = side == FRAME_SIDE_LEFT || side == FRAME_SIDE_RIGHT;
	struct frame_image *strip = &frame->strips[side];
	uint32_t length = (uint32_t)(vertical ? box->height : box->width);
	uint32_t has = vertical ? strip->height : strip->width;
	if (frame->skin != NULL && has < canvas_pixels(length, frame->scale)) {
		set_canvas(strip, skin_strip(frame->skin, vertical, length));
	}
	wlr_scene_node_set_position(&strip->node->node, box->x, box->y);
	show(frame, strip, (uint32_t)box->width, (uint32_t)box->height);
}

static void place_sides(struct frame *frame) {
	const struct frame_layout *layout = &frame->layout;
	int border = (int)frame_left(layout->kind), top = (int)frame_top(layout->kind);
	int width = (int)layout->width + 2 * border, height = top + (int)layout->height + border;
	int below = height - 2 * border;
	const struct wlr_box boxes[FRAME_SIDES] = {
		[FRAME_SIDE_TOP] = {0, 0, width, border},
		[FRAME_SIDE_LEFT] = {0, border, border, below},
		[FRAME_SIDE_RIGHT] = {width - border, border, border, below},
		[FRAME_SIDE_BOTTOM] = {0, height - border, width, border},
	};
	for (int side = 0; side < FRAME_SIDES; side++) {
		struct wlr_box ground = boxes[side];
		if (side == FRAME_SIDE_TOP) {
			ground.height = top; // the name cell's too
		}
		place_side(frame, side, &ground);
		place_strip(frame, side, &boxes[side]);
	}
	wlr_scene_node_set_position(&frame->veil->node, border, top);
	wlr_scene_rect_set_size(frame->veil, (int)layout->width, (int)layout->height);
}

static void place_cell(struct frame *frame) {
	uint32_t cell = frame->layout.cell;
	show(frame, &frame->swatch, min(cell, FRAME_TITLE), FRAME_TITLE);
	uint32_t room = cell > NAME_LEFT ? cell - NAME_LEFT : 0;
	uint32_t width = frame->skin != NULL ? frame->skin->name_width : 0;
	wlr_scene_node_set_position(&frame->name.node->node, NAME_LEFT, TEXT_TOP);
	show(frame, &frame->name, min(width, room), TITLE_HEIGHT);
}

// Text that fits is drawn once; only what is cut is drawn anew for another width
static void draw_title(struct frame *frame) {
	bool attention = frame->attention && !frame->activated;
	const struct title_style style = {
		.font = frame->skin->font,
		.scale = frame->scale,
		.bold = frame->attention,
		.rgb = attention ? SKIN_ATTENTION_TEXT : frame->skin->bars[frame->activated].text,
	};
	if (frame->title_stale) {
		frame->title_width = title_width(&style, frame->title);
	}
	uint32_t width = min(frame->title_width, frame->layout.title_width);
	if (!frame->title_stale && width == frame->title_drawn) {
		return;
	}
	struct canvas *canvas = NULL;
	if (width > 0) {
		canvas = canvas_create(canvas_pixels(width, frame->scale),
			canvas_pixels(TITLE_HEIGHT, frame->scale), false);
	}
	if (canvas != NULL) {
		const struct wlr_box box = {
			.width = canvas->base.width, .height = canvas->base.height};
		title_draw(canvas, &box, &style, frame->title);
	}
	set_canvas(&frame->text, canvas);
	canvas_drop(canvas); // the node keeps it
	frame->title_drawn = width;
	frame->title_stale = false;
}

static void place_title(struct frame *frame) {
	const struct frame_layout *layout = &frame->layout;
	wlr_scene_node_set_position(&frame->mark.node->node, (int)layout->mark, TEXT_TOP);
	show(frame, &frame->mark, layout->mark_width, TITLE_HEIGHT);
	if (frame->skin != NULL) {
		draw_title(frame);
	}
	wlr_scene_node_set_position(&frame->text.node->node, (int)layout->title, TEXT_TOP);
	show(frame, &frame->text, frame->title_drawn, TITLE_HEIGHT);
}

static void place_buttons(struct frame *frame) {
	for (uint32_t n = 0; n < FRAME_BUTTONS; n++) {
		bool shown = n >= FRAME_BUTTONS - frame->layout.buttons;
		if (shown) {
			wlr_scene_node_set_position(&frame->buttons[n].node->node,
				(int)frame_layout_button(&frame->layout, n), TEXT_TOP);
		}
		show(frame, &frame->buttons[n], shown ? SKIN_BUTTON_WIDTH : 0, MARK_SIZE);
	}
}

static void place_bar(struct frame *frame) {
	const struct frame_layout *layout = &frame->layout;
	int cell = (int)layout->cell, rest = (int)(FRAME_BORDER + layout->width) - cell;
	int height = FRAME_TITLE - FRAME_BORDER;
	wlr_scene_node_set_position(&frame->bar->node, cell, FRAME_BORDER);
	wlr_scene_rect_set_size(frame->bar, rest, height);
	wlr_scene_node_set_position(&frame->line->node, cell, FRAME_BORDER);
	wlr_scene_rect_set_size(frame->line, rest > 0 ? 1 : 0, height);
	wlr_scene_node_set_position(&frame->focus->node, FRAME_BORDER, FRAME_TITLE - FOCUS_HEIGHT);
	wlr_scene_rect_set_size(frame->focus, (int)layout->width, FOCUS_HEIGHT);
}

// The sign before the title, in words where there is room
static void place_mark(struct frame *frame) {
	const struct skin *skin = frame->skin;
	struct frame_layout *layout = &frame->layout;
	uint32_t name = skin != NULL ? skin->name_width : 0;
	uint32_t words = skin != NULL && frame->grey ? skin->silent_width : 0;
	bool marked = skin != NULL && (frame->grey || frame->attention);
	frame_layout_bar(layout, name, marked ? MARK_SIZE : 0, words);
	if (!marked) {
		return;
	}
	const struct skin_bar *bar = &skin->bars[frame->activated];
	struct canvas *mark = !frame->grey    ? bar->attention
		: layout->mark_width == words ? skin->silent
					      : bar->silent;
	if (mark != frame->mark_shown) {
		set_canvas(&frame->mark, mark);
		frame->mark_shown = mark;
	}
}

void frame_nodes_place(struct frame *frame) {
	if (frame->layout.kind == FRAME_TOPLEVEL) {
		place_mark(frame);
		place_bar(frame);
		place_cell(frame);
		place_title(frame);
		place_buttons(frame);
	}
	place_sides(frame);
	wlr_scene_node_raise_to_top(&frame->tree->node);
}

static void recolour_bar(struct frame *frame) {
	const struct skin *skin = frame->skin;
	const struct skin_bar *bar = skin != NULL ? &skin->bars[frame->activated] : NULL;
	float colour[4];
	canvas_colour(colour, bar != NULL ? bar->ground : frame->label->base);
	wlr_scene_rect_set_color(frame->bar, colour);
	wlr_scene_node_set_enabled(&frame->focus->node, frame->activated);
	const enum mark marks[FRAME_BUTTONS] = {
		MARK_MINIMIZE, frame->layout.fixed ? MARK_RESTORE : MARK_MAXIMIZE, MARK_CLOSE};
	for (int n = 0; n < FRAME_BUTTONS; n++) {
		set_canvas(&frame->buttons[n], bar != NULL ? bar->buttons[marks[n]] : NULL);
	}
	frame->title_stale = true;
}

void frame_nodes_recolour(struct frame *frame) {
	wlr_scene_node_set_enabled(&frame->veil->node, frame->grey);
	if (frame->layout.kind == FRAME_TOPLEVEL) {
		recolour_bar(frame);
	}
	frame_nodes_place(frame);
}

void frame_nodes_dress(struct frame *frame) {
	struct skin *old = frame->skin;
	frame->skin = skin_ref(frame->label, frame->desk->conf->font, frame->scale);
	skin_unref(old);
	frame->mark_shown = NULL;
	for (int side = 0; side < FRAME_SIDES; side++) {
		set_canvas(&frame->strips[side], NULL); // place_strip() takes the new one
	}
	if (frame->layout.kind == FRAME_TOPLEVEL) {
		set_canvas(&frame->swatch, frame->skin != NULL ? frame->skin->swatch : NULL);
		set_canvas(&frame->name, frame->skin != NULL ? frame->skin->name : NULL);
	}
	frame_nodes_recolour(frame);
}
