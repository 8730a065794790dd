// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_TREE_H
#define GUEST_PROXY_APP_TREE_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

/*
 * A surface with its subsurfaces, as one picture: where each lies, and what has
 * changed since it was last looked at.
 */

struct wlr_surface;

// Programs put surfaces wherever a number can be; beyond this, either way, nothing is
// drawn, so that positions can be added and scaled without an overflow
#define TREE_FAR (1 << 24)
int tree_near(int coordinate); // as far as that at most

struct tree {
	struct wlr_surface *surface; // the root; NULL: none
	struct wl_list contents; // content.link, as last collected, lowest first
	pixman_region32_t gone; // where something was that has left, in the root's coordinates
	uint32_t inhibiting; // how many of the contents keep the screen on
	bool grown; // a surface is new since the owner has reset this
	// A surface of the tree was committed or has left
	void (*changed)(struct tree *tree);
};

void tree_init(struct tree *tree, void (*changed)(struct tree *tree));
// The root. It must not be the root of another tree. False if out of memory.
bool tree_set_surface(struct tree *tree, struct wlr_surface *surface);
// Forgets its surface; may be called on what is finished, and set again
void tree_finish(struct tree *tree);

// Look at the tree and add to damage, in the root's coordinates, all that has
// changed since the last time.
void tree_collect(struct tree *tree, pixman_region32_t *damage);

// Where surface is in the root's coordinates. False if it is not in the tree, or far.
bool tree_position(const struct tree *tree, struct wlr_surface *surface, int *x, int *y);

// Where the tree takes input, in the root's coordinates; input is replaced
void tree_input_region(const struct tree *tree, pixman_region32_t *input);

#endif
