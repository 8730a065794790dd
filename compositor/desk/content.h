// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONTENT_H
#define COMPOSITOR_DESK_CONTENT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * What a guest shows in one window or popup: the buffer of its last commit as a scene
 * node, cut to the interior, over an opaque ground of ours, so that nothing of another
 * VM shines through. And the answers that pace the guest: frame_done, presented,
 * visible, window_output, preferred_scale. buffer_release comes from who holds the
 * guest's buffers, when the scene lets go of one.
 */

struct content;
struct desk_guest;
struct gui_commit;
struct wlr_scene_tree;

// Draws into interior at 0,0, which outlives it; id is the guest's of the window. NULL
// on failure.
struct content *content_create(
	struct desk_guest *guest, uint32_t id, struct wlr_scene_tree *interior);
void content_destroy(struct content *content); // NULL is fine

// A commit that the edge has checked. False if there is no memory.
bool content_commit(struct content *content, const struct gui_commit *record);
// Logical size of the window geometry of the last commit; 0 x 0 without a buffer
uint32_t content_width(const struct content *content);
uint32_t content_height(const struct content *content);

// The interior: nothing is shown outside, the ground fills what the buffer does not.
// 0 x 0, where nothing is shown, before the first call.
void content_set_size(struct content *content, uint32_t width, uint32_t height);
// Whether any of it may be seen: minimised, on another workspace, locked. Unseen, the
// guest gets no frame_done. It may, before the first call.
void content_set_visible(struct content *content, bool visible);
// Whether the guest's input region holds this point of the interior
bool content_takes_input(const struct content *content, double x, double y);
// What guests know of the outputs has changed. Called by guest_output.c.
void content_update_outputs(struct content *content);

#endif
