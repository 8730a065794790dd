// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONTENT_PACE_H
#define COMPOSITOR_DESK_CONTENT_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "protocol/limits.h"

/*
 * Tells a guest where a content is seen and when to draw its next frame: visible,
 * window_output and preferred_scale when they change, frame_done at the pace of the
 * output that shows most of it. And sees to it that what was drawn for the output is
 * not blurred.
 */

struct desk_guest;
struct wlr_output;
struct wlr_scene_buffer;

struct content_pace {
	struct desk_guest *guest; // borrowed
	uint32_t window; // id at the guest
	struct wlr_scene_buffer *node; // borrowed, outlives this
	// Those that show some of it; borrowed, the scene tells before one goes
	struct wlr_output *outputs[GUI_OUTPUTS_MAX];
	size_t output_count;
	bool allowed; // by content_pace_show()
	bool covered; // the scene says that no output shows any of it
	bool frame_due;
	uint32_t buffer_scale; // of the last commit, 120ths

	// As the guest was told
	bool visible;
	uint32_t on; // bit n: it is on output n
	uint32_t scale; // 0: nothing yet

	struct wl_listener outputs_update;
	struct wl_listener frame_done;
};

void content_pace_init(struct content_pace *pace, struct desk_guest *guest, uint32_t window,
	struct wlr_scene_buffer *node);
void content_pace_finish(struct content_pace *pace);

// The guest has committed, at this scale, 120ths: whether there is anything to show, and
// whether it wants frame_done
void content_pace_commit(struct content_pace *pace, uint32_t scale, bool mapped, bool frame);
// Whether it may be seen, as far as its window goes
void content_pace_show(struct content_pace *pace, bool allowed);
// Ids or scales of outputs have changed
void content_pace_update_outputs(struct content_pace *pace);

#endif
