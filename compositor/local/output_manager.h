// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_OUTPUT_MANAGER_H
#define COMPOSITOR_LOCAL_OUTPUT_MANAGER_H

/*
 * Mode, place, scale and power of outputs for wlr-randr, kanshi and the like.
 */

struct desk;
struct output_manager;
struct wlr_backend;

struct output_manager *output_manager_create(
	struct desk *desk, struct wlr_backend *backend); // NULL on failure
void output_manager_destroy(struct output_manager *manager); // NULL is fine

#endif
