// SPDX-License-Identifier: MIT
#include "compositor/desk/window.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/desk/arrange.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/place.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/stack.h"
#include "compositor/desk/touch.h"

static uint32_t next_id(struct desk *desk) {
	desk->last_window_id += desk->last_window_id == UINT32_MAX ? 2 : 1;
	return desk->last_window_id;
}

static bool create_scene(struct window *window) {
	window->tree = wlr_scene_tree_create(window->desk->layers[DESK_WINDOWS]);
	if (window->tree == NULL) {
		return false;
	}
	wlr_scene_node_set_enabled(&window->tree->node, false);
	window->interior = wlr_scene_tree_create(window->tree);
	window->frame = frame_create(window->tree, window->desk, window->label, FRAME_TOPLEVEL);
	if (window->interior == NULL || window->frame == NULL) {
		return false;
	}
	wlr_scene_node_set_position(&window->interior->node, (int)frame_left(FRAME_TOPLEVEL),
		(int)frame_top(FRAME_TOPLEVEL));
	return true;
}

static void destroy_scene(struct window *window) {
	if (window->tree != NULL) {
		desk_bury(window->desk, window->tree);
	}
	frame_destroy(window->frame);
	if (window->tree != NULL) {
		wlr_scene_node_destroy(&window->tree->node);
	}
	window->frame = NULL;
	window->tree = window->interior = NULL;
}

bool window_init(struct window *window, const struct window_impl *impl, struct desk *desk,
	const struct label *label) {
	*window = (struct window){.impl = impl, .desk = desk, .label = label};
	wl_list_init(&window->link);
	if (!create_scene(window)) {
		destroy_scene(window);
		return false;
	}
	window->id = next_id(desk);
	stack_add(window);
	return true;
}

static void changed(struct window *window) {
	if (window->mapped) {
		wl_signal_emit_mutable(&window->desk->events.window_change, window);
	}
}

static void update_state(struct window *window) {
	frame_set_state(window->frame, window->activated, window->attention, window->grey);
	changed(window);
}

static uint32_t hold_size(uint32_t size) {
	return size < 1 ? 1 : size > GUI_SIZE_MAX ? GUI_SIZE_MAX : size;
}

static void set_box(struct window *window, const struct wlr_box *box) {
	window->box = (struct wlr_box){
		.x = place_coord(box->x),
		.y = place_coord(box->y),
		.width = (int)place_limit(box->width, 0, 0),
		.height = (int)place_limit(box->height, 0, 0),
	};
}

static struct wlr_box drawn_box(const struct window *window) {
	const struct wlr_box *box = &window->box;
	struct wlr_box drawn = {box->x, box->y, (int)window->width, (int)window->height};
	if (window->hold_right) {
		drawn.x += box->width - drawn.width;
	}
	if (window->hold_bottom) {
		drawn.y += box->height - drawn.height;
	}
	return drawn;
}

// Put the window where its box is, and what hangs on it
static void draw(struct window *window) {
	window->drawn = drawn_box(window);
	if (window->place == WINDOW_FLOATING) {
		window->drawn = arrange_drawn(window, &window->drawn);
	}
	struct wlr_box outer = place_outer(&window->drawn);
	wlr_scene_node_set_position(&window->tree->node, outer.x, outer.y);
	frame_set_scale(window->frame, desk_scale(window->desk, &outer));
	const struct desk_output *output = desk_output_of(window->desk, &outer);
	if (output != window->output) {
		window->output = output;
		changed(window);
	}
	if (window->visible) {
		popup_follow_window(window);
		focus_pointer_update(window->desk);
	}
}

void window_map(struct window *window) {
	struct desk *desk = window->desk;
	if (window->mapped) {
		return;
	}
	if (window->width == 0) {
		window_resized(window, 1, 1);
	}
	struct wlr_box box = arrange_first(window);
	set_box(window, &box);
	home_settle(window);
	window->mapped = true;
	window->minimized = false;
	window->mapped_at = loop_now();
	window->workspace = desk->workspace;
	stack_raise(window);
	if (!focus_expects(desk, window)) {
		stack_yield(window);
	}
	draw(window);
	window_update_shown(window);
	if (!window->visible) { // locked; nobody has told it
		window->impl->set_visible(window, false);
	}
	window->impl->configure(window);
	wl_signal_emit_mutable(&desk->events.window_map, window);
	if (!desk->lock.locked) {
		focus_window(desk, window, FOCUS_MAP);
	}
	focus_pointer_update(desk);
}

void window_unmap(struct window *window) {
	struct desk *desk = window->desk;
	if (!window->mapped) {
		return;
	}
	window->mapped = window->minimized = window->attention = false;
	grab_forget(desk, window);
	popup_forget_window(window);
	focus_forget(desk, window);
	window_update_shown(window);
	update_state(window);
	wl_signal_emit_mutable(&desk->events.window_unmap, window);
	focus_pointer_update(desk);
}

void window_finish(struct window *window) {
	struct desk *desk = window->desk;
	if (window->tree == NULL) {
		return;
	}
	window_unmap(window);
	grab_forget(desk, window);
	popup_forget_window(window);
	focus_forget(desk, window);
	struct window *other;
	wl_list_for_each(other, &desk->windows, link) {
		if (other->parent == window) {
			other->parent = NULL;
		}
	}
	wl_list_remove(&window->link);
	wl_list_init(&window->link);
	destroy_scene(window);
}

bool window_shown(const struct window *window) {
	return window->mapped && !window->minimized && window->workspace == window->desk->workspace;
}

void window_update_shown(struct window *window) {
	struct desk *desk = window->desk;
	bool visible = window_shown(window) && !desk->lock.locked;
	if (visible == window->visible) {
		return;
	}
	window->visible = visible;
	wlr_scene_node_set_enabled(&window->tree->node, visible);
	if (!visible) { // what is not seen gets no input
		grab_forget(desk, window);
		touch_forget(desk, window, NULL);
		pointer_forget(desk, window, NULL);
	}
	window->impl->set_visible(window, visible);
	popup_follow_window(window);
	desk_update_idle(desk);
	changed(window);
}

// The focused window may be shown no more: another of its guest has the keyboard, or nobody
static void pass_focus(struct desk *desk) {
	const struct window *window = desk->focus.window;
	if (window != NULL && !window_shown(window)) {
		focus_window(desk, stack_next(window), FOCUS_CLOSED);
	}
}

void window_minimize(struct window *window, bool minimized) {
	if (!window->mapped || minimized == window->minimized) {
		return;
	}
	window->minimized = minimized;
	window_update_shown(window);
	pass_focus(window->desk);
	changed(window);
	focus_pointer_update(window->desk);
}

// Dialogs go with their parent
void window_set_workspace(struct window *window, uint32_t workspace) {
	struct desk *desk = window->desk;
	if (workspace >= DESK_WORKSPACES || workspace == window->workspace) {
		return;
	}
	struct window *other, *next;
	wl_list_for_each_safe(other, next, &desk->windows, link) {
		if (stack_belongs(other, window)) {
			other->workspace = workspace;
			window_update_shown(other);
			changed(other);
		}
	}
	pass_focus(desk);
	focus_pointer_update(desk);
}

// What the desk has asked for is no surprise
static void note_growth(struct window *window, const struct wlr_box *was) {
	const struct wlr_box *box = &window->box, *drawn = &window->drawn;
	if (window->visible && (drawn->width > box->width || drawn->height > box->height)) {
		const struct wlr_box is = place_outer(drawn);
		fresh_change(&window->fresh, was, &is);
	}
}

void window_resized(struct window *window, uint32_t width, uint32_t height) {
	width = hold_size(width);
	height = hold_size(height);
	if (width == window->width && height == window->height) {
		return;
	}
	const struct wlr_box was = place_outer(&window->drawn);
	window->width = width;
	window->height = height;
	frame_set_size(window->frame, width, height);
	if (window->mapped) {
		draw(window);
		note_growth(window, &was);
	}
}

void window_accept(struct window *window) {
	if (window->mapped && window->place == WINDOW_FLOATING && !window->resizing) {
		window->box = window->drawn;
		window->hold_right = window->hold_bottom = false;
		if (!window->home.away) {
			home_settle(window);
		}
	}
}

void window_set_title(struct window *window, const char *title) {
	if (strcmp(title, window->title) == 0) {
		return;
	}
	snprintf(window->title, sizeof(window->title), "%s", title);
	frame_set_title(window->frame, window->title);
	changed(window);
}

void window_set_app_id(struct window *window, const char *app_id) {
	if (strcmp(app_id, window->app_id) != 0) {
		snprintf(window->app_id, sizeof(window->app_id), "%s", app_id);
		changed(window);
	}
}

void window_set_place(struct window *window, enum window_place place) {
	if (place == WINDOW_FLOATING && window->place == WINDOW_FULLSCREEN) {
		place = window->before;
	}
	if (place == window->place) {
		return;
	}
	if (window->place == WINDOW_FLOATING) {
		window->floating = window->box;
	}
	struct wlr_box box = arrange_place(window, place);
	window->before = window->place;
	window->place = place;
	window->hold_right = window->hold_bottom = false;
	if (place == WINDOW_FLOATING && !window->mapped) {
		window->box = window->floating; // what it was, or as the program likes
	} else {
		set_box(window, &box);
	}
	frame_set_maximized(window->frame, place == WINDOW_MAXIMIZED || place == WINDOW_FULLSCREEN);
	home_settle(window);
	if (window->mapped) {
		draw(window);
	}
	window->impl->configure(window);
	changed(window);
}

void window_move(struct window *window, int32_t x, int32_t y) {
	if (window->place != WINDOW_FLOATING) {
		return;
	}
	struct wlr_box box = {x, y, window->box.width, window->box.height};
	set_box(window, &box);
	box = drawn_box(window);
	draw(window);
	window->box.x += window->drawn.x - box.x; // as far as it may go
	window->box.y += window->drawn.y - box.y;
	home_settle(window);
}

// Which sides stay is told by which do
static void hold_sides(struct window *window, const struct wlr_box *box) {
	const struct wlr_box *old = &window->box;
	bool right = box->x + box->width == old->x + old->width;
	bool bottom = box->y + box->height == old->y + old->height;
	if (box->x != old->x || !right) {
		window->hold_right = right;
	}
	if (box->y != old->y || !bottom) {
		window->hold_bottom = bottom;
	}
}

void window_resize(struct window *window, const struct wlr_box *box) {
	if (window->place != WINDOW_FLOATING) {
		return;
	}
	struct wlr_box cut = arrange_cut_top(window, box);
	hold_sides(window, &cut);
	set_box(window, &cut);
	home_settle(window);
	draw(window);
	window->impl->configure(window);
}

void window_raise(struct window *window) {
	stack_raise(window);
	changed(window);
	focus_pointer_update(window->desk);
}

void window_close(struct window *window) {
	window->impl->close(window);
}

void window_rearrange(struct window *window) {
	struct wlr_box box = home_find(window, &window->floating);
	bool same = wlr_box_equal(&box, &window->box);
	if (!same) {
		set_box(window, &box);
	}
	if (window->mapped) {
		draw(window);
	}
	if (!same) {
		window->impl->configure(window);
	}
}

void window_set_grey(struct window *window, bool grey) {
	if (grey != window->grey) {
		window->grey = grey;
		update_state(window);
	}
}

void window_set_attention(struct window *window) {
	if (!window->attention && !window->activated) {
		window->attention = true;
		update_state(window);
	}
}
