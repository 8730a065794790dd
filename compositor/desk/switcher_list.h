// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SWITCHER_LIST_H
#define COMPOSITOR_DESK_SWITCHER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wlr/util/box.h>

/*
 * The switcher's list as pixels, in the middle of the output with the cursor.
 */

struct desk;
struct window;
struct wlr_scene_buffer;
struct wlr_scene_rect;
struct wlr_scene_tree;

#define SWITCHER_ROWS_MAX 12

struct switcher_list {
	struct desk *desk; // borrowed
	struct wlr_box area; // of the output, in the layout
	float scale;
	struct wlr_scene_tree *tree; // owned
	struct wlr_scene_rect *ground;
	struct wlr_scene_buffer *rows; // above ground
};

// False if there is no memory or no output
bool switcher_list_init(struct switcher_list *list, struct desk *desk);
void switcher_list_finish(struct switcher_list *list);

// Show some rows round the selected one. Without memory the list is empty, not wrong.
void switcher_list_draw(
	struct switcher_list *list, struct window *const *windows, size_t count, size_t selected);
// The first row that is shown
size_t switcher_list_first(size_t count, size_t selected);

#endif
