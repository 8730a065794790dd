// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_COMPOSE_H
#define GUEST_PROXY_APP_COMPOSE_H

#include <pixman.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wlr/util/box.h>

/*
 * Draws trees of surfaces into memory with pixman: viewports, buffer transforms
 * and scales included.
 */

struct tree;

// A part of a tree's plane as pixels
struct compose_target {
	pixman_image_t *image;
	struct wlr_box box; // what it shows, in the root's coordinates
	uint32_t scale; // pixels for 120 logical units
};

// One buffer on its way into an image
struct compose_layer {
	void *data;
	uint32_t format; // DRM fourcc
	size_t stride; // bytes
	int width, height; // of the buffer
	struct wlr_fbox source; // part of the buffer that is shown
	uint32_t transform; // enum wl_output_transform, as wl_surface.set_buffer_transform
	struct wlr_box dst; // pixels of the target
	bool replace; // nothing of what is beneath shows through
};

// Pixels of a logical length, rounded to the nearest, from 1 to INT_MAX
int compose_pixels(int logical, uint32_t scale);

// Draw into region, clipped to dst. False, and nothing is drawn, if pixman cannot read
// such a buffer, or so far into it.
bool compose_layer(
	pixman_image_t *image, const struct compose_layer *layer, const pixman_region32_t *region);

// Draw the tree as it was last collected into region, in pixels of the target
void compose_tree(const struct tree *tree, const struct compose_target *target,
	const pixman_region32_t *region);

#endif
