// SPDX-License-Identifier: MIT
#include "guest-proxy/app/input_popup.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"

struct input_popup {
	struct window window;
	struct wlr_input_popup_surface_v2 *wlr; // goes first
	struct gui_popup_reposition place; // as last asked for
	bool moving; // that is not answered yet

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener destroy;
};

static struct input_popup *popup_from_window(struct window *window) {
	struct input_popup *popup = wl_container_of(window, popup, window);
	return popup;
}

static int clamp(int value, int min, int max) {
	if (value < min) {
		return min;
	}
	return value < max ? value : max;
}

// Below the cursor, or above it where there is no room
static struct gui_popup_reposition positioner(struct input_popup *popup) {
	const struct wlr_surface_state *state = &popup->wlr->surface->current;
	struct wlr_box cursor;
	text_input_cursor(popup->window.app, popup->window.parent, &cursor);
	return (struct gui_popup_reposition){
		.window = popup->window.id,
		.anchor_x = clamp(cursor.x, -GUI_COORD_MAX, GUI_COORD_MAX),
		.anchor_y = clamp(cursor.y, -GUI_COORD_MAX, GUI_COORD_MAX),
		.anchor_width = (uint32_t)clamp(cursor.width, 1, GUI_SIZE_MAX),
		.anchor_height = (uint32_t)clamp(cursor.height, 1, GUI_SIZE_MAX),
		.width = (uint32_t)clamp(state->width, 1, GUI_SIZE_MAX),
		.height = (uint32_t)clamp(state->height, 1, GUI_SIZE_MAX),
		.anchor = GUI_ANCHOR_BOTTOM_LEFT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
		.constraint = GUI_CONSTRAINT_SLIDE_X | GUI_CONSTRAINT_FLIP_Y,
	};
}

static bool announce(struct window *window) {
	struct input_popup *popup = popup_from_window(window);
	if (!window_takes_popup(window->parent)) {
		return false;
	}
	popup->place = positioner(popup);
	popup->moving = false;
	struct gui_popup_create record = {
		.window = window->id,
		.parent = window->parent->id,
		.anchor_x = popup->place.anchor_x,
		.anchor_y = popup->place.anchor_y,
		.anchor_width = popup->place.anchor_width,
		.anchor_height = popup->place.anchor_height,
		.width = popup->place.width,
		.height = popup->place.height,
		.anchor = popup->place.anchor,
		.gravity = popup->place.gravity,
		.constraint = popup->place.constraint,
	};
	send_popup_create(window->app->link, &record);
	return true;
}

static void geometry(struct window *window, struct wlr_box *box) {
	const struct wlr_surface_state *state = &window->tree.surface->current;
	*box = (struct wlr_box){.width = state->width, .height = state->height};
}

// One at a time: what is typed may be faster than the compositor
static void move(struct input_popup *popup) {
	if (popup->window.id == 0 || popup->moving) {
		return;
	}
	struct gui_popup_reposition place = positioner(popup);
	if (memcmp(&place, &popup->place, sizeof(place)) != 0) {
		popup->place = place;
		popup->moving = true;
		send_popup_reposition(popup->window.app->link, &place);
	}
}

static void configure(struct window *window, const struct gui_popup_configure *record) {
	struct input_popup *popup = popup_from_window(window);
	if (record->repositioned) {
		popup->moving = false;
		move(popup);
	}
	struct wlr_box cursor = {
		.x = popup->place.anchor_x - record->x,
		.y = popup->place.anchor_y - record->y,
		.width = (int)popup->place.anchor_width,
		.height = (int)popup->place.anchor_height,
	};
	wlr_input_popup_surface_v2_send_text_input_rectangle(popup->wlr, &cursor);
	// The method chooses the size; nothing more is asked of it
	window->answer = record->serial;
	window->urgent = true;
	window_change(window);
}

// The method will see that its text input has gone
static void close(struct window *window) {
	window_withdraw(window);
}

static const struct window_impl impl = {
	.announce = announce,
	.geometry = geometry,
	.popup_configure = configure,
	.close = close,
};

void input_popup_move_all(struct app *app) {
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		if (window->impl == &impl) {
			move(popup_from_window(window));
		}
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, map);
	struct window *window = &popup->window;
	struct wlr_surface *focus = window->app->text_inputs.focus;
	window->parent = focus != NULL ? window_from_surface(window->app, focus) : NULL;
	window_announce(window);
	window_map(window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, unmap);
	window_unmap(&popup->window);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, commit);
	move(popup);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, destroy);
	listen_end(&popup->map);
	listen_end(&popup->unmap);
	listen_end(&popup->commit);
	listen_end(&popup->destroy);
	window_finish(&popup->window);
	free(popup);
}

void input_popup_handle_new(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, text_inputs.method_popup);
	struct wlr_input_popup_surface_v2 *wlr = data;
	struct input_popup *popup = calloc(1, sizeof(*popup));
	if (popup == NULL) {
		wl_resource_post_no_memory(wlr->resource);
		return;
	}
	popup->wlr = wlr;
	window_init(&popup->window, app, &impl);
	popup->window.role = WINDOW_POPUP;
	if (!window_set_surface(&popup->window, wlr->surface)) {
		window_finish(&popup->window);
		free(popup);
		wl_resource_post_no_memory(wlr->resource);
		return;
	}
	listen_begin(&popup->map, &wlr->surface->events.map, handle_map);
	listen_begin(&popup->unmap, &wlr->surface->events.unmap, handle_unmap);
	listen_begin(&popup->commit, &wlr->surface->events.commit, handle_commit);
	listen_begin(&popup->destroy, &wlr->events.destroy, handle_destroy);
}
