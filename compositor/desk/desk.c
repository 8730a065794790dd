// SPDX-License-Identifier: MIT
#include "compositor/desk/desk.h"

#include <stdlib.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "compositor/desk/canvas.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/guest_output.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/keys.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/stack.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/title.h"
#include "compositor/desk/window.h"

static void set_background(const struct desk *desk, struct desk_output *output) {
	float colour[4];
	canvas_colour(colour, desk->conf->background);
	wlr_scene_rect_set_color(output->background, colour);
}

static struct desk_output *find_output(struct desk *desk, const struct wlr_output *wlr_output) {
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		if (output->output == wlr_output) {
			return output;
		}
	}
	return NULL;
}

static struct desk_output *output_create(struct desk *desk, struct wlr_output *wlr_output) {
	static const float black[4] = {0, 0, 0, 1};
	struct desk_output *output = calloc(1, sizeof(*output));
	if (output == NULL) {
		return NULL;
	}
	output->output = wlr_output;
	output->background = wlr_scene_rect_create(desk->layers[DESK_BACKGROUND], 0, 0, black);
	if (output->background == NULL) {
		free(output);
		return NULL;
	}
	wlr_scene_node_lower_to_bottom(&output->background->node);
	set_background(desk, output);
	wl_list_insert(desk->outputs.prev, &output->link);
	return output;
}

static void output_destroy(struct desk_output *output) {
	wl_list_remove(&output->link);
	wlr_scene_node_destroy(&output->background->node);
	free(output);
}

// The output itself may be half gone already
static bool in_layout(const struct desk *desk, const struct desk_output *output) {
	struct wlr_output_layout_output *layout_output;
	wl_list_for_each(layout_output, &desk->layout->outputs, link) {
		if (layout_output->output == output->output) {
			return true;
		}
	}
	return false;
}

static void place_output(struct desk *desk, struct desk_output *output) {
	struct wlr_box box;
	wlr_output_layout_get_box(desk->layout, output->output, &box);
	if (wlr_box_equal(&box, &output->box)) {
		return;
	}
	output->box = box;
	output->usable = box; // until layer surfaces are arranged anew
	wlr_scene_node_set_position(&output->background->node, box.x, box.y);
	// A fractional scale rounds the size down: the last pixels are covered too
	wlr_scene_rect_set_size(output->background, box.width + 1, box.height + 1);
}

static void update_outputs(struct desk *desk) {
	struct desk_output *output, *next;
	wl_list_for_each_safe(output, next, &desk->outputs, link) {
		if (!in_layout(desk, output)) {
			output_destroy(output);
		}
	}
	struct wlr_output_layout_output *layout_output;
	wl_list_for_each(layout_output, &desk->layout->outputs, link) {
		output = find_output(desk, layout_output->output);
		if (output == NULL) {
			output = output_create(desk, layout_output->output);
		}
		if (output == NULL) {
			log_errno("output %s", layout_output->output->name);
			continue;
		}
		place_output(desk, output);
	}
}

static void rearrange_windows(struct desk *desk) {
	struct window *window, *next;
	wl_list_for_each_safe(window, next, &desk->windows, link) {
		window_rearrange(window);
	}
}

// Also for scale, mode and transform of an output that stays
static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct desk *desk = wl_container_of(listener, desk, layout_change);
	menu_close(desk);
	update_outputs(desk);
	lock_layout_changed(desk);
	guest_output_update(desk);
	rearrange_windows(desk);
	focus_pointer_update(desk);
}

static void init_members(struct desk *desk) {
	wl_list_init(&desk->guests);
	wl_list_init(&desk->windows);
	wl_list_init(&desk->outputs);
	wl_list_init(&desk->popups);
	wl_signal_init(&desk->events.window_map);
	wl_signal_init(&desk->events.window_unmap);
	wl_signal_init(&desk->events.window_change);
	wl_signal_init(&desk->events.workspace);
	wl_signal_init(&desk->events.lock);
	wl_signal_init(&desk->events.quit);
	wl_signal_init(&desk->events.reload);
	wl_signal_init(&desk->events.idle_inhibit);
	wl_signal_init(&desk->events.vt);
	wl_list_init(&desk->layout_change.link);
}

static bool create_layers(struct desk *desk) {
	for (int i = 0; i < DESK_LAYERS; i++) {
		desk->layers[i] = wlr_scene_tree_create(&desk->scene->tree);
		if (desk->layers[i] == NULL) {
			return false;
		}
	}
	return true;
}

bool desk_init(struct desk *desk) {
	init_members(desk);
	bool focus = focus_init(desk);
	desk->keys = keys_create();
	desk->grave = wlr_scene_create();
	if (!focus || desk->grave == NULL || desk->keys == NULL || !create_layers(desk) ||
		!cursor_init(desk)) {
		log_error("the desk cannot be set up");
		desk_finish(desk);
		return false;
	}
	desk->layout_change.notify = handle_layout_change;
	wl_signal_add(&desk->layout->events.change, &desk->layout_change);
	update_outputs(desk);
	return true;
}

void desk_finish(struct desk *desk) {
	wl_list_remove(&desk->layout_change.link);
	struct desk_guest *guest, *next_guest;
	wl_list_for_each_safe(guest, next_guest, &desk->guests, link) {
		desk_guest_destroy(guest);
	}
	menu_close(desk);
	switcher_cancel(desk);
	if (desk->cursors != NULL) {
		cursor_finish(desk);
	}
	keys_destroy(desk->keys);
	desk->keys = NULL;
	focus_finish(desk);
	struct desk_output *output, *next_output;
	wl_list_for_each_safe(output, next_output, &desk->outputs, link) {
		output_destroy(output);
	}
	for (int i = DESK_LAYERS - 1; i >= 0; i--) {
		if (desk->layers[i] != NULL) {
			wlr_scene_node_destroy(&desk->layers[i]->node);
		}
		desk->layers[i] = NULL;
	}
	if (desk->grave != NULL) {
		wlr_scene_node_destroy(&desk->grave->tree.node);
	}
	desk->grave = NULL;
	title_finish();
}

void desk_show_workspace(struct desk *desk, uint32_t n) {
	if (n >= DESK_WORKSPACES || n == desk->workspace) {
		return;
	}
	const struct window *old = desk->focus.window;
	if (desk->grab.kind != GRAB_NONE) {
		grab_forget(desk, desk->grab.window);
	}
	popup_dismiss_grabs(desk, NULL);
	desk->workspace = n;
	struct window *window, *next;
	wl_list_for_each_safe(window, next, &desk->windows, link) {
		window_update_shown(window);
	}
	if (!focus_window(desk, old != NULL ? stack_next(old) : NULL, FOCUS_ACT)) {
		focus_window(desk, NULL, FOCUS_ACT); // locked
	}
	wl_signal_emit_mutable(&desk->events.workspace, NULL);
	focus_pointer_update(desk);
	desk_update_idle(desk);
}

bool desk_show_window(struct desk *desk, struct window *window) {
	if (desk->lock.locked) {
		return false;
	}
	desk_show_workspace(desk, window->workspace);
	window_minimize(window, false);
	window_raise(window);
	return focus_window(desk, window, FOCUS_ACT);
}

static int64_t overlap(const struct wlr_box *a, const struct wlr_box *b) {
	struct wlr_box both;
	return wlr_box_intersection(&both, a, b) ? (int64_t)both.width * both.height : 0;
}

// Of the middle of box from the nearest point of other, squared
static double distance(const struct wlr_box *box, const struct wlr_box *other) {
	double x = box->x + box->width / 2.0, y = box->y + box->height / 2.0;
	double to_x, to_y;
	wlr_box_closest_point(other, x, y, &to_x, &to_y);
	return (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y);
}

struct desk_output *desk_output_of(struct desk *desk, const struct wlr_box *box) {
	struct desk_output *output, *best = NULL;
	wl_list_for_each(output, &desk->outputs, link) {
		if (best == NULL) {
			best = output;
			continue;
		}
		int64_t more = overlap(&output->box, box) - overlap(&best->box, box);
		if (more > 0 ||
			(more == 0 && distance(box, &output->box) < distance(box, &best->box))) {
			best = output;
		}
	}
	return best;
}

float desk_scale(struct desk *desk, const struct wlr_box *box) {
	float scale = 0;
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		if (overlap(&output->box, box) > 0 && output->output->scale > scale) {
			scale = output->output->scale;
		}
	}
	return scale > 0 ? scale : 1;
}

void desk_bury(struct desk *desk, struct wlr_scene_tree *tree) {
	wlr_scene_node_set_enabled(&tree->node, false);
	wlr_scene_node_reparent(&tree->node, &desk->grave->tree);
}

void desk_reload(struct desk *desk) {
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		set_background(desk, output);
	}
	struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		frame_set_title(window->frame, window->title);
	}
	lock_start_locker(desk); // there may be one now
}

void desk_update_idle(struct desk *desk) {
	bool inhibited = false;
	struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		const struct guest_window *guest = guest_window_from(window);
		if (guest != NULL && guest->idle_inhibit && window_shown(window)) {
			inhibited = true;
		}
	}
	inhibited = inhibited && !desk->lock.locked;
	if (inhibited != desk->idle_inhibited) {
		desk->idle_inhibited = inhibited;
		wl_signal_emit_mutable(&desk->events.idle_inhibit, &inhibited);
	}
}

void desk_set_usable(
	struct desk *desk, struct wlr_output *wlr_output, const struct wlr_box *usable) {
	struct desk_output *output = find_output(desk, wlr_output);
	if (output != NULL && !wlr_box_equal(&output->usable, usable)) {
		output->usable = *usable;
		rearrange_windows(desk);
	}
}
