// SPDX-License-Identifier: MIT
#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/x11.h"
#include "guest-proxy/host/send.h"

static int clamp(int value, int min, int max) {
	if (value < min) {
		return min;
	}
	return value < max ? value : max;
}

// Where X11 puts it on its parent: a point of the parent, and the way from there
static struct gui_popup_reposition positioner(struct x11 *x11) {
	const struct wlr_xwayland_surface *own = x11->xsurface;
	const struct wlr_xwayland_surface *parent = x11_from_window(x11->window.parent)->xsurface;
	int x = own->x - parent->x, y = own->y - parent->y;
	int anchor_x = clamp(x, 0, parent->width > 1 ? parent->width - 1 : 0);
	int anchor_y = clamp(y, 0, parent->height > 1 ? parent->height - 1 : 0);
	return (struct gui_popup_reposition){
		.window = x11->window.id,
		.anchor_x = anchor_x,
		.anchor_y = anchor_y,
		.anchor_width = 1,
		.anchor_height = 1,
		.width = (uint32_t)clamp(own->width, 1, GUI_SIZE_MAX),
		.height = (uint32_t)clamp(own->height, 1, GUI_SIZE_MAX),
		.anchor = GUI_ANCHOR_TOP_LEFT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
		.constraint = GUI_CONSTRAINT_SLIDE_X | GUI_CONSTRAINT_SLIDE_Y,
		.offset_x = clamp(x - anchor_x, -GUI_COORD_MAX, GUI_COORD_MAX),
		.offset_y = clamp(y - anchor_y, -GUI_COORD_MAX, GUI_COORD_MAX),
	};
}

static bool announce(struct window *window) {
	if (!window_takes_popup(window->parent)) {
		return false;
	}
	struct gui_popup_reposition rules = positioner(x11_from_window(window));
	struct gui_popup_create record = {
		.window = window->id,
		.parent = window->parent->id,
		.anchor_x = rules.anchor_x,
		.anchor_y = rules.anchor_y,
		.anchor_width = rules.anchor_width,
		.anchor_height = rules.anchor_height,
		.width = rules.width,
		.height = rules.height,
		.anchor = rules.anchor,
		.gravity = rules.gravity,
		.constraint = rules.constraint,
		.offset_x = rules.offset_x,
		.offset_y = rules.offset_y,
	};
	x11_from_window(window)->moving = false;
	x11_from_window(window)->move_again = false;
	send_popup_create(window->app->link, &record);
	return true;
}

static void geometry(struct window *window, struct wlr_box *box) {
	const struct wlr_surface_state *state = &window->tree.surface->current;
	*box = (struct wlr_box){.width = state->width, .height = state->height};
}

static void configure(struct window *window, const struct gui_popup_configure *record) {
	struct x11 *x11 = x11_from_window(window);
	if (record->repositioned) {
		x11->moving = false;
	}
	if (x11->move_again && !x11->moving) {
		x11_popup_reposition(x11);
	}
	// X11 goes on to believe that it is where it was put; its size stays its own
	window->answer = record->serial;
	window->urgent = true;
	window_change(window);
}

// It cannot be asked to go: what wlroots would do to a window that does not know of
// WM_DELETE_WINDOW ends its whole program. So it is there, and nobody sees it.
static void close(struct window *window) {
	window_withdraw(window);
}

void x11_popup_reposition(struct x11 *x11) {
	if (x11->window.id == 0 || x11->window.parent == NULL) {
		return;
	}
	x11->move_again = x11->moving;
	if (!x11->moving) {
		struct gui_popup_reposition record = positioner(x11);
		x11->moving = true;
		send_popup_reposition(x11->window.app->link, &record);
	}
}

const struct window_impl x11_popup_impl = {
	.announce = announce,
	.geometry = geometry,
	.popup_configure = configure,
	.close = close,
};
