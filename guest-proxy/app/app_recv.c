// SPDX-License-Identifier: MIT
#include "guest-proxy/app/app.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/commit.h"
#include "guest-proxy/app/keyboard.h"
#include "guest-proxy/app/pointer.h"
#include "guest-proxy/app/presentation.h"
#include "guest-proxy/app/touch.h"
#include "guest-proxy/app/window.h"

static void announce_all(struct app *app, enum window_role role) {
	struct window *window, *next;
	wl_list_for_each_safe(window, next, &app->windows, link) {
		if (window->wanted && window->role == role) {
			window_announce(window);
		}
	}
}

static void handle_connected(void *data, const struct gui_welcome *record) {
	struct app *app = data;
	struct gui_capabilities capabilities = {.capabilities = record->capabilities};
	outputs_expire(app);
	// None yet: they come in a record of their own, and until then programs keep the
	// keyboard and pointer that they have
	if (capabilities.capabilities != 0) {
		seat_capabilities(app, &capabilities);
	}
	announce_all(app, WINDOW_TOPLEVEL);
	announce_all(app, WINDOW_POPUP);
}

static void handle_lost(void *data) {
	struct app *app = data;
	seat_lose(app);
	cursor_lose(app);
	constraint_lose(app);
	text_input_focus(app, NULL);
	// Popups end, and with them those that are on them, which come later in the list
	struct window *window, *next;
	wl_list_for_each_reverse_safe(window, next, &app->windows, link) {
		window_lose(window);
	}
}

// The one of those with something to say whose last turn was longest ago, or NULL
static struct window *next_stale(struct app *app) {
	struct window *window, *next = NULL;
	wl_list_for_each(window, &app->windows, link) {
		bool waits = window->stale && window->id != 0;
		if (waits && (next == NULL || window->turn < next->turn)) {
			next = window;
		}
	}
	return next;
}

// A program that always has something to say would else keep all after it from a word
static void describe_in_turn(struct app *app) {
	struct window *window = next_stale(app);
	while (window != NULL) {
		window_room(window);
		if (window->stale) {
			return; // the room was not enough
		}
		window->turn = ++app->turns;
		window = next_stale(app);
	}
}

static void handle_room(void *data) {
	struct app *app = data;
	struct window *window;
	// The newest stand on those that came before
	wl_list_for_each(window, &app->windows, link) {
		if (window->id == 0) {
			window_room(window);
		}
	}
	describe_in_turn(app);
	constraint_room(app);
	commit_schedule(app);
}

static void handle_configure(void *data, const struct gui_configure *record) {
	struct window *window = window_from_id(data, record->window);
	if (window != NULL && window->impl->configure != NULL) {
		window->configured = true;
		window->impl->configure(window, record);
	}
}

static void handle_popup_configure(void *data, const struct gui_popup_configure *record) {
	struct window *window = window_from_id(data, record->window);
	if (window != NULL && window->impl->popup_configure != NULL) {
		window->configured = true;
		window->impl->popup_configure(window, record);
	}
}

static void close_window(struct app *app, uint32_t id, enum window_role role) {
	struct window *window = window_from_id(app, id);
	if (window != NULL && window->role == role) {
		window->impl->close(window);
	}
}

static void handle_popup_dismissed(void *data, const struct gui_popup_dismissed *record) {
	close_window(data, record->window, WINDOW_POPUP);
}

static void handle_drag_dropped(void *data, const struct gui_drag_dropped *record) {
	close_window(data, record->window, WINDOW_DRAG);
}

static void handle_close(void *data, const struct gui_close *record) {
	close_window(data, record->window, WINDOW_TOPLEVEL);
}

const struct recv app_recv = {
	.connected = handle_connected,
	.lost = handle_lost,
	.room = handle_room,
	.keymap = keyboard_keymap,
	.capabilities = seat_capabilities,
	.output = output_changed,
	.output_gone = output_gone,
	.configure = handle_configure,
	.popup_configure = handle_popup_configure,
	.popup_dismissed = handle_popup_dismissed,
	.drag_dropped = handle_drag_dropped,
	.close = handle_close,
	.frame_done = commit_frame_done,
	.presented = presentation_presented,
	.visible = commit_visible,
	.window_output = output_window,
	.preferred_scale = output_preferred_scale,
	.repeat = keyboard_repeat,
	.keyboard_enter = keyboard_enter,
	.keyboard_leave = keyboard_leave,
	.key = keyboard_key,
	.modifiers = keyboard_modifiers,
	.input_reset = seat_input_reset,
	.pointer_enter = pointer_enter,
	.pointer_leave = pointer_leave,
	.pointer_motion = pointer_motion,
	.pointer_button = pointer_button,
	.pointer_axis = pointer_axis,
	.pointer_frame = pointer_frame,
	.pointer_relative = constraint_relative,
	.constrained = constraint_constrained,
	.touch_down = touch_down,
	.touch_up = touch_up,
	.touch_motion = touch_motion,
	.touch_frame = touch_frame,
	.touch_cancel = touch_cancel,
};
