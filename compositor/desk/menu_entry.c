// SPDX-License-Identifier: MIT
#include "compositor/desk/menu_entry.h"

#include "compositor/desk/action.h"
#include "compositor/desk/grab.h"
#include "compositor/desk/window.h"

bool menu_entry_is_workspace(enum menu_entry entry) {
	return entry >= MENU_WORKSPACE && entry < MENU_CLOSE;
}

static uint32_t workspace_of(enum menu_entry entry) {
	return (uint32_t)(entry - MENU_WORKSPACE);
}

const char *menu_entry_text(const struct window *window, enum menu_entry entry) {
	switch (entry) {
	case MENU_MAXIMIZE:
		return window->place == WINDOW_MAXIMIZED ? "Restore" : "Maximise";
	case MENU_MINIMIZE:
		return "Minimise";
	case MENU_FULLSCREEN:
		return window->place == WINDOW_FULLSCREEN ? "Leave fullscreen" : "Fullscreen";
	case MENU_MOVE:
		return "Move";
	case MENU_RESIZE:
		return "Resize";
	case MENU_CLOSE:
		return "Close";
	default:
		return "";
	}
}

bool menu_entry_offered(const struct window *window, enum menu_entry entry) {
	if (entry == MENU_MAXIMIZE || entry == MENU_MOVE || entry == MENU_RESIZE) {
		return window->place != WINDOW_FULLSCREEN;
	}
	if (menu_entry_is_workspace(entry)) {
		return workspace_of(entry) != window->workspace;
	}
	return entry != MENU_NONE;
}

// The next entry by its number
static enum menu_entry beside(enum menu_entry entry, bool back) {
	int next = (int)entry + (back ? -1 : 1);
	return next < 0 ? MENU_CLOSE : next >= MENU_NONE ? MENU_MAXIMIZE : (enum menu_entry)next;
}

// One row on. The workspaces are entered at the window's own, which is not offered: the
// next step goes to its neighbour.
static enum menu_entry row_beside(const struct window *window, enum menu_entry entry, bool back) {
	if (entry == MENU_NONE) {
		return back ? MENU_CLOSE : MENU_MAXIMIZE;
	}
	if (menu_entry_is_workspace(entry)) {
		return back ? MENU_RESIZE : MENU_CLOSE;
	}
	entry = beside(entry, back);
	if (!menu_entry_is_workspace(entry)) {
		return entry;
	}
	return MENU_WORKSPACE + (window->workspace + 1) % DESK_WORKSPACES;
}

static enum menu_entry workspace_beside(enum menu_entry entry, bool back) {
	uint32_t step = back ? DESK_WORKSPACES - 1 : 1;
	return MENU_WORKSPACE + (workspace_of(entry) + step) % DESK_WORKSPACES;
}

enum menu_entry menu_entry_step(
	const struct window *window, enum menu_entry entry, enum menu_step step) {
	bool back = step == MENU_UP || step == MENU_LEFT;
	bool along = step == MENU_LEFT || step == MENU_RIGHT;
	if (along && !menu_entry_is_workspace(entry)) {
		return entry;
	}
	do {
		entry = along ? workspace_beside(entry, back) : row_beside(window, entry, back);
	} while (!menu_entry_offered(window, entry));
	return entry;
}

void menu_entry_run(struct window *window, enum menu_entry entry) {
	switch (entry) {
	case MENU_MAXIMIZE:
		action_toggle_place(window, WINDOW_MAXIMIZED);
		break;
	case MENU_MINIMIZE:
		window_minimize(window, true);
		break;
	case MENU_FULLSCREEN:
		action_toggle_place(window, WINDOW_FULLSCREEN);
		break;
	case MENU_MOVE:
		grab_carry(window->desk, window, GRAB_MOVE);
		break;
	case MENU_RESIZE:
		grab_carry(window->desk, window, GRAB_RESIZE);
		break;
	case MENU_CLOSE:
		window_close(window);
		break;
	default:
		if (menu_entry_is_workspace(entry)) {
			window_set_workspace(window, workspace_of(entry));
		}
		break;
	}
}
