// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONTENT_FEEDBACK_H
#define COMPOSITOR_DESK_CONTENT_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * Tells a guest when a commit of a content turned into light, or that it never did.
 * At most two are remembered: the last one, and the one that is on its way to the
 * screen.
 */

struct desk_guest;
struct gui_commit;
struct wlr_output;
struct wlr_scene_buffer;

struct content_feedback {
	struct desk_guest *guest; // borrowed
	uint32_t window; // id at the guest
	struct wlr_scene_buffer *node; // borrowed, outlives this

	bool waiting; // to be drawn
	uint32_t commit; // which one

	struct wlr_output *output; // that has drawn another; borrowed; NULL: none
	uint32_t drawn; // which one
	bool submitted; // to the output, as its commit output_seq
	uint32_t output_seq;

	// Frames as the guest is told of them. The output's own count starts when the
	// machine does: it is the same for all guests.
	uint64_t sequence;
	const struct wlr_output *counted; // only to be compared
	unsigned count; // of counted, at the last frame

	struct wl_listener sample;
	struct wl_listener output_commit;
	struct wl_listener output_present;
	struct wl_listener output_destroy;
};

void content_feedback_init(struct content_feedback *feedback, struct desk_guest *guest,
	uint32_t window, struct wlr_scene_buffer *node);
// The window is gone: nobody wants an answer
void content_feedback_finish(struct content_feedback *feedback);

// The guest has committed; mapped: there is something to show. A commit before it that
// was not drawn is discarded.
void content_feedback_commit(
	struct content_feedback *feedback, const struct gui_commit *record, bool mapped);

#endif
