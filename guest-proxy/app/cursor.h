// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_CURSOR_H
#define GUEST_PROXY_APP_CURSOR_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest-proxy/app/tree.h"

/*
 * What programs want the pointer to look like: a shape from the list, or a surface
 * that is sent as an image.
 */

struct app;

struct cursor {
	struct tree tree; // the surface that is the cursor, if one is
	uint32_t serial; // the compositor's, by which the pointer entered; 0: none
	uint32_t shape; // without a surface; 0: hidden
	int32_t hot_x, hot_y; // in the surface
	bool changed; // since it was sent
	bool resting; // it was sent a moment ago
	struct wl_event_source *timer; // of that moment

	struct wl_listener request_cursor;
	struct wl_listener request_shape;
	struct wl_listener commit;
	struct wl_listener destroy;
};

bool cursor_init(struct app *app);
void cursor_finish(struct app *app);
// The link is gone: it counts for nothing until the pointer enters again
void cursor_lose(struct app *app);

#endif
