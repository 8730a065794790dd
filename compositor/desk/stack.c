// SPDX-License-Identifier: MIT
#include "compositor/desk/stack.h"

#include <stddef.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/label.h"
#include "compositor/desk/place.h"
#include "compositor/desk/window.h"

// How many parents up family is, -1 if it is none of them
static int depth(const struct window *window, const struct window *family) {
	for (int i = 0; i <= STACK_DEPTH_MAX && window != NULL; i++) {
		if (window == family) {
			return i;
		}
		window = window->parent;
	}
	return -1;
}

bool stack_belongs(const struct window *window, const struct window *family) {
	return depth(window, family) >= 0;
}

void stack_add(struct window *window) {
	wl_list_insert(window->desk->windows.prev, &window->link);
	wlr_scene_node_lower_to_bottom(&window->tree->node);
}

void stack_raise(struct window *family) {
	struct wl_list *windows = &family->desk->windows;
	struct wl_list raised; // window.link
	struct window *window, *next;
	wl_list_init(&raised);
	for (int i = 0; i <= STACK_DEPTH_MAX; i++) {
		wl_list_for_each_reverse_safe(window, next, windows, link) {
			if (depth(window, family) == i) {
				wl_list_remove(&window->link);
				wl_list_insert(&raised, &window->link);
				wlr_scene_node_raise_to_top(&window->tree->node);
			}
		}
	}
	wl_list_insert_list(windows, &raised);
}

static const struct window *first_parent(const struct window *window) {
	for (int i = 0; i < STACK_DEPTH_MAX && window->parent != NULL; i++) {
		window = window->parent;
	}
	return window;
}

void stack_yield(struct window *window) {
	const struct window *focused = window->desk->focus.window;
	bool local = window->label->name[0] == '\0';
	if (local || focused == NULL || focus_same_guest(window, focused)) {
		return;
	}
	struct window *other, *lowest = NULL;
	const struct window *family = first_parent(focused);
	wl_list_for_each(other, &window->desk->windows, link) {
		if (window_shown(other) && stack_belongs(other, family)) {
			lowest = other;
		}
	}
	if (lowest != NULL) {
		wl_list_remove(&window->link);
		wl_list_insert(&lowest->link, &window->link);
		wlr_scene_node_place_below(&window->tree->node, &lowest->tree->node);
	}
}

struct window *stack_next(const struct window *window) {
	struct window *next;
	wl_list_for_each(next, &window->desk->windows, link) {
		if (next != window && window_shown(next) && focus_same_guest(next, window)) {
			return next;
		}
	}
	return NULL;
}

struct window *stack_at(struct desk *desk, double x, double y) {
	struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		struct wlr_box outer = place_outer(&window->drawn);
		if (window->visible && wlr_box_contains_point(&outer, x, y)) {
			return window;
		}
	}
	return NULL;
}

static bool covers(const struct window *window, const struct wlr_box *box) {
	struct wlr_box outer = place_outer(&window->drawn), both;
	return wlr_box_intersection(&both, &outer, box) && wlr_box_equal(&both, box);
}

bool stack_fullscreen(struct desk *desk, const struct wlr_box *output) {
	const struct desk_output *known = desk_output_of(desk, output);
	const struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		struct wlr_box both;
		if (!window->visible || !wlr_box_intersection(&both, &window->drawn, output)) {
			continue;
		}
		if (window->place == WINDOW_FULLSCREEN) {
			return true;
		}
		if (known != NULL && covers(window, &known->usable)) {
			return false;
		}
	}
	return false;
}
