// SPDX-License-Identifier: MIT
#include "guest-proxy/app/window.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_fractional_scale_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/commit.h"
#include "guest-proxy/app/constraint.h"
#include "guest-proxy/app/content.h"
#include "guest-proxy/app/parent.h"
#include "guest-proxy/app/presentation.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/send.h"
#include "protocol/limits.h"

static void handle_tree_changed(struct tree *tree) {
	struct window *window = wl_container_of(tree, window, tree);
	window_change(window);
}

void window_init(struct window *window, struct app *app, const struct window_impl *impl) {
	window->impl = impl;
	window->app = app;
	window->scale = app->scale;
	window->visible = true;
	window->input_all = true;
	tree_init(&window->tree, handle_tree_changed);
	canvas_init(&window->canvas);
	pixman_region32_init(&window->input);
	wl_list_init(&window->feedbacks);
	wl_list_insert(app->windows.prev, &window->link);
}

void window_finish(struct window *window) {
	window_withdraw(window);
	struct window *child;
	wl_list_for_each(child, &window->app->windows, link) {
		if (child->parent == window) {
			child->parent = NULL;
		}
	}
	wl_list_remove(&window->link);
	presentation_discard(window);
	tree_finish(&window->tree);
	canvas_finish(&window->canvas);
	pixman_region32_fini(&window->input);
	pixman_region32_fini(&window->tree.gone);
}

static void describe(struct window *window) {
	window->stale = false;
	if (window->id != 0 && window->impl->describe != NULL) {
		window->impl->describe(window);
	}
}

void window_announce(struct window *window) {
	struct app *app = window->app;
	window->wanted = true;
	if (window->id != 0 || !link_connected(app->link)) {
		return;
	}
	window->id = link_new_window(app->link);
	if (window->id != 0 && !window->impl->announce(window)) {
		window->id = 0;
	}
	if (window->id != 0) {
		describe(window);
	}
}

void window_room(struct window *window) {
	if (window->wanted && window->id == 0) {
		window_announce(window);
	} else if (window->stale) {
		describe(window);
	}
}

// A program may open one popup on the other as often as it likes; the compositor ends
// the link at so many. Parents of X11 windows may come back to where they began.
bool window_takes_popup(const struct window *window) {
	uint32_t depth = 0;
	const struct window *below = window;
	while (below != NULL && below->parent != NULL && depth < GUI_POPUP_DEPTH_MAX) {
		below = below->parent;
		depth++;
	}
	return window != NULL && window->id != 0 && depth < GUI_POPUP_DEPTH_MAX;
}

// What a compositor knows of the window, or has been told
static void forget(struct window *window) {
	constraint_forget(window);
	parent_forget(window);
	window->id = 0;
	window->configured = false;
	window->committed = false;
	window->waiting = false;
	window->visible = true;
	window->outputs = 0;
	window->answer = 0;
	window->input_all = true;
	canvas_lose(&window->canvas);
	presentation_discard(window);
}

void window_withdraw(struct window *window) {
	window->wanted = false;
	if (window->id == 0) {
		return;
	}
	struct window *child;
	wl_list_for_each(child, &window->app->windows, link) {
		if (child->parent == window && child->role == WINDOW_POPUP) {
			window_withdraw(child);
		}
	}
	struct gui_window_destroy record = {.window = window->id};
	send_window_destroy(window->app->link, &record);
	forget(window);
}

void window_lose(struct window *window) {
	forget(window);
	if (window->impl->lost != NULL) {
		window->impl->lost(window);
	}
}

bool window_set_surface(struct window *window, struct wlr_surface *surface) {
	if (!tree_set_surface(&window->tree, surface)) {
		return false;
	}
	window_send_place(window);
	return true;
}

void window_unset_surface(struct window *window) {
	window->mapped = false;
	tree_finish(&window->tree);
}

void window_map(struct window *window) {
	window->mapped = true;
	window_change(window);
}

void window_unmap(struct window *window) {
	window->mapped = false;
	window_withdraw(window);
}

void window_change(struct window *window) {
	window->changed = true;
	commit_schedule(window->app);
}

struct window *window_from_id(struct app *app, uint32_t id) {
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		if (id != 0 && window->id == id) {
			return window;
		}
	}
	return NULL;
}

struct window *window_from_surface(struct app *app, struct wlr_surface *surface) {
	struct wlr_surface *root = wlr_surface_get_root_surface(surface);
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		if (window->tree.surface == root) {
			return window;
		}
	}
	return NULL;
}

static void send_place(struct wlr_surface *surface, int x, int y, void *data) {
	struct window *window = data;
	wlr_fractional_scale_v1_notify_scale(surface, window->scale / (double)GUI_SCALE_ONE);
	wlr_surface_set_preferred_buffer_scale(
		surface, (int32_t)((window->scale + GUI_SCALE_ONE - 1) / GUI_SCALE_ONE));
	outputs_send(&window->app->outputs, surface, window->outputs);
}

void window_send_place(struct window *window) {
	if (window->tree.surface != NULL) {
		wlr_surface_for_each_surface(window->tree.surface, send_place, window);
	}
}
