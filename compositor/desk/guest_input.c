// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/place.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"

static int32_t to_fixed(double value) {
	double fixed = round(value * GUI_FIXED_ONE);
	return (int32_t)fmax(-GUI_FIXED_MAX, fmin(fixed, GUI_FIXED_MAX));
}

static uint32_t limit(int32_t value, int32_t max) {
	return (uint32_t)(value < 0 ? 0 : value > max ? max : value);
}

static void send_keyboard_repeat(struct desk_guest *guest, const struct wlr_keyboard *keyboard) {
	const struct gui_repeat record = {
		.rate = limit(keyboard->repeat_info.rate, GUI_REPEAT_RATE_MAX),
		.delay = limit(keyboard->repeat_info.delay, GUI_REPEAT_DELAY_MAX),
	};
	if (record.rate != guest->input.repeat_rate || record.delay != guest->input.repeat_delay) {
		guest->input.repeat_rate = record.rate;
		guest->input.repeat_delay = record.delay;
		send_repeat(guest->guest, &record);
	}
}

static void send_keyboard_keymap(struct desk_guest *guest, struct xkb_keymap *keymap) {
	if (keymap == NULL || keymap == guest->input.keymap) {
		return;
	}
	char *text = xkb_keymap_get_as_string(keymap, XKB_KEYMAP_FORMAT_TEXT_V1);
	size_t len = text == NULL ? 0 : strlen(text);
	if (len == 0 || len > GUI_KEYMAP_MAX) {
		log_error("%s: keymap of %zu bytes is not sent", guest->label.name, len);
	} else {
		send_keymap(guest->guest, text, len);
	}
	free(text);
	xkb_keymap_unref(guest->input.keymap);
	guest->input.keymap = xkb_keymap_ref(keymap);
}

// What the guest does not know yet
static void send_keyboard(struct desk_guest *guest, const struct wlr_keyboard *keyboard) {
	send_keyboard_keymap(guest, keyboard->keymap);
	send_keyboard_repeat(guest, keyboard);
}

void guest_input_capabilities(struct desk_guest *guest) {
	const struct gui_capabilities record = {
		.capabilities = guest->desk->seat->capabilities & GUI_CAPABILITY_ALL,
	};
	send_capabilities(guest->guest, &record);
}

void guest_input_connected(struct desk_guest *guest) {
	guest_input_lost(guest);
	guest->input.repeat_rate = UINT32_MAX; // what is sent is never this
	guest_input_capabilities(guest);
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(guest->desk->seat);
	if (keyboard != NULL) {
		send_keyboard(guest, keyboard);
	}
}

void guest_input_lost(struct desk_guest *guest) {
	xkb_keymap_unref(guest->input.keymap);
	guest->input = (struct guest_input){0};
	guest->keyboard = 0;
	guest->pointer = 0;
}

// The bits of Super: a guest does not even learn that it is held
static uint32_t super_mask(struct xkb_keymap *keymap) {
	static const char *const names[] = {XKB_MOD_NAME_LOGO, "Super", "Hyper"};
	uint32_t mask = 0;
	for (size_t i = 0; keymap != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
		xkb_mod_index_t index = xkb_keymap_mod_get_index(keymap, names[i]);
		mask |= index < 32 ? UINT32_C(1) << index : 0;
	}
	return mask;
}

static void send_modifiers_now(struct desk_guest *guest, const uint32_t modifiers[4]) {
	memcpy(guest->input.modifiers, modifiers, sizeof(guest->input.modifiers));
	const struct gui_modifiers record = {
		.serial = guest_serial(guest->guest),
		.depressed = modifiers[0],
		.latched = modifiers[1],
		.locked = modifiers[2],
		.group = modifiers[3],
	};
	send_modifiers(guest->guest, &record);
}

static void get_modifiers(struct wlr_keyboard *keyboard, uint32_t modifiers[4]) {
	uint32_t super = super_mask(keyboard->keymap);
	modifiers[0] = keyboard->modifiers.depressed & ~super;
	modifiers[1] = keyboard->modifiers.latched & ~super;
	modifiers[2] = keyboard->modifiers.locked & ~super;
	modifiers[3] = keyboard->modifiers.group <= GUI_GROUP_MAX ? keyboard->modifiers.group : 0;
}

void guest_input_modifiers(struct desk_guest *guest) {
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(guest->desk->seat);
	if (keyboard == NULL) {
		return;
	}
	uint32_t modifiers[4];
	send_keyboard(guest, keyboard);
	get_modifiers(keyboard, modifiers);
	if (memcmp(modifiers, guest->input.modifiers, sizeof(modifiers)) != 0) {
		send_modifiers_now(guest, modifiers);
	}
}

void guest_input_keyboard_enter(struct desk_guest *guest, uint32_t id) {
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(guest->desk->seat);
	uint32_t modifiers[4] = {0};
	if (keyboard != NULL) {
		send_keyboard(guest, keyboard);
		get_modifiers(keyboard, modifiers);
	}
	const struct gui_keyboard_enter record = {
		.window = id, .serial = guest_serial(guest->guest)};
	guest->keyboard = id;
	send_keyboard_enter(guest->guest, &record);
	send_modifiers_now(guest, modifiers);
}

void guest_input_keyboard_leave(struct desk_guest *guest, uint32_t id) {
	const struct gui_keyboard_leave record = {
		.window = id, .serial = guest_serial(guest->guest)};
	guest->keyboard = 0;
	send_keyboard_leave(guest->guest, &record);
}

void guest_input_key(struct desk_guest *guest, uint64_t time, uint32_t key, bool pressed) {
	if (key < 1 || key > GUI_KEY_MAX) {
		return;
	}
	const struct gui_key record = {
		.time = guest_time(guest->guest, time),
		.serial = guest_serial(guest->guest),
		.key = key,
		.pressed = pressed,
	};
	guest->input.pressed = guest->input.pressed || pressed;
	send_key(guest->guest, &record);
}

void guest_input_pointer_enter(struct desk_guest *guest, uint32_t id, double x, double y) {
	const struct gui_pointer_enter record = {
		.window = id,
		.serial = guest_serial(guest->guest),
		.x = to_fixed(x),
		.y = to_fixed(y),
	};
	guest->pointer = id;
	send_pointer_enter(guest->guest, &record);
}

void guest_input_pointer_leave(struct desk_guest *guest, uint32_t id) {
	const struct gui_pointer_leave record = {
		.window = id, .serial = guest_serial(guest->guest)};
	guest->pointer = 0;
	send_pointer_leave(guest->guest, &record);
}

void guest_input_pointer_motion(struct desk_guest *guest, uint64_t time, double x, double y) {
	const struct gui_pointer_motion record = {
		.time = guest_time(guest->guest, time), .x = to_fixed(x), .y = to_fixed(y)};
	send_pointer_motion(guest->guest, &record);
}

void guest_input_pointer_button(
	struct desk_guest *guest, uint64_t time, uint32_t button, bool pressed) {
	if (button < 1 || button > GUI_KEY_MAX) {
		return;
	}
	const struct gui_pointer_button record = {
		.time = guest_time(guest->guest, time),
		.serial = guest_serial(guest->guest),
		.button = button,
		.pressed = pressed,
	};
	guest->input.pressed = guest->input.pressed || pressed;
	send_pointer_button(guest->guest, &record);
}

void guest_input_pointer_axis(
	struct desk_guest *guest, const struct wlr_pointer_axis_event *event) {
	const struct gui_pointer_axis record = {
		.time = guest_time(guest->guest, loop_now()),
		.horizontal = event->orientation == WL_POINTER_AXIS_HORIZONTAL_SCROLL,
		.source = (uint32_t)event->source,
		.value = to_fixed(event->delta),
		.value120 = place_coord(event->delta_discrete),
		.inverted = event->relative_direction ==
			WL_POINTER_AXIS_RELATIVE_DIRECTION_INVERTED,
	};
	send_pointer_axis(guest->guest, &record);
}

void guest_input_pointer_frame(struct desk_guest *guest) {
	static const struct gui_pointer_frame record;
	send_pointer_frame(guest->guest, &record);
}

void guest_input_pointer_relative(struct desk_guest *guest, uint64_t time, const double delta[4]) {
	const struct gui_pointer_relative record = {
		.time = guest_time(guest->guest, time),
		.dx = to_fixed(delta[0]),
		.dy = to_fixed(delta[1]),
		.raw_dx = to_fixed(delta[2]),
		.raw_dy = to_fixed(delta[3]),
	};
	send_pointer_relative(guest->guest, &record);
}

void guest_input_touch_down(
	struct desk_guest *guest, uint32_t window, const struct guest_touch *touch) {
	const struct gui_touch_down record = {
		.time = guest_time(guest->guest, touch->time),
		.window = window,
		.serial = guest_serial(guest->guest),
		.id = (uint32_t)touch->id,
		.x = to_fixed(touch->x),
		.y = to_fixed(touch->y),
	};
	guest->input.pressed = true;
	send_touch_down(guest->guest, &record);
}

void guest_input_touch_motion(struct desk_guest *guest, const struct guest_touch *touch) {
	const struct gui_touch_motion record = {
		.time = guest_time(guest->guest, touch->time),
		.id = (uint32_t)touch->id,
		.x = to_fixed(touch->x),
		.y = to_fixed(touch->y),
	};
	send_touch_motion(guest->guest, &record);
}

void guest_input_touch_up(struct desk_guest *guest, const struct guest_touch *touch) {
	const struct gui_touch_up record = {
		.time = guest_time(guest->guest, touch->time),
		.serial = guest_serial(guest->guest),
		.id = (uint32_t)touch->id,
	};
	send_touch_up(guest->guest, &record);
}

void guest_input_touch_frame(struct desk_guest *guest) {
	static const struct gui_touch_frame record;
	send_touch_frame(guest->guest, &record);
}

void guest_input_touch_cancel(struct desk_guest *guest) {
	static const struct gui_touch_cancel record;
	send_touch_cancel(guest->guest, &record);
}
