// SPDX-License-Identifier: MIT
#include "compositor/desk/switcher_list.h"

#include <stdio.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/label.h"
#include "compositor/desk/mark.h"
#include "compositor/desk/pattern.h"
#include "compositor/desk/skin.h"
#include "compositor/desk/title.h"
#include "compositor/desk/window.h"

// Logical
#define WIDTH 640
#define MARGIN 24 // to the output's sides
#define PADDING 8 // inside the list's sides, and round text
#define ROW 36
#define CELL_TOP 4 // above and below a name cell
#define NAME_WIDTH 180 // of all name cells, swatch included: titles stand in one column
#define NOTE_WIDTH 110

#define GROUND 0x26292f
#define SELECTED 0x505b70
#define TEXT 0xf0f1f3
#define NOTE_TEXT 0xb4b8c0

bool switcher_list_init(struct switcher_list *list, struct desk *desk) {
	static const float ground[4] = {0x26 / 255.0f, 0x29 / 255.0f, 0x2f / 255.0f, 1};
	const struct wlr_box at = {(int)desk->cursor->x, (int)desk->cursor->y, 1, 1};
	struct desk_output *output = desk_output_of(desk, &at);
	*list = (struct switcher_list){.desk = desk};
	if (output == NULL) {
		return false;
	}
	list->area = output->usable;
	list->scale = output->output->scale;
	list->tree = wlr_scene_tree_create(desk->layers[DESK_SWITCHER]);
	if (list->tree == NULL) {
		return false;
	}
	list->ground = wlr_scene_rect_create(list->tree, 0, 0, ground);
	list->rows = wlr_scene_buffer_create(list->tree, NULL);
	if (list->ground == NULL || list->rows == NULL) {
		switcher_list_finish(list);
		return false;
	}
	return true;
}

void switcher_list_finish(struct switcher_list *list) {
	if (list->tree != NULL) {
		wlr_scene_node_destroy(&list->tree->node);
	}
	*list = (struct switcher_list){0};
}

size_t switcher_list_first(size_t count, size_t selected) {
	size_t before = SWITCHER_ROWS_MAX / 2;
	if (count <= SWITCHER_ROWS_MAX || selected < before) {
		return 0;
	}
	size_t last = count - SWITCHER_ROWS_MAX;
	return selected - before < last ? selected - before : last;
}

// From logical to pixels, so that neighbours touch
static struct wlr_box to_pixels(const struct switcher_list *list, const struct wlr_box *box) {
	int x = (int)((float)box->x * list->scale), y = (int)((float)box->y * list->scale);
	return (struct wlr_box){x, y, (int)((float)(box->x + box->width) * list->scale) - x,
		(int)((float)(box->y + box->height) * list->scale) - y};
}

static void draw_text(const struct switcher_list *list, struct canvas *canvas,
	const struct wlr_box *logical, const char *text, const struct title_style *style) {
	struct wlr_box box = to_pixels(list, logical);
	if (box.width > 0) {
		title_draw(canvas, &box, style, text);
	}
}

// Colour, pattern and name, as in the window's frame
static void draw_cell(const struct switcher_list *list, struct canvas *canvas,
	const struct label *label, const struct wlr_box *row) {
	struct wlr_box logical = {row->x, row->y + CELL_TOP, NAME_WIDTH, ROW - 2 * CELL_TOP};
	struct wlr_box box = to_pixels(list, &logical);
	canvas_fill(canvas, &box, label->base);
	box.width = box.height;
	pattern_draw(canvas, &box, label, canvas_pixels(SKIN_SWATCH_PERIOD, list->scale));
	if (label->name[0] == '\0') {
		mark_draw(canvas, &box, MARK_OURS, label->text, list->scale);
	}
	const struct title_style style = {list->desk->conf->font, list->scale, true, label->text};
	logical.x += logical.height + PADDING;
	logical.width -= logical.height + 2 * PADDING;
	draw_text(list, canvas, &logical, skin_name(label), &style);
}

// Why it is not on the screen
static void draw_note(const struct switcher_list *list, struct canvas *canvas,
	const struct window *window, const struct wlr_box *row) {
	char note[32] = "";
	if (window->workspace != list->desk->workspace) {
		snprintf(note, sizeof(note), "workspace %u", window->workspace + 1);
	} else if (window->minimized) {
		snprintf(note, sizeof(note), "minimised");
	}
	const struct title_style style = {list->desk->conf->font, list->scale, false, NOTE_TEXT};
	const struct wlr_box box = {
		row->x + row->width - NOTE_WIDTH, row->y, NOTE_WIDTH - PADDING, ROW};
	draw_text(list, canvas, &box, note, &style);
}

static void draw_row(const struct switcher_list *list, struct canvas *canvas,
	const struct window *window, const struct wlr_box *row) {
	draw_cell(list, canvas, window->label, row);
	const struct title_style style = {list->desk->conf->font, list->scale, false, TEXT};
	struct wlr_box box = *row;
	box.x += NAME_WIDTH + 2 * PADDING;
	box.width -= NAME_WIDTH + 3 * PADDING;
	if (!window_shown(window)) {
		box.width -= NOTE_WIDTH;
		draw_note(list, canvas, window, row);
	}
	draw_text(list, canvas, &box, window->title, &style);
}

static void place(struct switcher_list *list, int width, int height) {
	wlr_scene_node_set_position(&list->tree->node,
		list->area.x + (list->area.width - width) / 2,
		list->area.y + (list->area.height - height) / 2);
	wlr_scene_rect_set_size(list->ground, width, height);
	wlr_scene_buffer_set_dest_size(list->rows, width, height);
}

void switcher_list_draw(
	struct switcher_list *list, struct window *const *windows, size_t count, size_t selected) {
	size_t first = switcher_list_first(count, selected);
	size_t rows = count - first < SWITCHER_ROWS_MAX ? count - first : SWITCHER_ROWS_MAX;
	int width = list->area.width - 2 * MARGIN;
	width = width > WIDTH ? WIDTH : width > NAME_WIDTH ? width : NAME_WIDTH + 2 * PADDING;
	int height = (int)rows * ROW + 2 * PADDING;
	place(list, width, height);
	struct canvas *canvas = canvas_create(
		canvas_pixels(width, list->scale), canvas_pixels(height, list->scale), true);
	if (canvas != NULL) {
		const struct wlr_box all = {
			.width = canvas->base.width, .height = canvas->base.height};
		canvas_fill(canvas, &all, GROUND);
	}
	for (size_t i = 0; i < rows && canvas != NULL; ++i) {
		struct wlr_box row = {PADDING, PADDING + (int)i * ROW, width - 2 * PADDING, ROW};
		struct wlr_box box = to_pixels(list, &row);
		canvas_fill(canvas, &box, first + i == selected ? SELECTED : GROUND);
		row.x += CELL_TOP;
		row.width -= 2 * CELL_TOP;
		draw_row(list, canvas, windows[first + i], &row);
	}
	wlr_scene_buffer_set_buffer(list->rows, canvas != NULL ? &canvas->base : NULL);
	canvas_drop(canvas); // the node keeps it
}
