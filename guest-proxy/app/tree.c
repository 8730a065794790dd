// SPDX-License-Identifier: MIT
#include "guest-proxy/app/tree.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_subcompositor.h>

#include "guest-proxy/app/content.h"

struct collection {
	struct tree *tree;
	struct wl_list old; // content.link: as the tree was, but for those found again
	pixman_region32_t *damage;
};

void tree_init(struct tree *tree, void (*changed)(struct tree *tree)) {
	*tree = (struct tree){.changed = changed};
	wl_list_init(&tree->contents);
	pixman_region32_init(&tree->gone);
}

bool tree_set_surface(struct tree *tree, struct wlr_surface *surface) {
	struct content *content = content_from_surface(surface);
	if (content == NULL || (content->root_of != NULL && content->root_of != tree)) {
		return false;
	}
	content->root_of = tree;
	tree->surface = surface;
	return true;
}

void tree_finish(struct tree *tree) {
	struct content *content, *next;
	wl_list_for_each_safe(content, next, &tree->contents, link) {
		content_leave(content);
	}
	if (tree->surface != NULL) {
		content = content_from_surface(tree->surface);
		content->root_of = NULL;
		tree->surface = NULL;
	}
	pixman_region32_fini(&tree->gone);
	pixman_region32_init(&tree->gone);
}

int tree_near(int coordinate) {
	if (coordinate < -TREE_FAR) {
		return -TREE_FAR;
	}
	return coordinate < TREE_FAR ? coordinate : TREE_FAR;
}

static void damage_box(pixman_region32_t *damage, const struct wlr_box *box) {
	pixman_region32_union_rect(damage, damage, box->x, box->y, box->width, box->height);
}

static void damage_content(struct content *content, pixman_region32_t *damage) {
	pixman_region32_translate(&content->damage, content->box.x, content->box.y);
	pixman_region32_intersect_rect(&content->damage, &content->damage, content->box.x,
		content->box.y, content->box.width, content->box.height);
	pixman_region32_union(damage, damage, &content->damage);
}

static void collect(struct wlr_surface *surface, int x, int y, void *data) {
	struct collection *collection = data;
	struct content *content = content_from_surface(surface);
	if (content == NULL || content->buffer == NULL) {
		return;
	}
	struct wlr_box box = {
		.x = tree_near(x),
		.y = tree_near(y),
		.width = tree_near(surface->current.width),
		.height = tree_near(surface->current.height),
	};
	bool known = content->tree == collection->tree;
	bool in_order = known && collection->old.next == &content->link;
	if (known) {
		wl_list_remove(&content->link);
	} else {
		content_leave(content);
		collection->tree->grown = true;
		collection->tree->inhibiting += content->inhibitors > 0 ? 1 : 0;
	}
	if (!in_order || !wlr_box_equal(&box, &content->box)) {
		if (known) {
			damage_box(collection->damage, &content->box);
		}
		damage_box(collection->damage, &box);
	}
	content->tree = collection->tree;
	content->box = box;
	wl_list_insert(collection->tree->contents.prev, &content->link);
	damage_content(content, collection->damage);
	pixman_region32_clear(&content->damage);
	content->committed = false;
}

void tree_collect(struct tree *tree, pixman_region32_t *damage) {
	struct collection collection = {.tree = tree, .damage = damage};
	wl_list_init(&collection.old);
	wl_list_insert_list(&collection.old, &tree->contents);
	wl_list_init(&tree->contents);
	if (tree->surface != NULL) {
		wlr_surface_for_each_surface(tree->surface, collect, &collection);
	}
	struct content *content, *next;
	wl_list_for_each_safe(content, next, &collection.old, link) {
		content_leave(content);
	}
	pixman_region32_union(damage, damage, &tree->gone);
	pixman_region32_clear(&tree->gone);
}

bool tree_position(const struct tree *tree, struct wlr_surface *surface, int *x, int *y) {
	*x = 0;
	*y = 0;
	while (surface != tree->surface) {
		struct wlr_subsurface *subsurface = wlr_subsurface_try_from_wlr_surface(surface);
		if (subsurface == NULL || subsurface->parent == NULL) {
			return false;
		}
		*x += tree_near(subsurface->current.x);
		*y += tree_near(subsurface->current.y);
		if (*x != tree_near(*x) || *y != tree_near(*y)) {
			return false;
		}
		surface = subsurface->parent;
	}
	return true;
}

static void add_input(struct wlr_surface *surface, int x, int y, void *data) {
	pixman_region32_t *input = data;
	pixman_region32_t own;
	pixman_region32_init(&own);
	pixman_region32_copy(&own, &surface->input_region);
	pixman_region32_intersect_rect(&own, &own, 0, 0,
		(unsigned)tree_near(surface->current.width),
		(unsigned)tree_near(surface->current.height));
	pixman_region32_translate(&own, tree_near(x), tree_near(y));
	pixman_region32_union(input, input, &own);
	pixman_region32_fini(&own);
}

void tree_input_region(const struct tree *tree, pixman_region32_t *input) {
	pixman_region32_clear(input);
	if (tree->surface != NULL) {
		wlr_surface_for_each_surface(tree->surface, add_input, input);
	}
}
