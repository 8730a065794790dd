// SPDX-License-Identifier: MIT
#include "compositor/desk/desk_guest.h"

#include <stdlib.h>

#include "common/log.h"
#include "compositor/desk/constraint.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/grab.h"
#include "compositor/desk/guest_buffer.h"
#include "compositor/desk/guest_output.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/popup.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"
#include "protocol/text.h"

_Static_assert(LABEL_NAME_MAX == GUEST_NAME_MAX, "a name is a guest's and a label's");

// The edge knows that the id is a toplevel's
static struct window *window_of(struct desk_guest *guest, uint32_t id) {
	return &guest->windows[id]->window;
}

// What stands on others is before them in the list, and goes before them
static void forget_popups(struct desk_guest *guest) {
	struct popup *popup, *next;
	wl_list_for_each_safe(popup, next, &guest->desk->popups, link) {
		if (popup->guest == guest) {
			guest->popups[popup->id] = NULL;
			popup_destroy(popup);
		}
	}
}

static void forget_windows(struct desk_guest *guest) {
	for (uint32_t id = 1; id <= GUI_WINDOWS_MAX; id++) {
		struct guest_window *window = guest->windows[id];
		guest->windows[id] = NULL;
		guest_window_destroy(window);
	}
}

static void forget_link(struct desk_guest *guest) {
	guest_buffer_lost(guest);
	forget_popups(guest);
	forget_windows(guest);
	guest_input_lost(guest);
	guest->connected = false;
	guest->silent = false;
}

static void handle_connected(void *data) {
	struct desk_guest *guest = data;
	guest->connected = true;
	guest_input_connected(guest);
	guest_output_connected(guest);
}

static void handle_lost(void *data, const char *reason) {
	forget_link(data);
}

bool desk_guest_is_grey(const struct desk_guest *guest) {
	return guest->silent || guest->paused;
}

static void show_grey(struct desk_guest *guest) {
	bool grey = desk_guest_is_grey(guest);
	for (uint32_t id = 1; id <= GUI_WINDOWS_MAX; id++) {
		if (guest->windows[id] != NULL) {
			window_set_grey(&guest->windows[id]->window, grey);
		} else if (guest->popups[id] != NULL) {
			popup_set_grey(guest->popups[id], grey);
		}
	}
}

void desk_guest_set_paused(struct desk_guest *guest, bool paused) {
	if (guest->paused != paused) {
		guest->paused = paused;
		show_grey(guest);
	}
}

static void handle_silent(void *data, bool silent) {
	struct desk_guest *guest = data;
	guest->silent = silent;
	show_grey(guest);
}

static bool handle_pool_create(
	void *data, const struct gui_pool_create *record, const struct transport_pages *pages) {
	return guest_buffer_create_pool(data, record, pages);
}

static void handle_pool_destroy(void *data, const struct gui_pool_destroy *record) {
	guest_buffer_destroy_pool(data, record->pool);
}

static bool handle_buffer_create(void *data, const struct gui_buffer_create *record) {
	return guest_buffer_create(data, record);
}

static void handle_buffer_destroy(void *data, const struct gui_buffer_destroy *record) {
	guest_buffer_destroy(data, record->buffer);
}

static bool handle_toplevel_create(void *data, const struct gui_toplevel_create *record) {
	struct desk_guest *guest = data;
	guest->windows[record->window] = guest_window_create(guest, record->window);
	return guest->windows[record->window] != NULL;
}

static bool handle_popup_create(void *data, const struct gui_popup_create *record) {
	struct desk_guest *guest = data;
	guest->popups[record->window] = popup_create(guest, record);
	return guest->popups[record->window] != NULL;
}

static void handle_popup_reposition(void *data, const struct gui_popup_reposition *record) {
	struct desk_guest *guest = data;
	popup_reposition(guest->popups[record->window], record);
}

static bool handle_drag_create(void *data, const struct gui_drag_create *record) {
	struct desk_guest *guest = data;
	guest->popups[record->window] = popup_create_drag(guest, record);
	return guest->popups[record->window] != NULL;
}

static void handle_window_destroy(void *data, const struct gui_window_destroy *record) {
	struct desk_guest *guest = data;
	struct guest_window *window = guest->windows[record->window];
	struct popup *popup = guest->popups[record->window];
	guest->windows[record->window] = NULL;
	guest->popups[record->window] = NULL;
	guest_window_destroy(window);
	popup_destroy(popup);
	const struct gui_window_gone answer = {.window = record->window};
	send_window_gone(guest->guest, &answer);
}

static bool handle_commit(void *data, const struct gui_commit *record) {
	struct desk_guest *guest = data;
	struct guest_window *window = guest->windows[record->window];
	return window != NULL ? guest_window_commit(window, record)
			      : popup_commit(guest->popups[record->window], record);
}

static void handle_title(void *data, const struct gui_title *record) {
	char title[GUI_TITLE_MAX + 1];
	text_title(title, sizeof(title), record->tail, record->count);
	window_set_title(window_of(data, record->window), title);
}

static void handle_app_id(void *data, const struct gui_app_id *record) {
	char app_id[GUI_APP_ID_MAX + 1];
	text_app_id(app_id, sizeof(app_id), record->tail, record->count);
	window_set_app_id(window_of(data, record->window), app_id);
}

static void handle_parent(void *data, const struct gui_parent *record) {
	struct window *window = window_of(data, record->window);
	window->parent = record->parent != 0 ? window_of(data, record->parent) : NULL;
}

static void handle_size_limits(void *data, const struct gui_size_limits *record) {
	struct window *window = window_of(data, record->window);
	window->min_width = record->min_width;
	window->min_height = record->min_height;
	window->max_width = record->max_width;
	window->max_height = record->max_height;
}

static void handle_hints(void *data, const struct gui_hints *record) {
	struct desk_guest *guest = data;
	guest->windows[record->window]->idle_inhibit = record->idle_inhibit != 0;
	desk_update_idle(guest->desk);
}

static void handle_attention(void *data, const struct gui_attention *record) {
	window_set_attention(window_of(data, record->window));
}

// These two hold only while a button is down that the window was told of: one on the
// frame is between the user and us
static bool holds_press(const struct window *window) {
	const struct focus *focus = &window->desk->focus;
	return focus->pointer == window && focus->sent_count > 0;
}

static void handle_move_request(void *data, const struct gui_move_request *record) {
	struct window *window = window_of(data, record->window);
	if (holds_press(window)) {
		grab_begin_move(window->desk, window);
	}
}

static void handle_resize_request(void *data, const struct gui_resize_request *record) {
	struct window *window = window_of(data, record->window);
	if (holds_press(window)) {
		grab_begin_resize(window->desk, window, record->edges);
	}
}

static void handle_state_request(void *data, const struct gui_state_request *record) {
	struct desk_guest *guest = data;
	guest_window_request(guest->windows[record->window], record);
}

// One press, one menu: a guest that asks again at once would leave nothing else to the user
static void handle_menu_request(void *data, const struct gui_menu_request *record) {
	struct desk_guest *guest = data;
	if (guest->input.pressed) {
		guest->input.pressed = !menu_request(
			window_of(guest, record->window), record->x, record->y);
	}
}

// The edge knows that the pointer was there once; here it must be there now
static void handle_cursor_shape(void *data, const struct gui_cursor_shape *record) {
	struct desk_guest *guest = data;
	if (guest->pointer != 0) {
		cursor_guest_shape(guest, record->shape);
	}
}

static void handle_cursor_image(void *data, const struct guest_cursor *cursor) {
	struct desk_guest *guest = data;
	if (guest->pointer != 0) {
		cursor_guest_image(guest, cursor);
	}
}

static void handle_constrain(void *data, const struct gui_constrain *record) {
	struct desk_guest *guest = data;
	if (!constraint_set(guest, window_of(guest, record->window), record)) {
		guest_fail(guest->guest, "no room");
	}
}

static void handle_unconstrain(void *data, const struct gui_unconstrain *record) {
	constraint_unset(window_of(data, record->window));
}

static void handle_lock_hint(void *data, const struct gui_lock_hint *record) {
	constraint_hint(window_of(data, record->window), record);
}

static const struct guest_events guest_events = {
	.connected = handle_connected,
	.lost = handle_lost,
	.silent = handle_silent,
	.pool_create = handle_pool_create,
	.pool_destroy = handle_pool_destroy,
	.buffer_create = handle_buffer_create,
	.buffer_destroy = handle_buffer_destroy,
	.toplevel_create = handle_toplevel_create,
	.popup_create = handle_popup_create,
	.popup_reposition = handle_popup_reposition,
	.drag_create = handle_drag_create,
	.window_destroy = handle_window_destroy,
	.commit = handle_commit,
	.title = handle_title,
	.app_id = handle_app_id,
	.parent = handle_parent,
	.size_limits = handle_size_limits,
	.hints = handle_hints,
	.attention = handle_attention,
	.move_request = handle_move_request,
	.resize_request = handle_resize_request,
	.state_request = handle_state_request,
	.menu_request = handle_menu_request,
	.cursor_shape = handle_cursor_shape,
	.cursor_image = handle_cursor_image,
	.constrain = handle_constrain,
	.unconstrain = handle_unconstrain,
	.lock_hint = handle_lock_hint,
};

struct desk_guest *desk_guest_create(
	struct desk *desk, const struct guest_conf *conf, const char *colour) {
	struct desk_guest *guest = calloc(1, sizeof(*guest));
	if (guest == NULL) {
		log_errno("guest %s", conf->name);
		return NULL;
	}
	guest->desk = desk;
	wl_list_init(&guest->held_buffers);
	wl_list_init(&guest->held_pools);
	wl_list_insert(desk->guests.prev, &guest->link);
	if (!label_init(&guest->label, conf->name, colour)) {
		log_error("guest %s: no such name or colour: %s", conf->name, colour);
		desk_guest_destroy(guest);
		return NULL;
	}
	guest->guest = guest_create(desk->loop, conf, &guest_events, guest);
	if (guest->guest == NULL) {
		log_errno("guest %s", conf->name);
		desk_guest_destroy(guest);
		return NULL;
	}
	return guest;
}

void desk_guest_destroy(struct desk_guest *guest) {
	if (guest == NULL) {
		return;
	}
	forget_link(guest); // while there is somebody to whom the rest of the desk may speak
	guest_destroy(guest->guest);
	wl_list_remove(&guest->link);
	free(guest);
}
