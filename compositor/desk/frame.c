// SPDX-License-Identifier: MIT
#include "compositor/desk/frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame_nodes.h"
#include "compositor/desk/skin.h"

#define SCALE_MIN 0.5f
#define SCALE_MAX 8.0f

struct frame *frame_create(struct wlr_scene_tree *parent, struct desk *desk,
	const struct label *label, enum frame_kind kind) {
	struct frame *frame = calloc(1, sizeof(*frame));
	if (frame == NULL) {
		return NULL;
	}
	frame->desk = desk;
	frame->label = label;
	frame->scale = 1;
	frame->layout = (struct frame_layout){.kind = kind, .width = 1, .height = 1};
	if (!frame_nodes_create(frame, parent)) {
		frame_destroy(frame);
		return NULL;
	}
	frame_nodes_dress(frame);
	return frame;
}

void frame_destroy(struct frame *frame) {
	if (frame == NULL) {
		return;
	}
	frame_nodes_destroy(frame);
	skin_unref(frame->skin);
	free(frame);
}

void frame_set_size(struct frame *frame, uint32_t width, uint32_t height) {
	frame->layout.width = width > 0 ? width : 1;
	frame->layout.height = height > 0 ? height : 1;
	frame_nodes_place(frame);
}

void frame_set_title(struct frame *frame, const char *title) {
	bool same = strcmp(frame->title, title) == 0;
	snprintf(frame->title, sizeof(frame->title), "%s", title);
	bool other_font = frame->skin == NULL ||
		strcmp(frame->skin->font, frame->desk->conf->font) != 0;
	if (other_font) {
		frame_nodes_dress(frame);
	} else if (!same) {
		frame->title_stale = true;
		frame_nodes_place(frame);
	}
}

void frame_set_state(struct frame *frame, bool activated, bool attention, bool grey) {
	if (frame->activated == activated && frame->attention == attention && frame->grey == grey) {
		return;
	}
	frame->activated = activated;
	frame->attention = attention;
	frame->grey = grey;
	frame_nodes_recolour(frame);
}

void frame_set_maximized(struct frame *frame, bool maximized) {
	if (frame->layout.fixed != maximized) {
		frame->layout.fixed = maximized;
		frame_nodes_recolour(frame);
	}
}

void frame_set_scale(struct frame *frame, float scale) {
	scale = scale >= SCALE_MIN ? fminf(scale, SCALE_MAX) : SCALE_MIN;
	if (frame->scale != scale) {
		frame->scale = scale;
		frame_nodes_dress(frame);
	}
}

uint32_t frame_left(enum frame_kind kind) {
	return kind == FRAME_TOPLEVEL ? FRAME_BORDER : FRAME_POPUP_BORDER;
}

uint32_t frame_top(enum frame_kind kind) {
	return kind == FRAME_TOPLEVEL ? FRAME_TITLE : FRAME_POPUP_BORDER;
}

uint32_t frame_right(enum frame_kind kind) {
	return frame_left(kind);
}

uint32_t frame_bottom(enum frame_kind kind) {
	return frame_left(kind);
}

uint32_t frame_least_width(const struct frame *frame) {
	uint32_t name = frame->skin != NULL ? frame->skin->name_width : 0;
	return frame_layout_least(frame->layout.kind, name);
}

enum frame_part frame_part_at(const struct frame *frame, double x, double y) {
	return frame_layout_part(&frame->layout, x, y);
}

uint32_t frame_edges_at(const struct frame *frame, double x, double y) {
	return frame_layout_edges(&frame->layout, x, y);
}
