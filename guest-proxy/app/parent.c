// SPDX-License-Identifier: MIT
#include "guest-proxy/app/parent.h"

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"

// False: it must wait until there is room
static bool tell(struct window *window, uint32_t parent, bool modal) {
	struct gui_parent record = {.window = window->id, .parent = parent, .modal = modal};
	if (!send_parent(window->app->link, &record)) {
		window->stale = true;
		return false;
	}
	window->told_parent = parent;
	return true;
}

// The one of parent and those it belongs to that belongs to window, as far as was told.
// What was told has no loop yet, so this ends.
static struct window *find_child(const struct window *window, struct window *parent) {
	while (parent != NULL && parent->told_parent != window->id) {
		parent = window_from_id(window->app, parent->told_parent);
	}
	return parent;
}

void parent_tell(struct window *window, struct window *parent, bool modal) {
	if (window->id == 0) {
		return;
	}
	struct window *child = find_child(window, parent);
	if (child != NULL) {
		// By now it belongs to another, or to none. That has its turn later.
		if (!tell(child, 0, false)) {
			window->stale = true;
			return;
		}
		child->stale = true;
	}
	tell(window, parent != NULL ? parent->id : 0, modal);
}

void parent_forget(struct window *window) {
	struct window *child;
	wl_list_for_each(child, &window->app->windows, link) {
		if (child->told_parent == window->id) {
			child->told_parent = 0;
		}
	}
	window->told_parent = 0;
}
