// SPDX-License-Identifier: MIT
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/constraint.h"
#include "guest-proxy/app/names.h"
#include "guest-proxy/app/parent.h"
#include "guest-proxy/app/x11.h"
#include "guest-proxy/app/x11_focus.h"
#include "guest-proxy/host/send.h"

void x11_toplevel_send_parent(struct x11 *x11) {
	struct x11 *parent = x11->xsurface->parent != NULL
		? x11_from_xsurface(x11->xsurface->parent)
		: NULL;
	bool usable = parent != NULL && parent->window.role == WINDOW_TOPLEVEL;
	parent_tell(&x11->window, usable ? &parent->window : NULL, usable && x11->xsurface->modal);
}

static uint32_t limit(int32_t length) {
	if (length < 0) {
		return 0;
	}
	return length < GUI_SIZE_MAX ? (uint32_t)length : GUI_SIZE_MAX;
}

void x11_toplevel_send_limits(struct x11 *x11) {
	struct gui_size_limits record = {.window = x11->window.id};
	const xcb_size_hints_t *hints = x11->xsurface->size_hints;
	if (hints != NULL && hints->flags & XCB_ICCCM_SIZE_HINT_P_MIN_SIZE) {
		record.min_width = limit(hints->min_width);
		record.min_height = limit(hints->min_height);
	}
	if (hints != NULL && hints->flags & XCB_ICCCM_SIZE_HINT_P_MAX_SIZE) {
		record.max_width = limit(hints->max_width);
		record.max_height = limit(hints->max_height);
	}
	if (record.window == 0 || memcmp(&record, &x11->limits, sizeof(record)) == 0) {
		return;
	}
	if (send_size_limits(x11->window.app->link, &record)) {
		x11->limits = record;
	} else {
		x11->window.stale = true;
	}
}

static bool announce(struct window *window) {
	struct x11 *x11 = x11_from_window(window);
	struct gui_toplevel_create record = {.window = window->id};
	send_toplevel_create(window->app->link, &record);
	x11->limits = (struct gui_size_limits){.window = window->id};
	constraint_announce(window);
	return true;
}

static void describe(struct window *window) {
	struct x11 *x11 = x11_from_window(window);
	names_send_title(window, x11->xsurface->title);
	names_send_app_id(window, x11->xsurface->class);
	x11_toplevel_send_parent(x11);
	x11_toplevel_send_limits(x11);
}

static void geometry(struct window *window, struct wlr_box *box) {
	const struct wlr_surface_state *state = &window->tree.surface->current;
	*box = (struct wlr_box){.width = state->width, .height = state->height};
}

// A menu of X11 does not hear that the user has gone to another guest, and would stay
// above it. It comes back with its window.
static void set_active(struct x11 *x11, bool active) {
	struct window *child;
	if (x11->active == active) {
		return;
	}
	x11->active = active;
	wl_list_for_each(child, &x11->window.app->windows, link) {
		if (child->parent != &x11->window || child->impl != &x11_popup_impl) {
			continue;
		}
		if (!active) {
			window_withdraw(child);
		} else if (child->mapped) {
			window_announce(child);
		}
	}
}

static void configure(struct window *window, const struct gui_configure *record) {
	struct x11 *x11 = x11_from_window(window);
	set_active(x11, (record->states & GUI_STATE_ACTIVATED) != 0);
	struct wlr_xwayland_surface *xsurface = x11->xsurface;
	x11->width = record->width;
	x11->height = record->height;
	x11->fixed = record->states & (GUI_STATE_MAXIMIZED | GUI_STATE_FULLSCREEN);
	wlr_xwayland_surface_set_maximized(xsurface, record->states & GUI_STATE_MAXIMIZED);
	wlr_xwayland_surface_set_fullscreen(xsurface, record->states & GUI_STATE_FULLSCREEN);
	wlr_xwayland_surface_activate(xsurface, record->states & GUI_STATE_ACTIVATED);
	if (record->width > 0 && record->height > 0) {
		wlr_xwayland_surface_configure(
			xsurface, 0, 0, (uint16_t)record->width, (uint16_t)record->height);
	}
	// X11 has no acknowledgement; the next commit is taken for it
	window->answer = record->serial;
	window->urgent = true;
	window_change(window);
}

static void close(struct window *window) {
	wlr_xwayland_surface_close(x11_from_window(window)->xsurface);
}

static void focused(struct window *window) {
	struct wlr_xwayland_surface *xsurface = x11_from_window(window)->xsurface;
	window->app->xwayland.focused = window;
	wlr_xwayland_surface_activate(xsurface, true);
	wlr_xwayland_surface_restack(xsurface, NULL, XCB_STACK_MODE_ABOVE);
	x11_focus_wait(window->app);
}

static void lost(struct window *window) {
	wlr_xwayland_surface_activate(x11_from_window(window)->xsurface, false);
}

const struct window_impl x11_toplevel_impl = {
	.announce = announce,
	.describe = describe,
	.geometry = geometry,
	.configure = configure,
	.close = close,
	.focused = focused,
	.lost = lost,
};
