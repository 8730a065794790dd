// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_SELECTION_H
#define GUEST_PROXY_APP_SELECTION_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * The clipboard and the primary selection, between the programs of this VM only.
 */

struct app;

struct selection {
	struct wl_listener request_set;
	struct wl_listener request_set_primary;
};

bool selection_init(struct app *app);
void selection_finish(struct app *app);

#endif
