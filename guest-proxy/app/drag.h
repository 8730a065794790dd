// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_DRAG_H
#define GUEST_PROXY_APP_DRAG_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Drags between the programs of this VM. The compositor shows the icon under the
 * pointer and tells which window is beneath.
 */

struct app;

struct drags {
	uint32_t serial; // the compositor's, by which the next drag starts
	struct wl_listener request_start;
	struct wl_listener start;
};

bool drag_init(struct app *app);
void drag_finish(struct app *app);
// What is dragged, if anything is, is not dropped
void drag_cancel(struct app *app);

#endif
