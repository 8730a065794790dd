// SPDX-License-Identifier: MIT
#include "guest-proxy/app/keyboard.h"

#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/text_input.h"
#include "guest-proxy/app/window.h"

static const struct wlr_keyboard_impl impl = {.name = "mamparo"};

void keyboard_init(struct app *app) {
	wlr_keyboard_init(&app->seat.keyboard, &impl, "mamparo");
	wlr_seat_set_keyboard(app->seat.wlr, &app->seat.keyboard);
}

void keyboard_finish(struct app *app) {
	wlr_keyboard_finish(&app->seat.keyboard);
}

static void send_key(struct app *app, struct wlr_keyboard_key_event *event) {
	// The compositor says what the modifiers are
	event->update_state = false;
	wlr_keyboard_notify_key(&app->seat.keyboard, event);
	if (text_input_grabs_key(app, event)) {
		return;
	}
	wlr_seat_set_keyboard(app->seat.wlr, &app->seat.keyboard);
	wlr_seat_keyboard_notify_key(app->seat.wlr, event->time_msec, event->keycode, event->state);
}

void keyboard_release_all(struct app *app) {
	struct wlr_keyboard *keyboard = &app->seat.keyboard;
	app->seat.held.count = 0;
	while (keyboard->num_keycodes > 0) {
		struct wlr_keyboard_key_event event = {
			.time_msec = seat_now(),
			.keycode = keyboard->keycodes[keyboard->num_keycodes - 1],
			.state = WL_KEYBOARD_KEY_STATE_RELEASED,
		};
		send_key(app, &event);
	}
}

void keyboard_keymap(void *data, const char *text, size_t len) {
	struct app *app = data;
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES);
	if (context == NULL) {
		log_error("cannot make a context for keymaps");
		return;
	}
	struct xkb_keymap *keymap = xkb_keymap_new_from_buffer(
		context, text, len, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	xkb_context_unref(context);
	if (keymap == NULL) {
		log_error("the keymap cannot be read");
		return;
	}
	wlr_keyboard_set_keymap(&app->seat.keyboard, keymap);
	xkb_keymap_unref(keymap);
}

void keyboard_repeat(void *data, const struct gui_repeat *record) {
	struct app *app = data;
	wlr_keyboard_set_repeat_info(
		&app->seat.keyboard, (int32_t)record->rate, (int32_t)record->delay);
}

// What was meant for another window is not for the next
static void forget_held(struct app *app) {
	app->seat.held.count = 0;
	app->seat.held.holding = false;
}

// Grabs of popups and drags would keep the focus where it is; here the compositor has
// moved it already, so they are not asked.
void keyboard_enter(void *data, const struct gui_keyboard_enter *record) {
	struct app *app = data;
	struct window *window = window_from_id(app, record->window);
	if (window == NULL || window->tree.surface == NULL) {
		return;
	}
	forget_held(app);
	struct wlr_keyboard *keyboard = &app->seat.keyboard;
	uint32_t before = wl_display_get_serial(app->display);
	wlr_seat_keyboard_enter(app->seat.wlr, window->tree.surface, keyboard->keycodes,
		keyboard->num_keycodes, &keyboard->modifiers);
	seat_note_serials(app, before, record->serial);
	text_input_focus(app, window->tree.surface);
	if (window->impl->focused != NULL) {
		window->impl->focused(window);
	}
}

void keyboard_leave(void *data, const struct gui_keyboard_leave *record) {
	struct app *app = data;
	forget_held(app);
	wlr_seat_keyboard_clear_focus(app->seat.wlr);
	text_input_focus(app, NULL);
}

static void give_key(struct app *app, const struct gui_key *record) {
	struct wlr_keyboard_key_event event = {
		.time_msec = seat_time(app, record->time),
		.keycode = record->key,
		.state = record->pressed ? WL_KEYBOARD_KEY_STATE_PRESSED
					 : WL_KEYBOARD_KEY_STATE_RELEASED,
	};
	uint32_t before = wl_display_get_serial(app->display);
	send_key(app, &event);
	seat_note_serials(app, before, record->serial);
	if (record->pressed) {
		app->seat.last_act = record->serial;
	}
}

static void give_modifiers(struct app *app, const struct gui_modifiers *record) {
	wlr_keyboard_notify_modifiers(&app->seat.keyboard, record->depressed, record->latched,
		record->locked, record->group);
	if (!text_input_grabs_modifiers(app)) {
		wlr_seat_keyboard_notify_modifiers(app->seat.wlr, &app->seat.keyboard.modifiers);
	}
}

static void give(struct app *app, const struct held_key *key) {
	if (key->is_key) {
		give_key(app, &key->key);
	} else {
		give_modifiers(app, &key->modifiers);
	}
}

void keyboard_hold(struct app *app) {
	app->seat.held.holding = true;
}

// Ctrl and a button are not a button and then Ctrl. To hold the button instead, all that the
// pointer does would have to wait. What comes later still may.
void keyboard_precede(struct app *app) {
	struct held_keys *held = &app->seat.held;
	for (size_t i = 0; i < held->count; i++) {
		give(app, &held->list[i]);
	}
	held->count = 0;
}

void keyboard_let_go(struct app *app) {
	keyboard_precede(app);
	forget_held(app);
}

// More than can be held goes to its window, whatever that makes of it
static void take(struct app *app, const struct held_key *key) {
	if (app->seat.held.holding) {
		if (held_keys_add(&app->seat.held, key)) {
			return;
		}
		keyboard_let_go(app);
	}
	give(app, key);
}

void keyboard_key(void *data, const struct gui_key *record) {
	const struct held_key key = {.is_key = true, .key = *record};
	take(data, &key);
}

void keyboard_modifiers(void *data, const struct gui_modifiers *record) {
	const struct held_key key = {.modifiers = *record};
	take(data, &key);
}
