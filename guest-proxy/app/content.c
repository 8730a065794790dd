// SPDX-License-Identifier: MIT
#include "guest-proxy/app/content.h"

#include <stdlib.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_compositor.h>

#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/quota.h"
#include "guest-proxy/app/tree.h"

static void notify_tree(struct content *content) {
	struct content *root = content_from_surface(wlr_surface_get_root_surface(content->surface));
	if (root != NULL && root->root_of != NULL) {
		root->root_of->changed(root->root_of);
	}
}

static void take_buffer(struct content *content) {
	struct wlr_surface_state *state = &content->surface->current;
	if (!(state->committed & WLR_SURFACE_STATE_BUFFER)) {
		return;
	}
	struct wlr_buffer *buffer = state->buffer != NULL ? wlr_buffer_lock(state->buffer) : NULL;
	wlr_buffer_unlock(content->buffer);
	content->buffer = buffer;
}

static void add_damage(struct content *content) {
	struct wlr_surface *surface = content->surface;
	struct wlr_fbox source;
	wlr_surface_get_buffer_source_box(surface, &source);
	if (!wlr_fbox_equal(&source, &content->source) ||
		surface->current.transform != content->transform) {
		content->source = source;
		content->transform = surface->current.transform;
		pixman_region32_union_rect(&content->damage, &content->damage, 0, 0,
			surface->current.width, surface->current.height);
		return;
	}
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	wlr_surface_get_effective_damage(surface, &damage);
	pixman_region32_union(&content->damage, &content->damage, &damage);
	pixman_region32_fini(&damage);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct content *content = wl_container_of(listener, content, commit);
	take_buffer(content);
	add_damage(content);
	content->committed = true;
	notify_tree(content);
}

void content_inhibit(struct content *content, bool more) {
	uint32_t before = content->inhibitors;
	content->inhibitors += more ? 1 : -1;
	if (content->tree != NULL && (before == 0 || content->inhibitors == 0)) {
		content->tree->inhibiting += more ? 1 : -1;
		content->tree->changed(content->tree);
	}
}

void content_leave(struct content *content) {
	struct tree *tree = content->tree;
	if (tree == NULL) {
		return;
	}
	content->tree = NULL;
	tree->inhibiting -= content->inhibitors > 0 ? 1 : 0;
	wl_list_remove(&content->link);
	wl_list_init(&content->link);
	pixman_region32_union_rect(&tree->gone, &tree->gone, content->box.x, content->box.y,
		content->box.width, content->box.height);
}

static void leave_and_notify(struct content *content) {
	struct tree *tree = content->tree;
	content_leave(content);
	if (tree != NULL) {
		tree->changed(tree);
	}
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct content *content = wl_container_of(listener, content, unmap);
	leave_and_notify(content);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct content *content = wl_container_of(listener, content, destroy);
	leave_and_notify(content);
	if (content->root_of != NULL) {
		tree_finish(content->root_of);
	}
	listen_end(&content->commit);
	listen_end(&content->unmap);
	listen_end(&content->destroy);
	wlr_buffer_unlock(content->buffer);
	pixman_region32_fini(&content->damage);
	content->surface->data = NULL;
	quota_give(wl_resource_get_client(content->surface->resource));
	free(content);
}

bool content_create(struct wlr_surface *surface) {
	struct wl_client *client = wl_resource_get_client(surface->resource);
	if (!quota_take(client)) {
		return false;
	}
	struct content *content = calloc(1, sizeof(*content));
	if (content == NULL) {
		quota_give(client);
		return false;
	}
	content->surface = surface;
	surface->data = content;
	pixman_region32_init(&content->damage);
	wl_list_init(&content->link);
	listen_begin(&content->commit, &surface->events.commit, handle_commit);
	listen_begin(&content->unmap, &surface->events.unmap, handle_unmap);
	listen_begin(&content->destroy, &surface->events.destroy, handle_destroy);
	return true;
}

struct content *content_from_surface(struct wlr_surface *surface) {
	return surface->data;
}
