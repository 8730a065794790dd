// SPDX-License-Identifier: MIT
#include "compositor/desk/arrange.h"

#include <stddef.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/place.h"
#include "compositor/desk/room.h"

static struct desk_output *output_under_cursor(struct desk *desk) {
	const struct wlr_box point = {(int)desk->cursor->x, (int)desk->cursor->y, 1, 1};
	return desk_output_of(desk, &point);
}

static struct desk_output *output_of(const struct window *window) {
	return window->mapped && !wlr_box_empty(&window->box)
		? desk_output_of(window->desk, &window->box)
		: output_under_cursor(window->desk);
}

// A window belongs where its title bar is: it can be pushed up to another output
static struct desk_output *output_of_title(struct desk *desk, const struct wlr_box *interior) {
	struct wlr_box title = place_outer(interior);
	title.height = FRAME_TITLE;
	return desk_output_of(desk, &title);
}

// Where no other window is hidden, as long as there is such a place
static struct wlr_box free_box(const struct window *window, const struct wlr_box *usable) {
	struct wlr_box taken[ROOM_TAKEN_MAX];
	size_t count = 0;
	const struct window *other;
	wl_list_for_each(other, &window->desk->windows, link) {
		if (other != window && window_shown(other) && count < ROOM_TAKEN_MAX) {
			taken[count++] = place_outer(&other->drawn);
		}
	}
	struct wlr_box box = place_new(usable, window->width, window->height, window->id - 1);
	struct wlr_box outer = place_outer(&box);
	return room_find(&outer, usable, taken, count) ? place_inner(&outer) : box;
}

static struct wlr_box new_box(const struct window *window) {
	const struct window *parent = window->parent;
	bool dialog = parent != NULL && window_shown(parent);
	struct desk_output *output = dialog ? desk_output_of(window->desk, &parent->drawn)
					    : output_under_cursor(window->desk);
	if (output == NULL) {
		return (struct wlr_box){
			FRAME_BORDER, FRAME_TITLE, (int)window->width, (int)window->height};
	}
	if (dialog) {
		return place_centred(
			&output->usable, &parent->drawn, window->width, window->height);
	}
	return free_box(window, &output->usable);
}

struct wlr_box arrange_first(const struct window *window) {
	if (window->place != WINDOW_FLOATING) {
		return arrange_place(window, window->place);
	}
	if (wlr_box_empty(&window->box)) {
		return new_box(window);
	}
	struct wlr_box box = window->box;
	box.width = (int)window->width;
	box.height = (int)window->height;
	return arrange_reachable(window, &box);
}

// It was mapped at another place and has never had a size of its own
static struct wlr_box floating_box(const struct window *window, const struct wlr_box *usable) {
	uint32_t width = place_limit(usable->width / 3 * 2, window->min_width, window->max_width);
	uint32_t height = place_limit(
		usable->height / 3 * 2, window->min_height, window->max_height);
	return place_new(usable, width, height, window->id - 1);
}

struct wlr_box arrange_place(const struct window *window, enum window_place place) {
	struct desk_output *output = output_of(window);
	if (place == WINDOW_FLOATING && !wlr_box_empty(&window->floating)) {
		return arrange_reachable(window, &window->floating);
	}
	if (output == NULL) {
		return window->box;
	}
	return place == WINDOW_FLOATING ? floating_box(window, &output->usable)
					: place_window(place, &output->usable, &output->box);
}

struct wlr_box arrange_reachable(const struct window *window, const struct wlr_box *box) {
	struct desk_output *output = output_of_title(window->desk, box);
	if (output == NULL) {
		return *box;
	}
	struct wlr_box outer = place_outer(box);
	struct wlr_box reachable = place_reachable(&outer, &output->usable);
	return (struct wlr_box){
		.x = box->x + reachable.x - outer.x,
		.y = box->y + reachable.y - outer.y,
		.width = box->width,
		.height = box->height,
	};
}

struct wlr_box arrange_drawn(const struct window *window, const struct wlr_box *drawn) {
	struct desk_output *output = output_of_title(window->desk, &window->box);
	struct wlr_box held = *drawn;
	if (output != NULL) {
		int left = output->usable.x + FRAME_BORDER;
		int least = window->box.x < left ? window->box.x : left;
		held.x = held.x < least ? least : held.x;
	}
	return arrange_reachable(window, &held);
}

struct wlr_box arrange_cut_top(const struct window *window, const struct wlr_box *box) {
	struct desk_output *output = output_of_title(window->desk, box);
	struct wlr_box cut = *box;
	if (output == NULL) {
		return cut;
	}
	int above = output->usable.y + FRAME_TITLE - box->y;
	if (above > 0 && above < box->height) {
		cut.y += above;
		cut.height -= above;
	}
	return cut;
}
