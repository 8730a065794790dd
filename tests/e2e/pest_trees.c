// SPDX-License-Identifier: MIT
#include "tests/e2e/pest_trees.h"

#include <stdio.h>

#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "tests/e2e/pest.h"
#include "viewporter-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define DEEP 20000 // subsurfaces, each on the last
#define WIDE 4000 // subsurfaces

struct wl_subsurface *pest_trees_add(
	struct pest *pest, struct wl_surface *surface, struct wl_surface *on) {
	struct wl_subsurface *role = wl_subcompositor_get_subsurface(
		pest->subcompositor, surface, on);
	wl_subsurface_set_desync(role);
	wl_subsurface_set_position(role, 1, 1);
	wl_surface_attach(surface, pest_buffer(pest, 2, 2), 0, 0);
	wl_surface_commit(surface);
	return role;
}

// The pointer is locked to a surface that goes at the second press, and its lock does not
void pest_trees_orphan(struct pest *pest, uint32_t i) {
	static struct wl_surface *child;
	static struct wl_subsurface *role;
	if (i == 0) {
		child = wl_compositor_create_surface(pest->app.compositor);
		role = pest_trees_add(pest, child, pest->app.surface);
		wl_surface_attach(child, pest_buffer(pest, 100, 100), 0, 0);
		wl_surface_commit(child);
		wl_surface_commit(pest->app.surface);
		zwp_pointer_constraints_v1_lock_pointer(pest->constraints, child, pest->pointer,
			NULL, ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	} else if (child != NULL && pest->presses == 2) {
		wl_subsurface_destroy(role);
		wl_surface_destroy(child);
		child = NULL;
		pest_sync(pest);
		puts("orphaned");
		fflush(stdout);
	}
	pest_sync(pest);
	pest_nap();
}

void pest_trees_deep(struct pest *pest, uint32_t i) {
	static struct wl_surface *last;
	if (i < DEEP) {
		struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
		pest_trees_add(pest, surface, last != NULL ? last : pest->app.surface);
		last = surface;
	}
	if (i >= DEEP || i % 1000 == 0) {
		wl_surface_commit(pest->app.surface);
	}
}

void pest_trees_wide(struct pest *pest, uint32_t i) {
	if (i < WIDE) {
		pest_trees_add(pest, wl_compositor_create_surface(pest->app.compositor),
			pest->app.surface);
	}
	wl_surface_commit(pest->app.surface);
}

void pest_trees_huge(struct pest *pest, uint32_t i) {
	static struct wp_viewport *viewport;
	static struct wl_surface *child;
	if (viewport == NULL) {
		child = wl_compositor_create_surface(pest->app.compositor);
		pest_trees_add(pest, child, pest->app.surface);
		viewport = wp_viewporter_get_viewport(pest->viewporter, child);
	}
	int32_t side = (i / PEST_BATCH) % 2 == 0 ? PEST_LIMIT : INT32_MAX;
	wl_surface_attach(child, pest_pixel(pest), 0, 0);
	wp_viewport_set_destination(viewport, side, side);
	wl_surface_damage(child, INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX);
	wl_surface_damage(child, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(child);
	xdg_surface_set_window_geometry(pest->app.xdg_surface, 0, 0, side, side);
	wl_surface_commit(pest->app.surface);
	pest_sync(pest);
}
