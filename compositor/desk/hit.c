// SPDX-License-Identifier: MIT
#include "compositor/desk/hit.h"

#include <stddef.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "compositor/desk/content.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/stack.h"
#include "compositor/desk/window.h"

static bool hit_layer(struct hit *hit, struct desk *desk, enum desk_layer layer) {
	double x, y;
	struct wlr_scene_node *node = wlr_scene_node_at(
		&desk->layers[layer]->node, hit->x, hit->y, &x, &y);
	if (node == NULL || node->type != WLR_SCENE_NODE_BUFFER) {
		return false;
	}
	struct wlr_scene_surface *surface = wlr_scene_surface_try_from_buffer(
		wlr_scene_buffer_from_node(node));
	if (surface == NULL) {
		return false;
	}
	*hit = (struct hit){.surface = surface->surface, .part = FRAME_INTERIOR, .x = x, .y = y};
	return true;
}

// A menu of a local window may reach out of its frame
static bool hit_local_popup(struct hit *hit, struct desk *desk) {
	struct hit at = *hit;
	if (!hit_layer(&at, desk, DESK_WINDOWS) ||
		wlr_xdg_popup_try_from_wlr_surface(wlr_surface_get_root_surface(at.surface)) ==
			NULL) {
		return false;
	}
	*hit = at;
	return true;
}

static uint32_t hold_off(const struct hit *hit, uint64_t mapped_at, const struct fresh *fresh) {
	uint32_t rest = fresh_rest(mapped_at);
	uint32_t wait = fresh_wait(fresh, hit->x, hit->y);
	return wait > rest ? wait : rest;
}

static bool hit_popup(struct hit *hit, struct desk *desk) {
	struct popup *popup = popup_at(desk, hit->x, hit->y);
	if (popup == NULL) {
		return false;
	}
	struct hit at = {
		.popup = popup, .hold_off = hold_off(hit, popup->mapped_at, &popup->fresh)};
	double x, y;
	hit_origin(&at, &x, &y);
	at.x = hit->x - x;
	at.y = hit->y - y;
	bool inside = at.x >= 0 && at.y >= 0 && at.x < popup->box.width && at.y < popup->box.height;
	// Where it takes no input it must not let it through either: the user sees a popup
	bool takes = inside && content_takes_input(popup->content, at.x, at.y);
	at.part = takes ? FRAME_INTERIOR : FRAME_EDGE;
	*hit = at;
	return true;
}

static bool hit_window(struct hit *hit, struct desk *desk) {
	struct window *window = stack_at(desk, hit->x, hit->y);
	if (window == NULL) {
		return false;
	}
	struct hit at = {
		.window = window, .hold_off = hold_off(hit, window->mapped_at, &window->fresh)};
	double x, y;
	hit_origin(&at, &x, &y);
	at.x = hit->x - x;
	at.y = hit->y - y;
	int outer_x, outer_y;
	wlr_scene_node_coords(&window->tree->node, &outer_x, &outer_y);
	at.part = frame_part_at(window->frame, hit->x - outer_x, hit->y - outer_y);
	*hit = at;
	return true;
}

struct hit hit_at(struct desk *desk, double x, double y) {
	struct hit hit = {.x = x, .y = y};
	bool found;
	if (desk->lock.locked) {
		found = hit_layer(&hit, desk, DESK_LOCK);
	} else {
		found = hit_layer(&hit, desk, DESK_OVERLAY) || hit_layer(&hit, desk, DESK_TOP) ||
			hit_popup(&hit, desk) || hit_local_popup(&hit, desk) ||
			hit_window(&hit, desk) || hit_layer(&hit, desk, DESK_BOTTOM) ||
			hit_layer(&hit, desk, DESK_BACKGROUND);
	}
	return found ? hit : (struct hit){0};
}

void hit_origin(const struct hit *hit, double *x, double *y) {
	int origin_x = 0, origin_y = 0;
	if (hit->window != NULL) {
		wlr_scene_node_coords(&hit->window->interior->node, &origin_x, &origin_y);
	} else if (hit->popup != NULL) {
		wlr_scene_node_coords(&hit->popup->interior->node, &origin_x, &origin_y);
	}
	*x = origin_x;
	*y = origin_y;
}
