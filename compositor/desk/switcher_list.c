// SPDX-License-Identifier: MIT
#include "compositor/desk/switcher_list.h"

#include <stdio.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/panel.h"
#include "compositor/desk/window.h"

// Logical
#define WIDTH 640
#define MARGIN 24 // to the output's sides
#define ROW 36
#define CELL_TOP ((ROW - PANEL_CELL) / 2)
#define NAME_WIDTH 180 // of all name cells, swatch included: titles stand in one column
#define NOTE_WIDTH 110

size_t switcher_list_first(size_t count, size_t selected) {
	size_t before = SWITCHER_ROWS_MAX / 2;
	if (count <= SWITCHER_ROWS_MAX || selected < before) {
		return 0;
	}
	size_t last = count - SWITCHER_ROWS_MAX;
	return selected - before < last ? selected - before : last;
}

// Why it is not on the screen
static void draw_note(struct panel *panel, const struct window *window, const struct wlr_box *row) {
	char note[32] = "";
	if (window->workspace != window->desk->workspace) {
		snprintf(note, sizeof(note), "workspace %u", window->workspace + 1);
	} else if (window->minimized) {
		snprintf(note, sizeof(note), "minimised");
	}
	const struct wlr_box box = {
		row->x + row->width - NOTE_WIDTH, row->y, NOTE_WIDTH - PANEL_PADDING, ROW};
	panel_text(panel, &box, note, PANEL_DIM);
}

// The same sign as in its frame
static void draw_mark(struct panel *panel, const struct window *window, const struct wlr_box *box) {
	int y = box->y + (ROW - MARK_SIZE) / 2;
	if (window->grey) {
		panel_mark(panel, box->x, y, MARK_SILENT, PANEL_TEXT);
	} else {
		panel_mark(panel, box->x, y, MARK_ATTENTION, PANEL_ATTENTION);
	}
}

static void draw_row(struct panel *panel, const struct window *window, const struct wlr_box *row) {
	const struct wlr_box cell = {row->x, row->y + CELL_TOP, NAME_WIDTH, PANEL_CELL};
	struct wlr_box box = *row;
	panel_label(panel, &cell, window->label);
	box.x += NAME_WIDTH + 2 * PANEL_PADDING;
	box.width -= NAME_WIDTH + 3 * PANEL_PADDING;
	if (window->grey || window->attention) {
		draw_mark(panel, window, &box);
		box.x += MARK_SIZE + PANEL_PADDING;
		box.width -= MARK_SIZE + PANEL_PADDING;
	}
	if (!window_shown(window)) {
		box.width -= NOTE_WIDTH;
		draw_note(panel, window, row);
	}
	panel_text(panel, &box, window->title, PANEL_TEXT);
}

void switcher_list_draw(
	struct panel *panel, struct window *const *windows, size_t count, size_t selected) {
	const struct wlr_box *area = &panel->area;
	size_t first = switcher_list_first(count, selected);
	size_t rows = count - first < SWITCHER_ROWS_MAX ? count - first : SWITCHER_ROWS_MAX;
	int width = area->width - 2 * MARGIN;
	width = width > WIDTH ? WIDTH : width > NAME_WIDTH ? width : NAME_WIDTH + 2 * PANEL_PADDING;
	int height = (int)rows * ROW + 2 * PANEL_PADDING;
	panel_begin(panel, width, height);
	for (size_t i = 0; i < rows; i++) {
		struct wlr_box row = {PANEL_PADDING, PANEL_PADDING + (int)i * ROW,
			width - 2 * PANEL_PADDING, ROW};
		if (first + i == selected) {
			panel_fill(panel, &row, PANEL_SELECTED);
		}
		row.x += CELL_TOP;
		row.width -= 2 * CELL_TOP;
		draw_row(panel, windows[first + i], &row);
	}
	panel_end(
		panel, area->x + (area->width - width) / 2, area->y + (area->height - height) / 2);
}
