// SPDX-License-Identifier: MIT
#include "compositor/local/popup_tree.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "compositor/desk/desk.h"

struct popup_tree {
	struct desk *desk; // borrowed
	struct wlr_xdg_popup *xdg; // borrowed, outlives us
	struct wlr_scene_tree *root; // borrowed, of the window or layer that it belongs to
	struct wlr_scene_tree *tree; // borrowed, the xdg_popup's
	struct wl_listener commit, reposition, new_popup, destroy;
};

// The whole output that the root is on, in the root's coordinates
static void unconstrain(struct popup_tree *popup) {
	int x, y;
	wlr_scene_node_coords(&popup->root->node, &x, &y);
	struct wlr_output *output = wlr_output_layout_output_at(popup->desk->layout, x, y);
	struct wlr_box box;
	wlr_output_layout_get_box(popup->desk->layout, output, &box);
	box.x -= x;
	box.y -= y;
	wlr_xdg_popup_unconstrain_from_box(popup->xdg, &box);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct popup_tree *popup = wl_container_of(listener, popup, commit);
	if (popup->xdg->base->initial_commit) {
		unconstrain(popup);
		wlr_xdg_surface_schedule_configure(popup->xdg->base);
	}
}

static void handle_reposition(struct wl_listener *listener, void *data) {
	struct popup_tree *popup = wl_container_of(listener, popup, reposition);
	unconstrain(popup);
}

static void create(struct desk *desk, struct wlr_scene_tree *root, struct wlr_scene_tree *parent,
	struct wlr_xdg_popup *xdg);

static void handle_new_popup(struct wl_listener *listener, void *data) {
	struct popup_tree *popup = wl_container_of(listener, popup, new_popup);
	create(popup->desk, popup->root, popup->tree, data);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct popup_tree *popup = wl_container_of(listener, popup, destroy);
	wl_list_remove(&popup->commit.link);
	wl_list_remove(&popup->reposition.link);
	wl_list_remove(&popup->new_popup.link);
	wl_list_remove(&popup->destroy.link);
	free(popup);
}

static void create(struct desk *desk, struct wlr_scene_tree *root, struct wlr_scene_tree *parent,
	struct wlr_xdg_popup *xdg) {
	struct popup_tree *popup = calloc(1, sizeof(*popup));
	if (popup == NULL) {
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	popup->tree = wlr_scene_xdg_surface_create(parent, xdg->base);
	if (popup->tree == NULL) {
		wl_resource_post_no_memory(xdg->resource);
		free(popup);
		return;
	}
	popup->desk = desk;
	popup->xdg = xdg;
	popup->root = root;
	popup->commit.notify = handle_commit;
	wl_signal_add(&xdg->base->surface->events.commit, &popup->commit);
	popup->reposition.notify = handle_reposition;
	wl_signal_add(&xdg->events.reposition, &popup->reposition);
	popup->new_popup.notify = handle_new_popup;
	wl_signal_add(&xdg->base->events.new_popup, &popup->new_popup);
	popup->destroy.notify = handle_destroy;
	wl_signal_add(&xdg->events.destroy, &popup->destroy);
}

void popup_tree_create(struct desk *desk, struct wlr_scene_tree *root, struct wlr_xdg_popup *xdg) {
	create(desk, root, root, xdg);
}
