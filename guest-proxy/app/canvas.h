// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_CANVAS_H
#define GUEST_PROXY_APP_CANVAS_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "guest-proxy/host/pages.h"

/*
 * The pages that a window is drawn into. Each buffer of the set owes what has
 * changed since it was drawn last, so that no more than that is copied.
 */

struct link;
struct tree;

struct canvas {
	struct wlr_box box; // what it shows of the tree, in the root's coordinates
	uint32_t scale; // pixels for 120 logical units
	pixman_region32_t damage; // since the last drawing, in pixels
	// private
	struct pages_set *pages; // NULL: none yet, or lost
	uint32_t width, height, format; // of the pages
	pixman_region32_t owed[PAGES_BUFFERS_MAX]; // in pixels
};

void canvas_init(struct canvas *canvas);
void canvas_finish(struct canvas *canvas);
// The link is gone and the pages with it
void canvas_lose(struct canvas *canvas);

// What can be shown of a geometry, of which a program may claim any
struct wlr_box canvas_shown(const struct wlr_box *box, uint32_t scale);

// Show this box of the tree at this scale, and note what has changed
void canvas_update(
	struct canvas *canvas, struct tree *tree, const struct wlr_box *box, uint32_t scale);
bool canvas_damaged(const struct canvas *canvas);

// Draw what a free buffer owes and give it, to be committed. drawn becomes the
// damage since the last one. NULL: all buffers are in use, or there are none.
struct pages_buffer *canvas_draw(struct canvas *canvas, struct link *link, const struct tree *tree,
	pixman_region32_t *drawn);

#endif
