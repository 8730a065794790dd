// SPDX-License-Identifier: MIT
#include "guest-proxy/app/virtual_keyboard.h"

#include <stdlib.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"

struct virtual_keyboard {
	struct app *app;
	struct wlr_keyboard *wlr; // goes first
	struct wl_listener key;
	struct wl_listener modifiers;
	struct wl_listener destroy;
};

static void handle_key(struct wl_listener *listener, void *data) {
	struct virtual_keyboard *keyboard = wl_container_of(listener, keyboard, key);
	const struct wlr_keyboard_key_event *event = data;
	struct wlr_seat *seat = keyboard->app->seat.wlr;
	wlr_seat_set_keyboard(seat, keyboard->wlr);
	wlr_seat_keyboard_notify_key(seat, event->time_msec, event->keycode, event->state);
}

static void handle_modifiers(struct wl_listener *listener, void *data) {
	struct virtual_keyboard *keyboard = wl_container_of(listener, keyboard, modifiers);
	struct wlr_seat *seat = keyboard->app->seat.wlr;
	wlr_seat_set_keyboard(seat, keyboard->wlr);
	wlr_seat_keyboard_notify_modifiers(seat, &keyboard->wlr->modifiers);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct virtual_keyboard *keyboard = wl_container_of(listener, keyboard, destroy);
	wlr_seat_set_keyboard(keyboard->app->seat.wlr, &keyboard->app->seat.keyboard);
	listen_end(&keyboard->key);
	listen_end(&keyboard->modifiers);
	listen_end(&keyboard->destroy);
	free(keyboard);
}

static void handle_new_keyboard(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, virtual_keyboards.new_keyboard);
	struct wlr_virtual_keyboard_v1 *wlr = data;
	struct virtual_keyboard *keyboard = calloc(1, sizeof(*keyboard));
	if (keyboard == NULL) {
		wl_resource_post_no_memory(wlr->resource);
		return;
	}
	keyboard->app = app;
	keyboard->wlr = &wlr->keyboard;
	listen_begin(&keyboard->key, &wlr->keyboard.events.key, handle_key);
	listen_begin(&keyboard->modifiers, &wlr->keyboard.events.modifiers, handle_modifiers);
	listen_begin(&keyboard->destroy, &wlr->keyboard.base.events.destroy, handle_destroy);
}

bool virtual_keyboard_init(struct app *app) {
	struct wlr_virtual_keyboard_manager_v1 *manager = wlr_virtual_keyboard_manager_v1_create(
		app->display);
	if (manager == NULL) {
		return false;
	}
	listen_begin(&app->virtual_keyboards.new_keyboard, &manager->events.new_virtual_keyboard,
		handle_new_keyboard);
	return true;
}

void virtual_keyboard_finish(struct app *app) {
	listen_end(&app->virtual_keyboards.new_keyboard);
}
