// SPDX-License-Identifier: MIT
#include "compositor/desk/menu_list.h"

#include <stdio.h>

#include "compositor/desk/panel.h"
#include "compositor/desk/window.h"

#define ROW 28
#define INNER (MENU_LIST_WIDTH - 2 * PANEL_PADDING)
#define TITLE_TOP (PANEL_PADDING + PANEL_CELL)
#define ENTRIES_TOP (TITLE_TOP + ROW + LINE_ROOM)
#define WORKSPACE_TOP (ENTRIES_TOP + MENU_WORKSPACE * ROW)
#define CLOSE_TOP (WORKSPACE_TOP + 2 * ROW + LINE_ROOM)
#define LINE_ROOM 9 // round a line, which is 1 thick
#define WORKSPACE_WIDTH (INNER / DESK_WORKSPACES)

_Static_assert(CLOSE_TOP + ROW + PANEL_PADDING == MENU_LIST_HEIGHT, "height of the menu");
_Static_assert(WORKSPACE_WIDTH *DESK_WORKSPACES == INNER, "the workspaces fill their row");

struct wlr_box menu_list_box(enum menu_entry entry) {
	struct wlr_box box = {PANEL_PADDING, ENTRIES_TOP + (int)entry * ROW, INNER, ROW};
	if (entry == MENU_CLOSE) {
		box.y = CLOSE_TOP;
	} else if (menu_entry_is_workspace(entry)) {
		box.x += (int)(entry - MENU_WORKSPACE) * WORKSPACE_WIDTH;
		box.y = WORKSPACE_TOP + ROW; // below their caption
		box.width = WORKSPACE_WIDTH;
	}
	return box;
}

enum menu_entry menu_list_at(double x, double y) {
	for (enum menu_entry entry = 0; entry < MENU_NONE; entry++) {
		const struct wlr_box box = menu_list_box(entry);
		if (wlr_box_contains_point(&box, x, y)) {
			return entry;
		}
	}
	return MENU_NONE;
}

static void draw_line(struct panel *panel, int top) {
	panel_line(panel, PANEL_PADDING, top + LINE_ROOM / 2, INNER);
}

static void draw_text(
	struct panel *panel, const struct wlr_box *row, const char *text, uint32_t rgb) {
	const struct wlr_box box = {
		row->x + PANEL_PADDING, row->y, row->width - 2 * PANEL_PADDING, row->height};
	panel_text(panel, &box, text, rgb);
}

static void draw_head(struct panel *panel, const struct window *window) {
	const struct wlr_box cell = {PANEL_PADDING, PANEL_PADDING, INNER, PANEL_CELL};
	const struct wlr_box title = {PANEL_PADDING, TITLE_TOP, INNER, ROW};
	panel_label(panel, &cell, window->label);
	draw_text(panel, &title, window->title, PANEL_TEXT);
	draw_line(panel, TITLE_TOP + ROW);
}

static void draw_workspace(struct panel *panel, const struct window *window, enum menu_entry entry,
	const struct wlr_box *box) {
	char number[16];
	snprintf(number, sizeof(number), "%d", (int)(entry - MENU_WORKSPACE) + 1);
	bool own = !menu_entry_offered(window, entry);
	if (own) {
		panel_fill(panel, box, PANEL_LINE);
	}
	panel_centred(panel, box, number, own ? PANEL_DIM : PANEL_TEXT);
}

static void draw_entry(
	struct panel *panel, const struct window *window, enum menu_entry entry, bool selected) {
	const struct wlr_box box = menu_list_box(entry);
	bool offered = menu_entry_offered(window, entry);
	if (selected) {
		panel_fill(panel, &box, PANEL_SELECTED);
	}
	if (menu_entry_is_workspace(entry)) {
		draw_workspace(panel, window, entry, &box);
	} else {
		draw_text(panel, &box, menu_entry_text(window, entry),
			offered ? PANEL_TEXT : PANEL_OFF);
	}
}

void menu_list_draw(
	struct panel *panel, const struct window *window, enum menu_entry selected, int x, int y) {
	const struct wlr_box caption = {PANEL_PADDING, WORKSPACE_TOP, INNER, ROW};
	panel_begin(panel, MENU_LIST_WIDTH, MENU_LIST_HEIGHT);
	draw_head(panel, window);
	draw_text(panel, &caption, "To workspace", PANEL_DIM);
	draw_line(panel, WORKSPACE_TOP + 2 * ROW);
	for (enum menu_entry entry = 0; entry < MENU_NONE; entry++) {
		draw_entry(panel, window, entry, entry == selected);
	}
	panel_end(panel, x, y);
}
