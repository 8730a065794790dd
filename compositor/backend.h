// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_BACKEND_H
#define COMPOSITOR_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <wayland-server-core.h>

/*
 * What the compositor draws on and with: the machine's screens, a window of another
 * desktop, or memory; and GLES2 or pixman.
 */

struct options_size;
struct wlr_allocator;
struct wlr_backend;
struct wlr_renderer;
struct wlr_session;

struct backend {
	struct wlr_backend *wlr; // owned; NULL: none, or lost
	struct wlr_session *session; // the backend's; NULL: nested or headless
	struct wlr_renderer *renderer; // owned
	struct wlr_allocator *allocator; // owned
	// It is gone for good; called once, from the loop. A log line says why.
	void (*lost)(void *data);
	void *data;
	struct wl_listener destroy, renderer_lost;
};

// The caller has set lost and data. headless: outputs come in memory, from
// backend_start(). False, and a log line, on failure; backend_finish() is then still
// to be called.
bool backend_init(struct backend *backend, struct wl_event_loop *events, bool headless);
void backend_finish(struct backend *backend);

// Devices and outputs begin to come. False, and a log line, on failure.
bool backend_start(
	struct backend *backend, const struct options_size *headless, size_t headless_count);

#endif
