// SPDX-License-Identifier: MIT
#include "guest-proxy/app/presentation.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_presentation_time.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/link.h"

// What one surface wants to know of one commit
struct feedback {
	struct wl_list link; // window.feedbacks, oldest first
	uint32_t commit;
	struct wlr_presentation_feedback *asked; // owned
};

bool presentation_init(struct app *app) {
	return wlr_presentation_create(app->display, &app->outputs.backend) != NULL;
}

static void collect(struct wlr_surface *surface, int x, int y, void *data) {
	struct window *window = data;
	struct wlr_presentation_feedback *asked = wlr_presentation_surface_sampled(surface);
	if (asked == NULL) {
		return;
	}
	struct feedback *feedback = calloc(1, sizeof(*feedback));
	if (feedback == NULL) {
		wlr_presentation_feedback_destroy(asked);
		return;
	}
	feedback->commit = window->commit;
	feedback->asked = asked;
	wl_list_insert(window->feedbacks.prev, &feedback->link);
}

bool presentation_collect(struct window *window) {
	struct wl_list *last = window->feedbacks.prev;
	wlr_surface_for_each_surface(window->tree.surface, collect, window);
	return window->feedbacks.prev != last;
}

static void discard(struct feedback *feedback) {
	wlr_presentation_feedback_destroy(feedback->asked);
	wl_list_remove(&feedback->link);
	free(feedback);
}

void presentation_discard(struct window *window) {
	struct feedback *feedback, *next;
	wl_list_for_each_safe(feedback, next, &window->feedbacks, link) {
		discard(feedback);
	}
}

static void answer(struct app *app, struct feedback *feedback, const struct gui_presented *record) {
	uint64_t time = link_local_time(app->link, record->time);
	struct wlr_presentation_event event = {
		.output = outputs_any(&app->outputs),
		.tv_sec = time / 1000000000,
		.tv_nsec = (uint32_t)(time % 1000000000),
		.refresh = record->refresh,
		.seq = record->sequence,
		.flags = record->flags,
	};
	if (event.output != NULL && !(record->flags & GUI_PRESENTED_DISCARDED)) {
		wlr_presentation_feedback_send_presented(feedback->asked, &event);
	}
}

void presentation_presented(void *data, const struct gui_presented *record) {
	struct app *app = data;
	struct window *window = window_from_id(app, record->window);
	if (window == NULL) {
		return;
	}
	struct feedback *feedback, *next;
	wl_list_for_each_safe(feedback, next, &window->feedbacks, link) {
		if ((int32_t)(record->commit - feedback->commit) < 0) {
			return; // of a later commit
		}
		if (feedback->commit == record->commit) {
			answer(app, feedback, record);
		}
		discard(feedback);
	}
}
