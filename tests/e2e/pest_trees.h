// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_PEST_TREES_H
#define TESTS_E2E_PEST_TREES_H

#include <stdint.h>

/*
 * Ways to be a nuisance with a window's tree of surfaces, as pests.c tries them; i counts
 * their steps.
 */

struct pest;
struct wl_subsurface;
struct wl_surface;

// With a buffer, and in nobody's time but its own
struct wl_subsurface *pest_trees_add(
	struct pest *pest, struct wl_surface *surface, struct wl_surface *on);

void pest_trees_deep(struct pest *pest, uint32_t i);
void pest_trees_huge(struct pest *pest, uint32_t i);
void pest_trees_orphan(struct pest *pest, uint32_t i);
void pest_trees_wide(struct pest *pest, uint32_t i);

#endif
