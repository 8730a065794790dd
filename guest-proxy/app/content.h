// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_CONTENT_H
#define GUEST_PROXY_APP_CONTENT_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

/*
 * What one wl_surface shows. Without a renderer wlroots lets go of a surface's
 * buffer when its commit event ends, so it is locked here until the next one.
 */

struct tree;
struct wlr_buffer;
struct wlr_surface;

struct content {
	struct wlr_surface *surface; // borrowed, outlives this
	struct wlr_buffer *buffer; // locked; NULL: none
	pixman_region32_t damage; // since it was last collected, in the surface's coordinates
	struct wlr_fbox source; // of the buffer, to see that a viewport has moved
	uint32_t transform; // enum wl_output_transform, for the same reason
	bool committed; // since it was last collected
	uint32_t inhibitors; // that keep the screen on while this is shown

	struct tree *root_of; // NULL: the surface is no tree's root
	// As it was last collected
	struct tree *tree; // NULL: in none
	struct wl_list link; // tree.contents
	struct wlr_box box; // in the root's coordinates

	struct wl_listener commit;
	struct wl_listener unmap;
	struct wl_listener destroy;
};

// For each new surface, once; it goes with the surface. False if out of memory, or
// its program has too many.
bool content_create(struct wlr_surface *surface);
// NULL if there was no memory for it
struct content *content_from_surface(struct wlr_surface *surface);

// One more that keeps the screen on, or one less
void content_inhibit(struct content *content, bool more);

// Take it out of the tree that it was collected in; its place is damaged
void content_leave(struct content *content);

#endif
