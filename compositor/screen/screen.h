// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SCREEN_SCREEN_H
#define COMPOSITOR_SCREEN_SCREEN_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * The outputs, as they come and go: each shows the desk's scene.
 */

struct desk;
struct wlr_backend;
struct wlr_session;

struct screen {
	struct desk *desk; // borrowed
	struct wlr_session *session; // borrowed, NULL if there is none
	struct wl_list outputs; // output.link
	// The user has closed the last window of a nested desktop
	void (*closed)(void *data);
	void *data;

	struct wl_listener new_output, backend_destroy, layout_change, session_active,
		session_destroy;
};

// After desk_init(), before the backend starts. session may be NULL. NULL on failure.
struct screen *screen_create(
	struct desk *desk, struct wlr_backend *backend, struct wlr_session *session);
// Before desk_finish(); the backend may be gone. NULL is fine.
void screen_destroy(struct screen *screen);

void screen_on_closed(struct screen *screen, void (*closed)(void *data), void *data);

// Whether anything drawn now can be seen: not while another virtual terminal is shown
bool screen_active(const struct screen *screen);
// Show another virtual terminal; nothing if the desk has none
void screen_change_vt(struct screen *screen, uint32_t vt);
// An output has gone, with its window on another desktop if nested
void screen_forget(struct screen *screen, bool nested);

#endif
