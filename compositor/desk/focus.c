// SPDX-License-Identifier: MIT
#include "compositor/desk/focus.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_session_lock_v1.h>

#include "common/loop.h"
#include "compositor/desk/constraint.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/label.h"
#include "compositor/desk/moment.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/stack.h"
#include "compositor/desk/window.h"

bool focus_same_guest(const struct window *a, const struct window *b) {
	return strcmp(a->label->name, b->label->name) == 0;
}

static bool is_local(const struct window *window) {
	return window->label->name[0] == '\0';
}

static void set_activated(struct window *window, bool activated) {
	window->activated = activated;
	if (activated) {
		window->attention = false;
	}
	frame_set_state(window->frame, activated, window->attention, window->grey);
	if (window->mapped) {
		window->impl->configure(window);
	}
	wl_signal_emit_mutable(&window->desk->events.window_change, window);
}

static void send_key(struct desk *desk, uint64_t time, uint32_t key, bool pressed) {
	struct focus *focus = &desk->focus;
	if (focus->keyboard != NULL) {
		focus->keyboard->impl->key(focus->keyboard, time, key, pressed);
	} else if (focus->keyboard_surface != NULL) {
		wlr_seat_keyboard_notify_key(desk->seat, moment_ms(time), key,
			pressed ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED);
	}
}

void focus_release_keys(struct desk *desk) {
	struct focus *focus = &desk->focus;
	while (focus->key_count > 0) {
		send_key(desk, loop_now(), focus->keys[--focus->key_count], false);
	}
}

// Keys that are held stay so if another window of the same guest is next: it knows them
static void leave_keyboard(struct desk *desk, const struct window *next) {
	struct focus *focus = &desk->focus;
	if (focus->keyboard == NULL || next == NULL || is_local(next) ||
		!focus_same_guest(focus->keyboard, next)) {
		focus_release_keys(desk);
	}
	struct window *window = focus->keyboard;
	if (window != NULL) {
		window->impl->keyboard_leave(window);
	} else if (focus->keyboard_surface != NULL) {
		wlr_seat_keyboard_notify_clear_focus(desk->seat);
	}
	focus->keyboard = NULL;
	focus->keyboard_surface = NULL;
}

// A key that was not pressed for the new holder stays unknown to it
static void enter_keyboard(struct desk *desk, struct window *window, struct wlr_surface *surface) {
	struct focus *focus = &desk->focus;
	focus->keyboard = window;
	focus->keyboard_surface = surface;
	if (window != NULL) {
		window->impl->keyboard_enter(window);
		set_activated(window, true);
	} else if (surface != NULL) {
		struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(desk->seat);
		wlr_seat_keyboard_notify_enter(desk->seat, surface, NULL, 0,
			keyboard == NULL ? NULL : &keyboard->modifiers);
	}
}

// A guest that loses the keyboard keeps nothing that is pressed, nor a menu
static void take_rest(struct desk *desk, struct window *old, struct window *new) {
	struct focus *focus = &desk->focus;
	if (old == NULL || (new != NULL &&focus_same_guest(old, new))) {
		return;
	}
	struct window *pointer = focus->pointer_popup != NULL ? focus->pointer_popup->window
							      : focus->pointer;
	if (pointer != NULL && focus->sent_count > 0 && focus_same_guest(pointer, old)) {
		pointer_take(desk);
	}
	touch_cancel_guest(desk, old);
	popup_dismiss_grabs(desk, new);
}

void focus_end_menu(struct desk *desk) {
	if (desk->drag.wlr == NULL && wlr_seat_pointer_has_grab(desk->seat)) {
		wlr_seat_pointer_end_grab(desk->seat);
	}
}

static bool is_lock(struct wlr_surface *surface) {
	return wlr_session_lock_surface_v1_try_from_wlr_surface(surface) != NULL;
}

// Tell the keyboard's old and new holder, if who should have it has changed. gone is
// on its way off the desk and is told no more than that.
static void apply(struct desk *desk, const struct window *gone) {
	struct focus *focus = &desk->focus;
	struct wlr_surface *surface = focus->surface;
	if (surface != NULL && desk->lock.locked && !is_lock(surface)) {
		surface = NULL;
	}
	struct window *window = surface == NULL && !desk->lock.locked ? focus->window : NULL;
	if (window == focus->keyboard && surface == focus->keyboard_surface) {
		return;
	}
	struct window *old = focus->keyboard;
	focus_end_menu(desk);
	leave_keyboard(desk, window);
	if (old != NULL && old != gone) {
		set_activated(old, false);
	}
	take_rest(desk, old, window);
	enter_keyboard(desk, window, surface);
	constraint_update(desk);
}

static bool act_led_to(const struct desk *desk, const struct window *window) {
	const struct focus *focus = &desk->focus;
	return focus->act != 0 && strcmp(focus->act_guest, window->label->name) == 0 &&
		loop_now() - focus->act <= FOCUS_ACT_TIME * LOOP_NS_PER_MS;
}

bool focus_expects(const struct desk *desk, const struct window *window) {
	const struct window *holder = desk->focus.window;
	return (holder != NULL && focus_same_guest(holder, window)) || act_led_to(desk, window);
}

static bool may_take(struct desk *desk, const struct window *window, enum focus_cause cause) {
	const struct window *holder = desk->focus.window;
	switch (cause) {
	case FOCUS_ACT:
		return !desk->lock.locked;
	case FOCUS_MAP:
		return focus_expects(desk, window);
	case FOCUS_CLOSED:
		return holder != NULL && focus_same_guest(holder, window);
	}
	return false;
}

// A layer that wants the keyboard only when clicked gives it up at the next click
static bool yields(struct wlr_surface *surface) {
	struct wlr_layer_surface_v1 *layer = wlr_layer_surface_v1_try_from_wlr_surface(surface);
	return layer != NULL &&
		layer->current.keyboard_interactive !=
		ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE;
}

bool focus_window(struct desk *desk, struct window *window, enum focus_cause cause) {
	struct focus *focus = &desk->focus;
	if (window != NULL && (!window_shown(window) || !may_take(desk, window, cause))) {
		return false;
	}
	const struct window *old = focus->window;
	focus->window = window;
	if (cause == FOCUS_MAP && (old == NULL || !focus_same_guest(old, window))) {
		focus->act = 0; // one act, one window
	}
	if (cause == FOCUS_ACT) {
		focus->act = 0;
		++focus->chosen;
		if (focus->surface != NULL && yields(focus->surface)) {
			focus_surface(desk, NULL);
		}
	}
	apply(desk, NULL);
	return true;
}

void focus_surface(struct desk *desk, struct wlr_surface *surface) {
	struct focus *focus = &desk->focus;
	wl_list_remove(&focus->surface_destroy.link);
	wl_list_init(&focus->surface_destroy.link);
	if (focus->launcher && surface != focus->surface) {
		focus_act(desk, ""); // what the user chose in it opens a window
	}
	focus->surface = surface;
	focus->launcher = surface != NULL && !is_lock(surface) && !yields(surface);
	if (surface != NULL) {
		wl_signal_add(&surface->events.destroy, &focus->surface_destroy);
	}
	apply(desk, NULL);
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct desk *desk = wl_container_of(listener, desk, focus.surface_destroy);
	focus_surface(desk, NULL);
}

void focus_renew(struct desk *desk) {
	const struct window *window = desk->focus.keyboard;
	if (window != NULL && !is_local(window)) {
		wlr_seat_keyboard_notify_clear_focus(desk->seat);
		return;
	}
	leave_keyboard(desk, NULL);
	apply(desk, NULL);
}

void focus_lock_changed(struct desk *desk) {
	drag_cancel(desk);
	touch_cancel(desk);
	focus_end_menu(desk);
	if (desk->grab.kind != GRAB_NONE) {
		grab_forget(desk, desk->grab.window);
	}
	pointer_take(desk);
	apply(desk, NULL);
	pointer_update(desk);
	constraint_update(desk);
}

void focus_act(struct desk *desk, const char *guest) {
	struct focus *focus = &desk->focus;
	focus->act = loop_now();
	snprintf(focus->act_guest, sizeof(focus->act_guest), "%s", guest);
}

void focus_forget(struct desk *desk, struct window *window) {
	struct focus *focus = &desk->focus;
	constraint_forget(window);
	touch_forget(desk, window, NULL);
	pointer_forget(desk, window, NULL);
	window->activated = false;
	if (focus->window == window) {
		focus->window = stack_next(window);
		apply(desk, window);
	}
}

void focus_forget_popup(struct desk *desk, struct popup *popup) {
	touch_forget(desk, NULL, popup);
	pointer_forget(desk, NULL, popup);
}

void focus_pointer_update(struct desk *desk) {
	pointer_update(desk);
}

void focus_key(struct desk *desk, uint64_t time, uint32_t key, bool pressed) {
	struct focus *focus = &desk->focus;
	size_t i = 0;
	while (i < focus->key_count && focus->keys[i] != key) {
		i++;
	}
	bool known = i < focus->key_count;
	bool room = focus->key_count < FOCUS_KEYS_MAX;
	bool holder = focus->keyboard != NULL || focus->keyboard_surface != NULL;
	if (pressed == known || (pressed && (!room || !holder))) {
		return; // a second press, or the release of what was pressed for another
	}
	if (pressed) {
		focus->keys[focus->key_count++] = key;
	} else {
		focus->keys[i] = focus->keys[--focus->key_count];
	}
	send_key(desk, time, key, pressed);
}

void focus_modifiers(struct desk *desk) {
	struct focus *focus = &desk->focus;
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(desk->seat);
	if (focus->keyboard != NULL) {
		focus->keyboard->impl->modifiers(focus->keyboard);
	} else if (focus->keyboard_surface != NULL && keyboard != NULL) {
		wlr_seat_keyboard_notify_modifiers(desk->seat, &keyboard->modifiers);
	}
}

static void handle_hold_off(void *data) {
	pointer_update(data);
}

bool focus_init(struct desk *desk) {
	struct focus *focus = &desk->focus;
	*focus = (struct focus){0};
	focus->surface_destroy.notify = handle_surface_destroy;
	wl_list_init(&focus->surface_destroy.link);
	wl_list_init(&focus->constraints);
	pointer_init(desk);
	touch_init(desk);
	focus->hold_off = loop_add_timer(desk->loop, handle_hold_off, desk);
	return focus->hold_off != NULL;
}

void focus_finish(struct desk *desk) {
	struct focus *focus = &desk->focus;
	wl_list_remove(&focus->surface_destroy.link);
	pointer_finish(desk);
	touch_finish(desk);
	loop_source_remove(focus->hold_off);
	focus->hold_off = NULL;
}
