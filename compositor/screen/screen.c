// SPDX-License-Identifier: MIT
#include "compositor/screen/screen.h"

#include <stdlib.h>
#include <wlr/backend.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>

#include "common/log.h"
#include "compositor/desk/desk.h"
#include "compositor/screen/output.h"

static void handle_new_output(struct wl_listener *listener, void *data) {
	struct screen *screen = wl_container_of(listener, screen, new_output);
	struct wlr_output *output = data;
	if (output->non_desktop) {
		log_info("output %s is a headset: not used", output->name);
		return;
	}
	output_create(screen, output);
}

static void handle_backend_destroy(struct wl_listener *listener, void *data) {
	struct screen *screen = wl_container_of(listener, screen, backend_destroy);
	wl_list_remove(&screen->new_output.link);
	wl_list_remove(&screen->backend_destroy.link);
	wl_list_init(&screen->new_output.link);
	wl_list_init(&screen->backend_destroy.link);
}

static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct screen *screen = wl_container_of(listener, screen, layout_change);
	struct output *output;
	wl_list_for_each(output, &screen->outputs, link) {
		output_update_place(output);
	}
}

// The terminal is ours again; what was drawn in the meantime is lost
static void handle_session_active(struct wl_listener *listener, void *data) {
	struct screen *screen = wl_container_of(listener, screen, session_active);
	struct output *output;
	if (screen_active(screen)) {
		wl_list_for_each(output, &screen->outputs, link) {
			output_redraw(output);
		}
	}
}

static void forget_session(struct screen *screen) {
	wl_list_remove(&screen->session_active.link);
	wl_list_remove(&screen->session_destroy.link);
	wl_list_init(&screen->session_active.link);
	wl_list_init(&screen->session_destroy.link);
	screen->session = NULL;
}

static void handle_session_destroy(struct wl_listener *listener, void *data) {
	struct screen *screen = wl_container_of(listener, screen, session_destroy);
	forget_session(screen);
}

struct screen *screen_create(
	struct desk *desk, struct wlr_backend *backend, struct wlr_session *session) {
	struct screen *screen = calloc(1, sizeof(*screen));
	if (screen == NULL) {
		log_errno("screen");
		return NULL;
	}
	screen->desk = desk;
	screen->session = session;
	wl_list_init(&screen->outputs);
	wl_list_init(&screen->session_active.link);
	wl_list_init(&screen->session_destroy.link);
	screen->new_output.notify = handle_new_output;
	wl_signal_add(&backend->events.new_output, &screen->new_output);
	screen->backend_destroy.notify = handle_backend_destroy;
	wl_signal_add(&backend->events.destroy, &screen->backend_destroy);
	screen->layout_change.notify = handle_layout_change;
	wl_signal_add(&desk->layout->events.change, &screen->layout_change);
	if (session != NULL) {
		screen->session_active.notify = handle_session_active;
		wl_signal_add(&session->events.active, &screen->session_active);
		screen->session_destroy.notify = handle_session_destroy;
		wl_signal_add(&session->events.destroy, &screen->session_destroy);
	}
	return screen;
}

void screen_destroy(struct screen *screen) {
	if (screen == NULL) {
		return;
	}
	wl_list_remove(&screen->new_output.link);
	wl_list_remove(&screen->backend_destroy.link);
	wl_list_remove(&screen->layout_change.link);
	forget_session(screen);
	struct output *output, *next;
	wl_list_for_each_safe(output, next, &screen->outputs, link) {
		output_destroy(output);
	}
	free(screen);
}

void screen_on_closed(struct screen *screen, void (*closed)(void *data), void *data) {
	screen->closed = closed;
	screen->data = data;
}

bool screen_active(const struct screen *screen) {
	return screen->session == NULL || screen->session->active;
}

void screen_change_vt(struct screen *screen, uint32_t vt) {
	if (screen->session != NULL) {
		wlr_session_change_vt(screen->session, vt);
	}
}

void screen_forget(struct screen *screen, bool nested) {
	struct output *output;
	wl_list_for_each(output, &screen->outputs, link) {
		nested = nested && !output->nested;
	}
	if (nested && screen->closed != NULL) {
		screen->closed(screen->data);
	}
}
