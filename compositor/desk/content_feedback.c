// SPDX-License-Identifier: MIT
#include "compositor/desk/content_feedback.h"

#include <time.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_output.h"
#include "compositor/desk/moment.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"

static void discard(struct content_feedback *feedback, uint32_t commit) {
	const struct gui_presented record = {
		.window = feedback->window,
		.commit = commit,
		.flags = GUI_PRESENTED_DISCARDED,
	};
	send_presented(feedback->guest->guest, &record);
}

static void leave_output(struct content_feedback *feedback) {
	wl_list_remove(&feedback->output_commit.link);
	wl_list_remove(&feedback->output_present.link);
	wl_list_remove(&feedback->output_destroy.link);
	wl_list_init(&feedback->output_commit.link);
	wl_list_init(&feedback->output_present.link);
	wl_list_init(&feedback->output_destroy.link);
	feedback->output = NULL;
}

static void discard_drawn(struct content_feedback *feedback) {
	if (feedback->output != NULL) {
		leave_output(feedback);
		discard(feedback, feedback->drawn);
	}
}

static void handle_sample(struct wl_listener *listener, void *data) {
	struct content_feedback *feedback = wl_container_of(listener, feedback, sample);
	const struct wlr_scene_output_sample_event *event = data;
	if (!feedback->waiting || event->output != feedback->node->primary_output) {
		return;
	}
	discard_drawn(feedback);
	feedback->waiting = false;
	feedback->drawn = feedback->commit;
	feedback->submitted = false;
	feedback->output = event->output->output;
	wl_signal_add(&feedback->output->events.commit, &feedback->output_commit);
	wl_signal_add(&feedback->output->events.present, &feedback->output_present);
	wl_signal_add(&feedback->output->events.destroy, &feedback->output_destroy);
}

static void handle_output_commit(struct wl_listener *listener, void *data) {
	struct content_feedback *feedback = wl_container_of(listener, feedback, output_commit);
	const struct wlr_output_event_commit *event = data;
	if (!feedback->submitted && (event->state->committed & WLR_OUTPUT_STATE_BUFFER) != 0) {
		feedback->submitted = true;
		feedback->output_seq = feedback->output->commit_seq;
	}
}

// 0: the output does not count its frames
static uint64_t next_sequence(
	struct content_feedback *feedback, const struct wlr_output_event_present *event) {
	if (event->seq == 0) {
		return 0;
	}
	bool same = feedback->counted == event->output;
	feedback->sequence += same ? event->seq - feedback->count : 1;
	feedback->counted = event->output;
	feedback->count = event->seq;
	return feedback->sequence;
}

// The period in ns of the rate that guests know
static uint32_t period(const struct wlr_output_event_present *event) {
	return event->refresh <= 0
		? 0
		: (uint32_t)(UINT64_C(1000000000000) / guest_output_refresh(event->output));
}

static void answer(
	struct content_feedback *feedback, const struct wlr_output_event_present *event) {
	uint64_t when = moment_from(event->when);
	const struct gui_presented record = {
		.time = guest_time(feedback->guest->guest, when),
		.sequence = next_sequence(feedback, event),
		.window = feedback->window,
		.commit = feedback->drawn,
		.refresh = period(event),
		// Never zero copy: the ground is drawn too
		.flags = event->flags &
			(GUI_PRESENTED_VSYNC | GUI_PRESENTED_HW_CLOCK |
				GUI_PRESENTED_HW_COMPLETION),
	};
	send_presented(feedback->guest->guest, &record);
}

static void handle_output_present(struct wl_listener *listener, void *data) {
	struct content_feedback *feedback = wl_container_of(listener, feedback, output_present);
	const struct wlr_output_event_present *event = data;
	if (!feedback->submitted || event->commit_seq != feedback->output_seq) {
		return;
	}
	if (event->presented) {
		leave_output(feedback);
		answer(feedback, event);
	} else {
		discard_drawn(feedback);
	}
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct content_feedback *feedback = wl_container_of(listener, feedback, output_destroy);
	discard_drawn(feedback);
}

void content_feedback_commit(
	struct content_feedback *feedback, const struct gui_commit *record, bool mapped) {
	if (feedback->waiting) {
		discard(feedback, feedback->commit);
	}
	bool asked = (record->flags & GUI_COMMIT_FEEDBACK) != 0;
	feedback->waiting = asked && mapped;
	feedback->commit = record->commit;
	if (asked && !mapped) {
		discard(feedback, record->commit);
	}
}

void content_feedback_init(struct content_feedback *feedback, struct desk_guest *guest,
	uint32_t window, struct wlr_scene_buffer *node) {
	*feedback = (struct content_feedback){.guest = guest, .window = window, .node = node};
	feedback->output_commit.notify = handle_output_commit;
	wl_list_init(&feedback->output_commit.link);
	feedback->output_present.notify = handle_output_present;
	wl_list_init(&feedback->output_present.link);
	feedback->output_destroy.notify = handle_output_destroy;
	wl_list_init(&feedback->output_destroy.link);
	feedback->sample.notify = handle_sample;
	wl_signal_add(&node->events.output_sample, &feedback->sample);
}

void content_feedback_finish(struct content_feedback *feedback) {
	wl_list_remove(&feedback->sample.link);
	leave_output(feedback);
}
