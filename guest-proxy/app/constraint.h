// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_CONSTRAINT_H
#define GUEST_PROXY_APP_CONSTRAINT_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "protocol/records.h"

/*
 * Pointer constraints and relative motion: programs ask, the compositor grants.
 */

struct app;
struct window;

struct constraints {
	struct wl_list list; // constraint.link, the newest first
	struct wlr_relative_pointer_manager_v1 *relative; // goes with the display
	struct wl_listener new_constraint;
};

bool constraint_init(struct app *app);
void constraint_finish(struct app *app);

// The compositor has come to know the window: ask again
void constraint_announce(struct window *window);
// It does not know the window any more
void constraint_forget(struct window *window);
// There is room for what could not be asked
void constraint_room(struct app *app);

// The link is gone: nothing is granted any more
void constraint_lose(struct app *app);

// Records; data is the app
void constraint_constrained(void *data, const struct gui_constrained *record);
void constraint_relative(void *data, const struct gui_pointer_relative *record);

#endif
