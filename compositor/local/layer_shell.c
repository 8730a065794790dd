// SPDX-License-Identifier: MIT
#include "compositor/local/layer_shell.h"

#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/focus.h"
#include "compositor/desk/listen.h"
#include "compositor/desk/stack.h"
#include "compositor/local/popup_tree.h"

#define LAYER_COUNT 4

struct layer_shell {
	struct desk *desk; // borrowed
	struct wl_list layers; // layer.link, the newest first
	struct wl_listener new_surface, layout_change;
	struct wl_listener window_map, window_unmap, window_change, workspace, lock;
};

struct layer {
	struct layer_shell *shell; // borrowed
	struct wlr_layer_surface_v1 *surface; // borrowed, outlives us
	struct wlr_scene_layer_surface_v1 *scene; // the surface's
	struct wl_list link; // layer_shell.layers
	struct wl_listener map, unmap, commit, new_popup, destroy;
};

static struct wlr_scene_tree *tree_of(struct desk *desk, enum zwlr_layer_shell_v1_layer layer) {
	static const enum desk_layer layers[LAYER_COUNT] = {
		[ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND] = DESK_BACKGROUND,
		[ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM] = DESK_BOTTOM,
		[ZWLR_LAYER_SHELL_V1_LAYER_TOP] = DESK_TOP,
		[ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY] = DESK_OVERLAY,
	};
	return desk->layers[layers[layer]];
}

// Those that reserve room come first, so that the others see what is left
static void arrange_pass(struct layer_shell *shell, struct wlr_output *output,
	const struct wlr_box *full, struct wlr_box *usable, bool exclusive) {
	struct layer *layer;
	wl_list_for_each_reverse(layer, &shell->layers, link) {
		if (layer->surface->output != output || !layer->surface->initialized ||
			(layer->surface->current.exclusive_zone > 0) != exclusive) {
			continue;
		}
		wlr_scene_layer_surface_v1_configure(layer->scene, full, usable);
	}
}

static void arrange(struct layer_shell *shell, struct wlr_output *output) {
	struct wlr_box full;
	wlr_output_layout_get_box(shell->desk->layout, output, &full);
	if (wlr_box_empty(&full)) {
		return;
	}
	struct wlr_box usable = full;
	arrange_pass(shell, output, &full, &usable, true);
	arrange_pass(shell, output, &full, &usable, false);
	desk_set_usable(shell->desk, output, &usable);
}

static bool wants_keyboard(const struct layer *layer) {
	const struct wlr_layer_surface_v1_state *state = &layer->surface->current;
	return layer->surface->surface->mapped && state->layer >= ZWLR_LAYER_SHELL_V1_LAYER_TOP &&
		state->keyboard_interactive ==
		ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE;
}

// The user has clicked on it, and on nothing else since
static bool keeps_keyboard(const struct layer *layer) {
	return layer->surface->surface == layer->shell->desk->focus.surface &&
		layer->surface->surface->mapped &&
		layer->surface->current.keyboard_interactive !=
		ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE;
}

// The highest and newest exclusive surface has the keyboard
static void update_keyboard(struct layer_shell *shell) {
	if (shell->desk->lock.locked) {
		return;
	}
	bool kept = false;
	struct layer *layer, *best = NULL;
	wl_list_for_each(layer, &shell->layers, link) {
		kept = kept || keeps_keyboard(layer);
		if (wants_keyboard(layer) &&
			(best == NULL ||
				layer->surface->current.layer > best->surface->current.layer)) {
			best = layer;
		}
	}
	if (best != NULL || !kept) {
		focus_surface(shell->desk, best != NULL ? best->surface->surface : NULL);
	}
}

// The bar would hide the label of a fullscreen window
static bool gives_way(const struct layer *layer) {
	struct wlr_box box;
	wlr_output_layout_get_box(layer->shell->desk->layout, layer->surface->output, &box);
	return layer->surface->current.layer == ZWLR_LAYER_SHELL_V1_LAYER_TOP &&
		stack_fullscreen(layer->shell->desk, &box);
}

static void update_shown(struct layer_shell *shell) {
	bool changed = false;
	struct layer *layer;
	wl_list_for_each(layer, &shell->layers, link) {
		struct wlr_scene_node *node = &layer->scene->tree->node;
		bool shown = layer->surface->surface->mapped && !gives_way(layer);
		changed = changed || shown != node->enabled;
		wlr_scene_node_set_enabled(node, shown);
	}
	if (changed) {
		focus_pointer_update(shell->desk);
	}
}

static void handle_window_map(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, window_map);
	update_shown(shell);
}

static void handle_window_unmap(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, window_unmap);
	update_shown(shell);
}

static void handle_window_change(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, window_change);
	update_shown(shell);
}

static void handle_workspace(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, workspace);
	update_shown(shell);
}

// What was mapped or asked for meanwhile counts from now on
static void handle_lock(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, lock);
	update_keyboard(shell);
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct layer *layer = wl_container_of(listener, layer, map);
	update_shown(layer->shell); // after the scene's own listener has enabled it
	arrange(layer->shell, layer->surface->output); // only what is mapped reserves room
	update_keyboard(layer->shell);
	focus_pointer_update(layer->shell->desk);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct layer *layer = wl_container_of(listener, layer, unmap);
	if (layer->surface->output != NULL) {
		arrange(layer->shell, layer->surface->output);
	}
	update_keyboard(layer->shell);
	focus_pointer_update(layer->shell->desk);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct layer *layer = wl_container_of(listener, layer, commit);
	struct wlr_layer_surface_v1 *surface = layer->surface;
	if (!surface->initial_commit && surface->current.committed == 0) {
		return;
	}
	wlr_scene_node_reparent(
		&layer->scene->tree->node, tree_of(layer->shell->desk, surface->current.layer));
	arrange(layer->shell, surface->output);
	update_shown(layer->shell);
	update_keyboard(layer->shell);
}

static void handle_new_popup(struct wl_listener *listener, void *data) {
	struct layer *layer = wl_container_of(listener, layer, new_popup);
	popup_tree_create(layer->shell->desk, layer->scene->tree, data);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct layer *layer = wl_container_of(listener, layer, destroy);
	struct layer_shell *shell = layer->shell;
	struct wlr_output *output = layer->surface->output;
	wl_list_remove(&layer->map.link);
	wl_list_remove(&layer->unmap.link);
	wl_list_remove(&layer->commit.link);
	wl_list_remove(&layer->new_popup.link);
	wl_list_remove(&layer->destroy.link);
	wl_list_remove(&layer->link);
	free(layer);
	if (output != NULL) {
		arrange(shell, output);
	}
	update_keyboard(shell);
}

static bool choose_output(struct desk *desk, struct wlr_layer_surface_v1 *surface) {
	if (surface->output == NULL) {
		surface->output = wlr_output_layout_output_at(
			desk->layout, desk->cursor->x, desk->cursor->y);
	}
	if (surface->output == NULL) {
		surface->output = wlr_output_layout_get_center_output(desk->layout);
	}
	return surface->output != NULL;
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, new_surface);
	struct wlr_layer_surface_v1 *surface = data;
	struct layer *layer = calloc(1, sizeof(*layer));
	if (layer == NULL || !choose_output(shell->desk, surface)) {
		free(layer);
		wlr_layer_surface_v1_destroy(surface);
		return;
	}
	layer->scene = wlr_scene_layer_surface_v1_create(
		tree_of(shell->desk, surface->pending.layer), surface);
	if (layer->scene == NULL) {
		free(layer);
		wlr_layer_surface_v1_destroy(surface);
		return;
	}
	layer->shell = shell;
	layer->surface = surface;
	wl_list_insert(&shell->layers, &layer->link);
	listen_begin(&layer->map, &surface->surface->events.map, handle_map);
	listen_begin(&layer->unmap, &surface->surface->events.unmap, handle_unmap);
	listen_begin(&layer->commit, &surface->surface->events.commit, handle_commit);
	listen_begin(&layer->new_popup, &surface->events.new_popup, handle_new_popup);
	listen_begin(&layer->destroy, &surface->events.destroy, handle_destroy);
}

// A surface of an output that is gone is closed; its program may open another
static void close_orphans(struct layer_shell *shell) {
	struct layer *layer, *next;
	wl_list_for_each_safe(layer, next, &shell->layers, link) {
		struct wlr_output *output = layer->surface->output;
		if (output == NULL || wlr_output_layout_get(shell->desk->layout, output) == NULL) {
			layer->surface->output = NULL;
			wlr_layer_surface_v1_destroy(layer->surface);
		}
	}
}

static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, layout_change);
	close_orphans(shell);
	struct wlr_output_layout_output *output;
	wl_list_for_each(output, &shell->desk->layout->outputs, link) {
		arrange(shell, output->output);
	}
}

struct layer_shell *layer_shell_create(struct desk *desk) {
	struct layer_shell *shell = calloc(1, sizeof(*shell));
	if (shell == NULL) {
		return NULL;
	}
	struct wlr_layer_shell_v1 *wlr = wlr_layer_shell_v1_create(desk->display, 4);
	if (wlr == NULL) {
		free(shell);
		return NULL;
	}
	shell->desk = desk;
	wl_list_init(&shell->layers);
	listen_begin(&shell->new_surface, &wlr->events.new_surface, handle_new_surface);
	listen_begin(&shell->layout_change, &desk->layout->events.change, handle_layout_change);
	listen_begin(&shell->window_map, &desk->events.window_map, handle_window_map);
	listen_begin(&shell->window_unmap, &desk->events.window_unmap, handle_window_unmap);
	listen_begin(&shell->window_change, &desk->events.window_change, handle_window_change);
	listen_begin(&shell->workspace, &desk->events.workspace, handle_workspace);
	listen_begin(&shell->lock, &desk->events.lock, handle_lock);
	return shell;
}

void layer_shell_destroy(struct layer_shell *shell) {
	if (shell == NULL) {
		return;
	}
	wl_list_remove(&shell->new_surface.link);
	wl_list_remove(&shell->layout_change.link);
	wl_list_remove(&shell->window_map.link);
	wl_list_remove(&shell->window_unmap.link);
	wl_list_remove(&shell->window_change.link);
	wl_list_remove(&shell->workspace.link);
	wl_list_remove(&shell->lock.link);
	struct layer *layer, *next;
	wl_list_for_each_safe(layer, next, &shell->layers, link) {
		wlr_layer_surface_v1_destroy(layer->surface);
	}
	free(shell);
}
