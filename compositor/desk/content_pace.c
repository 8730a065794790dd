// SPDX-License-Identifier: MIT
#include "compositor/desk/content_pace.h"

#include <time.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_output.h"
#include "compositor/desk/moment.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"

static void answer_frame(struct content_pace *pace, uint64_t now) {
	if (!pace->frame_due) {
		return;
	}
	pace->frame_due = false;
	const struct gui_frame_done record = {
		.time = guest_time(pace->guest->guest, now),
		.window = pace->window,
	};
	send_frame_done(pace->guest->guest, &record);
}

// For an output that nothing has damaged, a frame must be asked for
static void ask_frame(struct content_pace *pace) {
	struct wlr_scene_output *primary = pace->node->primary_output;
	int x, y;
	if (pace->frame_due && pace->visible && primary != NULL &&
		wlr_scene_node_coords(&pace->node->node, &x, &y)) {
		wlr_output_schedule_frame(primary->output);
	}
}

static void update_visible(struct content_pace *pace) {
	bool visible = pace->allowed && !pace->covered;
	if (visible == pace->visible) {
		return;
	}
	pace->visible = visible;
	const struct gui_visible record = {.window = pace->window, .visible = visible};
	send_visible(pace->guest->guest, &record);
	ask_frame(pace);
}

static void update_on(struct content_pace *pace, uint32_t on) {
	for (uint32_t id = 1; id <= GUI_OUTPUTS_MAX; id++) {
		uint32_t bit = UINT32_C(1) << id;
		if (((on ^ pace->on) & bit) != 0) {
			const struct gui_window_output record = {
				.window = pace->window,
				.output = id,
				.entered = (on & bit) != 0,
			};
			send_window_output(pace->guest->guest, &record);
		}
	}
	pace->on = on;
}

// The last scale stays that of a window that is on no output
static void update_scale(struct content_pace *pace, uint32_t scale) {
	if (scale == 0 || scale == pace->scale) {
		return;
	}
	pace->scale = scale;
	const struct gui_preferred_scale record = {.window = pace->window, .scale = scale};
	send_preferred_scale(pace->guest->guest, &record);
}

void content_pace_update_outputs(struct content_pace *pace) {
	uint32_t on = 0;
	uint32_t largest = 0;
	for (size_t i = 0; i < pace->output_count; i++) {
		// 0 also for one that is about to be destroyed
		uint32_t id = guest_output_id(pace->guest->desk, pace->outputs[i]);
		if (id != 0) {
			uint32_t scale = guest_output_scale(pace->outputs[i]);
			largest = scale > largest ? scale : largest;
			on |= UINT32_C(1) << id;
		}
	}
	update_on(pace, on);
	update_scale(pace, largest);
}

static void handle_outputs_update(struct wl_listener *listener, void *data) {
	struct content_pace *pace = wl_container_of(listener, pace, outputs_update);
	const struct wlr_scene_outputs_update_event *event = data;
	pace->output_count = event->size < GUI_OUTPUTS_MAX ? event->size : GUI_OUTPUTS_MAX;
	for (size_t i = 0; i < pace->output_count; i++) {
		pace->outputs[i] = event->active[i]->output;
	}
	pace->covered = event->size == 0;
	content_pace_update_outputs(pace);
	update_visible(pace);
}

// What is drawn at the scale of its outputs may still be a pixel larger or smaller than
// its place on the screen: one column twice is not seen, blurred text is
static void update_filter(struct content_pace *pace) {
	bool fits = true;
	for (size_t i = 0; i < pace->output_count; i++) {
		const struct wlr_output *output = pace->outputs[i];
		bool there = guest_output_id(pace->guest->desk, output) != 0;
		fits = fits && there && output->scale * GUI_SCALE_ONE == (float)pace->buffer_scale;
	}
	wlr_scene_buffer_set_filter_mode(
		pace->node, fits ? WLR_SCALE_FILTER_NEAREST : WLR_SCALE_FILTER_BILINEAR);
}

static void handle_frame_done(struct wl_listener *listener, void *data) {
	struct content_pace *pace = wl_container_of(listener, pace, frame_done);
	const struct timespec *now = data;
	update_filter(pace); // outputs_update would be too early: the scene is at work
	if (pace->visible) {
		answer_frame(pace, moment_from(now));
	}
}

void content_pace_commit(struct content_pace *pace, uint32_t scale, bool mapped, bool frame) {
	if (scale != pace->buffer_scale) {
		pace->buffer_scale = scale;
		update_filter(pace);
	}
	pace->frame_due = pace->frame_due || frame;
	if (mapped) {
		ask_frame(pace);
	} else {
		answer_frame(pace, loop_now()); // nothing is shown that could pace it
	}
}

void content_pace_show(struct content_pace *pace, bool allowed) {
	pace->allowed = allowed;
	update_visible(pace);
}

void content_pace_init(struct content_pace *pace, struct desk_guest *guest, uint32_t window,
	struct wlr_scene_buffer *node) {
	*pace = (struct content_pace){
		.guest = guest, .window = window, .node = node, .allowed = true, .visible = true};
	pace->outputs_update.notify = handle_outputs_update;
	wl_signal_add(&node->events.outputs_update, &pace->outputs_update);
	pace->frame_done.notify = handle_frame_done;
	wl_signal_add(&node->events.frame_done, &pace->frame_done);
}

void content_pace_finish(struct content_pace *pace) {
	wl_list_remove(&pace->outputs_update.link);
	wl_list_remove(&pace->frame_done.link);
}
