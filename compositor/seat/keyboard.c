// SPDX-License-Identifier: MIT
#include "compositor/seat/keyboard.h"

#include <stdlib.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_keyboard_group.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/input.h"
#include "compositor/seat/device.h"
#include "compositor/seat/seat_priv.h"

static void handle_key(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, key);
	const struct wlr_keyboard_key_event *event = data;
	seat_activity(keyboard->seat);
	input_key(keyboard->seat->desk, keyboard->keyboard, seat_time(event->time_msec),
		event->keycode, event->state == WL_KEYBOARD_KEY_STATE_PRESSED);
}

static void handle_modifiers(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, modifiers);
	input_modifiers(keyboard->seat->desk, keyboard->keyboard);
}

static void handle_keymap(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, keymap);
	input_keymap(keyboard->seat->desk, keyboard->keyboard);
}

static void handle_repeat_info(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, repeat_info);
	input_keymap(keyboard->seat->desk, keyboard->keyboard);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, destroy);
	keyboard_destroy(keyboard);
}

static void set_repeat(const struct seat *seat, struct wlr_keyboard *keyboard) {
	const struct conf *conf = seat->desk->conf;
	wlr_keyboard_set_repeat_info(
		keyboard, (int32_t)conf->repeat_rate, (int32_t)conf->repeat_delay);
}

struct keyboard *keyboard_create(struct seat *seat, struct wlr_keyboard *wlr_keyboard) {
	struct keyboard *keyboard = calloc(1, sizeof(*keyboard));
	if (keyboard == NULL) {
		log_errno("keyboard");
		return NULL;
	}
	keyboard->seat = seat;
	keyboard->keyboard = wlr_keyboard;
	wl_list_insert(&seat->keyboards, &keyboard->link);
	set_repeat(seat, wlr_keyboard);
	keyboard->key.notify = handle_key;
	wl_signal_add(&wlr_keyboard->events.key, &keyboard->key);
	keyboard->modifiers.notify = handle_modifiers;
	wl_signal_add(&wlr_keyboard->events.modifiers, &keyboard->modifiers);
	keyboard->keymap.notify = handle_keymap;
	wl_signal_add(&wlr_keyboard->events.keymap, &keyboard->keymap);
	keyboard->repeat_info.notify = handle_repeat_info;
	wl_signal_add(&wlr_keyboard->events.repeat_info, &keyboard->repeat_info);
	keyboard->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_keyboard->base.events.destroy, &keyboard->destroy);
	return keyboard;
}

// The group takes over: there is always a keyboard with a keymap
static void hand_over(struct keyboard *keyboard) {
	struct seat *seat = keyboard->seat;
	if (wlr_seat_get_keyboard(seat->desk->seat) != keyboard->keyboard) {
		return;
	}
	bool group = seat->group != NULL && keyboard->keyboard != &seat->group->keyboard;
	wlr_seat_set_keyboard(seat->desk->seat, group ? &seat->group->keyboard : NULL);
	if (group) {
		input_keymap(seat->desk, &seat->group->keyboard);
	}
}

void keyboard_destroy(struct keyboard *keyboard) {
	if (keyboard == NULL) {
		return;
	}
	wl_list_remove(&keyboard->key.link);
	wl_list_remove(&keyboard->modifiers.link);
	wl_list_remove(&keyboard->keymap.link);
	wl_list_remove(&keyboard->repeat_info.link);
	wl_list_remove(&keyboard->destroy.link);
	wl_list_remove(&keyboard->link);
	hand_over(keyboard);
	free(keyboard);
}

static struct xkb_keymap *compile(struct xkb_context *context, const struct conf *conf) {
	const struct xkb_rule_names names = {
		.layout = conf->layout,
		.variant = conf->variant,
		.options = conf->options[0] != '\0' ? conf->options : NULL,
	};
	struct xkb_keymap *keymap = xkb_keymap_new_from_names(
		context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	if (keymap == NULL) {
		log_error("no keymap for layout %s, variant %s; using the default", conf->layout,
			conf->variant);
		keymap = xkb_keymap_new_from_names(context, NULL, XKB_KEYMAP_COMPILE_NO_FLAGS);
	}
	return keymap;
}

// The group first: members of another keymap would give it theirs. False, and nothing has
// changed, if there is none.
static bool set_keymap(struct seat *seat) {
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	struct xkb_keymap *keymap = context == NULL ? NULL : compile(context, seat->desk->conf);
	bool ok = keymap != NULL && wlr_keyboard_set_keymap(&seat->group->keyboard, keymap);
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		if (ok && device->device->type == WLR_INPUT_DEVICE_KEYBOARD) {
			wlr_keyboard_set_keymap(
				wlr_keyboard_from_input_device(device->device), keymap);
		}
	}
	xkb_keymap_unref(keymap);
	xkb_context_unref(context);
	return ok;
}

// A keyboard that was unplugged lets go of its keys
static void handle_group_leave(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, group_leave);
	struct wl_array *keys = data;
	uint32_t *key;
	wl_array_for_each(key, keys) {
		input_key(seat->desk, &seat->group->keyboard, loop_now(), *key, false);
	}
}

bool keyboard_group_init(struct seat *seat) {
	seat->group = wlr_keyboard_group_create();
	if (seat->group == NULL || !set_keymap(seat) ||
		keyboard_create(seat, &seat->group->keyboard) == NULL) {
		log_error("keyboards cannot be set up");
		return false;
	}
	seat->group_leave.notify = handle_group_leave;
	wl_signal_add(&seat->group->events.leave, &seat->group_leave);
	wlr_seat_set_keyboard(seat->desk->seat, &seat->group->keyboard);
	return true;
}

void keyboard_group_finish(struct seat *seat) {
	wl_list_remove(&seat->group_leave.link);
	if (seat->group != NULL) {
		wlr_keyboard_group_destroy(seat->group);
	}
	seat->group = NULL;
}

void keyboard_group_add(struct seat *seat, struct wlr_keyboard *keyboard) {
	wlr_keyboard_set_keymap(keyboard, seat->group->keyboard.keymap);
	set_repeat(seat, keyboard);
	if (!wlr_keyboard_group_add_keyboard(seat->group, keyboard)) {
		log_error("keyboard %s cannot be used", keyboard->base.name);
	}
}

void keyboard_group_reload(struct seat *seat) {
	if (!set_keymap(seat)) {
		log_error("keyboards keep their layout");
	}
	struct keyboard *keyboard;
	wl_list_for_each(keyboard, &seat->keyboards, link) {
		set_repeat(seat, keyboard->keyboard);
	}
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		if (device->device->type == WLR_INPUT_DEVICE_KEYBOARD) {
			set_repeat(seat, wlr_keyboard_from_input_device(device->device));
		}
	}
}
