// SPDX-License-Identifier: MIT
#include "compositor/desk/panel.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/label.h"
#include "compositor/desk/pattern.h"
#include "compositor/desk/skin.h"
#include "compositor/desk/title.h"

bool panel_init(struct panel *panel, struct desk *desk, double x, double y) {
	float ground[4];
	canvas_colour(ground, PANEL_GROUND);
	const struct wlr_box at = {(int)x, (int)y, 1, 1};
	struct desk_output *output = desk_output_of(desk, &at);
	*panel = (struct panel){.desk = desk};
	if (output == NULL) {
		return false;
	}
	panel->area = output->usable;
	panel->scale = output->output->scale;
	panel->tree = wlr_scene_tree_create(desk->layers[DESK_SWITCHER]);
	if (panel->tree == NULL) {
		return false;
	}
	panel->ground = wlr_scene_rect_create(panel->tree, 0, 0, ground);
	panel->pixels = wlr_scene_buffer_create(panel->tree, NULL);
	if (panel->ground == NULL || panel->pixels == NULL) {
		panel_finish(panel);
		return false;
	}
	return true;
}

void panel_finish(struct panel *panel) {
	if (panel->tree != NULL) {
		wlr_scene_node_destroy(&panel->tree->node);
	}
	*panel = (struct panel){0};
}

// Pixels of what is thin: all such lines are as thick
static int thin(const struct panel *panel) {
	return (int)canvas_pixels(1, panel->scale);
}

void panel_begin(struct panel *panel, int width, int height) {
	panel->width = width;
	panel->height = height;
	panel->canvas = canvas_create(
		canvas_pixels(width, panel->scale), canvas_pixels(height, panel->scale), true);
	if (panel->canvas != NULL) {
		int edge = thin(panel);
		struct wlr_box box = {
			.width = panel->canvas->base.width, .height = panel->canvas->base.height};
		canvas_fill(panel->canvas, &box, PANEL_EDGE);
		box = (struct wlr_box){edge, edge, box.width - 2 * edge, box.height - 2 * edge};
		canvas_fill(panel->canvas, &box, PANEL_GROUND);
	}
}

void panel_end(struct panel *panel, int x, int y) {
	wlr_scene_node_set_position(&panel->tree->node, x, y);
	wlr_scene_rect_set_size(panel->ground, panel->width, panel->height);
	wlr_scene_buffer_set_dest_size(panel->pixels, panel->width, panel->height);
	wlr_scene_buffer_set_buffer(
		panel->pixels, panel->canvas != NULL ? &panel->canvas->base : NULL);
	canvas_drop(panel->canvas); // the node keeps it
	panel->canvas = NULL;
}

// From logical to pixels, so that neighbours touch
static struct wlr_box to_pixels(const struct panel *panel, const struct wlr_box *box) {
	int x = (int)((float)box->x * panel->scale), y = (int)((float)box->y * panel->scale);
	return (struct wlr_box){x, y, (int)((float)(box->x + box->width) * panel->scale) - x,
		(int)((float)(box->y + box->height) * panel->scale) - y};
}

void panel_fill(struct panel *panel, const struct wlr_box *box, uint32_t rgb) {
	const struct wlr_box pixels = to_pixels(panel, box);
	if (panel->canvas != NULL) {
		canvas_fill(panel->canvas, &pixels, rgb);
	}
}

void panel_line(struct panel *panel, int x, int y, int length) {
	const struct wlr_box box = {x, y, length, 1};
	struct wlr_box pixels = to_pixels(panel, &box);
	pixels.height = thin(panel);
	if (panel->canvas != NULL) {
		canvas_fill(panel->canvas, &pixels, PANEL_LINE);
	}
}

void panel_mark(struct panel *panel, int x, int y, enum mark mark, uint32_t rgb) {
	const struct wlr_box box = {x, y, MARK_SIZE, MARK_SIZE};
	const struct wlr_box pixels = to_pixels(panel, &box);
	if (panel->canvas != NULL) {
		mark_draw(panel->canvas, &pixels, mark, rgb, panel->scale);
	}
}

static void draw_text(struct panel *panel, const struct wlr_box *box,
	const struct title_style *style, const char *text) {
	const struct wlr_box pixels = to_pixels(panel, box);
	if (panel->canvas != NULL && pixels.width > 0) {
		title_draw(panel->canvas, &pixels, style, text);
	}
}

void panel_text(struct panel *panel, const struct wlr_box *box, const char *text, uint32_t rgb) {
	const struct title_style style = {panel->desk->conf->font, panel->scale, false, rgb};
	draw_text(panel, box, &style, text);
}

void panel_centred(struct panel *panel, const struct wlr_box *box, const char *text, uint32_t rgb) {
	const struct title_style style = {panel->desk->conf->font, panel->scale, false, rgb};
	struct wlr_box middle = *box;
	middle.width = (int)title_width(&style, text);
	middle.x += (box->width - middle.width) / 2;
	draw_text(panel, &middle, &style, text);
}

void panel_label(struct panel *panel, const struct wlr_box *box, const struct label *label) {
	struct wlr_box swatch = to_pixels(panel, box);
	panel_fill(panel, box, label->base);
	swatch.width = swatch.height;
	if (panel->canvas != NULL) {
		pattern_draw(panel->canvas, &swatch, label,
			canvas_pixels(SKIN_SWATCH_PERIOD, panel->scale));
	}
	if (panel->canvas != NULL && label->name[0] == '\0') {
		mark_draw(panel->canvas, &swatch, MARK_OURS, label->text, panel->scale);
	}
	const struct title_style style = {panel->desk->conf->font, panel->scale, true, label->text};
	const struct wlr_box name = {box->x + PANEL_CELL + PANEL_PADDING, box->y,
		box->width - PANEL_CELL - 2 * PANEL_PADDING, box->height};
	draw_text(panel, &name, &style, skin_name(label));
}
