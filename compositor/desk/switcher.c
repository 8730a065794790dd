// SPDX-License-Identifier: MIT
#include "compositor/desk/switcher.h"

#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/panel.h"
#include "compositor/desk/switcher_list.h"
#include "compositor/desk/window.h"

struct switcher {
	struct desk *desk; // borrowed
	struct window **windows; // borrowed; owned array
	size_t count, selected;
	struct panel panel;
	struct wl_listener window_unmap;
};

static size_t count_mapped(struct desk *desk) {
	size_t count = 0;
	const struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		count += window->mapped;
	}
	return count;
}

static void gather(struct switcher *switcher, struct desk *desk, bool shown) {
	struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		if (window->mapped && window_shown(window) == shown) {
			switcher->windows[switcher->count++] = window;
		}
	}
}

static void destroy(struct desk *desk) {
	struct switcher *switcher = desk->switcher;
	desk->switcher = NULL;
	wl_list_remove(&switcher->window_unmap.link);
	panel_finish(&switcher->panel);
	free(switcher->windows);
	free(switcher);
}

static void draw(struct desk *desk) {
	struct switcher *switcher = desk->switcher;
	switcher_list_draw(
		&switcher->panel, switcher->windows, switcher->count, switcher->selected);
}

// The one that is marked stays so, unless it is the one that goes
static void forget(struct switcher *switcher, const struct window *window) {
	size_t kept = 0, selected = switcher->selected;
	for (size_t i = 0; i < switcher->count; i++) {
		if (switcher->windows[i] != window) {
			switcher->windows[kept++] = switcher->windows[i];
		} else if (i < switcher->selected) {
			selected--;
		}
	}
	switcher->count = kept;
	switcher->selected = selected < kept ? selected : kept > 0 ? kept - 1 : 0;
}

static void handle_window_unmap(struct wl_listener *listener, void *data) {
	struct switcher *switcher = wl_container_of(listener, switcher, window_unmap);
	forget(switcher, data);
	if (switcher->count == 0) {
		switcher_cancel(switcher->desk);
	} else {
		draw(switcher->desk);
	}
}

// False if there is nothing to choose from, or no memory
static bool open_list(struct desk *desk) {
	size_t count = count_mapped(desk);
	struct switcher *switcher = calloc(1, sizeof(*switcher));
	if (count == 0 || switcher == NULL) {
		free(switcher);
		return false;
	}
	switcher->windows = calloc(count, sizeof(*switcher->windows));
	if (switcher->windows == NULL ||
		!panel_init(&switcher->panel, desk, desk->cursor->x, desk->cursor->y)) {
		free(switcher->windows);
		free(switcher);
		return false;
	}
	gather(switcher, desk, true);
	gather(switcher, desk, false);
	switcher->desk = desk;
	switcher->window_unmap.notify = handle_window_unmap;
	wl_signal_add(&desk->events.window_unmap, &switcher->window_unmap);
	desk->switcher = switcher;
	return true;
}

// The first step goes to the window before the one that is in use
static void first_step(struct desk *desk, bool backwards) {
	struct switcher *switcher = desk->switcher;
	bool in_use = switcher->windows[0] == desk->focus.window;
	if (backwards) {
		switcher->selected = switcher->count - 1;
	} else {
		switcher->selected = in_use && switcher->count > 1 ? 1 : 0;
	}
}

void switcher_step(struct desk *desk, bool backwards) {
	if (desk->lock.locked) {
		return;
	}
	if (desk->switcher != NULL) {
		struct switcher *switcher = desk->switcher;
		size_t step = backwards ? switcher->count - 1 : 1;
		switcher->selected = (switcher->selected + step) % switcher->count;
	} else if (open_list(desk)) {
		first_step(desk, backwards);
	} else {
		return;
	}
	draw(desk);
	focus_pointer_update(desk); // nothing below has the pointer while it is open
}

bool switcher_open(const struct desk *desk) {
	return desk->switcher != NULL;
}

void switcher_cancel(struct desk *desk) {
	if (desk->switcher != NULL) {
		destroy(desk);
		focus_pointer_update(desk);
	}
}

void switcher_choose(struct desk *desk) {
	if (desk->switcher == NULL) {
		return;
	}
	struct window *window = desk->switcher->windows[desk->switcher->selected];
	destroy(desk);
	desk_show_window(desk, window);
	focus_pointer_update(desk);
}
