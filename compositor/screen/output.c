// SPDX-License-Identifier: MIT
#include "compositor/screen/output.h"

#include <stdlib.h>
#include <time.h>
#include <wlr/backend/wayland.h>
#include <wlr/backend/x11.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/moment.h"
#include "compositor/screen/screen.h"

#define RETRY 100 // ms, after a picture that the output refused

static uint64_t period(const struct output *output) {
	return pace_period(output->wlr->refresh);
}

static void draw(struct output *output) {
	if (output->scene == NULL || !output->wlr->enabled) {
		return;
	}
	if (!wlr_scene_output_commit(output->scene, NULL)) {
		// No frame event comes after a refusal
		if (screen_active(output->screen)) {
			loop_timer_set(output->timer, RETRY);
		}
		return;
	}
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	wlr_scene_output_send_frame_done(output->scene, &now);
}

static void handle_timer(void *data) {
	struct output *output = data;
	// Else somebody else has committed since, and its frame event is on its way
	if (!output->wlr->frame_pending) {
		draw(output);
	}
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, frame);
	uint32_t wait = pace_wait(&output->pace, loop_now(), period(output));
	loop_timer_set(output->timer, wait);
	if (wait == 0) {
		draw(output);
	}
}

static void handle_present(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, present);
	const struct wlr_output_event_present *event = data;
	if (event->presented) {
		pace_presented(&output->pace, moment_from(event->when), period(output));
	}
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, commit);
	const struct wlr_output_event_commit *event = data;
	if ((event->state->committed & (WLR_OUTPUT_STATE_MODE | WLR_OUTPUT_STATE_ENABLED)) != 0) {
		output->pace = (struct pace){0};
	}
}

// The window of a nested desktop has another size
static void handle_request_state(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, request_state);
	const struct wlr_output_event_request_state *event = data;
	wlr_output_commit_state(output->wlr, event->state);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, destroy);
	struct screen *screen = output->screen;
	bool nested = output->nested;
	log_info("output %s is gone", output->wlr->name);
	output_destroy(output);
	screen_forget(screen, nested);
}

static bool commit_mode(struct wlr_output *wlr, struct wlr_output_mode *mode) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	if (mode != NULL) {
		wlr_output_state_set_mode(&state, mode);
	}
	bool good = wlr_output_commit_state(wlr, &state);
	wlr_output_state_finish(&state);
	return good;
}

// The mode it likes best, else any that works: a screen that is dark helps nobody
static bool switch_on(struct wlr_output *wlr) {
	if (commit_mode(wlr, wlr_output_preferred_mode(wlr))) {
		return true;
	}
	struct wlr_output_mode *mode;
	wl_list_for_each(mode, &wlr->modes, link) {
		if (commit_mode(wlr, mode)) {
			return true;
		}
	}
	return false;
}

static void name_window(struct output *output) {
	if (wlr_output_is_wl(output->wlr)) {
		output->nested = true;
		wlr_wl_output_set_title(output->wlr, "Mamparo");
	} else if (wlr_output_is_x11(output->wlr)) {
		output->nested = true;
		wlr_x11_output_set_title(output->wlr, "Mamparo");
	}
}

static void add_listeners(struct output *output) {
	output->frame.notify = handle_frame;
	wl_signal_add(&output->wlr->events.frame, &output->frame);
	output->present.notify = handle_present;
	wl_signal_add(&output->wlr->events.present, &output->present);
	output->commit.notify = handle_commit;
	wl_signal_add(&output->wlr->events.commit, &output->commit);
	output->request_state.notify = handle_request_state;
	wl_signal_add(&output->wlr->events.request_state, &output->request_state);
	output->destroy.notify = handle_destroy;
	wl_signal_add(&output->wlr->events.destroy, &output->destroy);
}

static bool output_init(struct output *output) {
	struct desk *desk = output->screen->desk;
	return output->timer != NULL &&
		wlr_output_init_render(output->wlr, desk->allocator, desk->renderer);
}

struct output *output_create(struct screen *screen, struct wlr_output *wlr) {
	struct output *output = calloc(1, sizeof(*output));
	if (output == NULL) {
		log_errno("output %s", wlr->name);
		return NULL;
	}
	output->screen = screen;
	output->wlr = wlr;
	wl_list_insert(&screen->outputs, &output->link);
	output->timer = loop_add_timer(screen->desk->loop, handle_timer, output);
	add_listeners(output);
	name_window(output);
	if (!output_init(output)) {
		log_error("output %s cannot be drawn on", wlr->name);
		output_destroy(output);
		return NULL;
	}
	// One that does not go on now may do so when the user has chosen another mode
	if (switch_on(wlr) && wlr_output_layout_add_auto(screen->desk->layout, wlr) != NULL) {
		log_info("output %s: %dx%d", wlr->name, wlr->width, wlr->height);
	} else {
		log_error("output %s cannot be switched on", wlr->name);
	}
	return output;
}

void output_destroy(struct output *output) {
	if (output == NULL) {
		return;
	}
	wl_list_remove(&output->frame.link);
	wl_list_remove(&output->present.link);
	wl_list_remove(&output->commit.link);
	wl_list_remove(&output->request_state.link);
	wl_list_remove(&output->destroy.link);
	wl_list_remove(&output->link);
	loop_source_remove(output->timer);
	if (output->scene != NULL) {
		wlr_scene_output_destroy(output->scene);
	}
	free(output);
}

void output_update_place(struct output *output) {
	struct desk *desk = output->screen->desk;
	struct wlr_output_layout_output *place = wlr_output_layout_get(desk->layout, output->wlr);
	if (place == NULL) {
		if (output->scene != NULL) {
			wlr_scene_output_destroy(output->scene);
		}
		output->scene = NULL;
		return;
	}
	if (output->scene == NULL) {
		output->scene = wlr_scene_output_create(desk->scene, output->wlr);
	}
	if (output->scene != NULL) {
		wlr_scene_output_set_position(output->scene, place->x, place->y);
	}
}

void output_redraw(struct output *output) {
	wlr_output_schedule_frame(output->wlr);
}
