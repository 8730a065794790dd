// SPDX-License-Identifier: MIT
#include "compositor/desk/keys.h"

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon.h>

#include "compositor/desk/action.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/switcher.h"

#define HELD_MAX 32
#define EVDEV_OFFSET 8 // xkb's keycodes are evdev's and this

struct keys {
	struct {
		uint32_t key; // evdev
		bool super;
	} held[HELD_MAX]; // pressed, and their releases are ours too
	size_t held_count;
};

struct keys *keys_create(void) {
	return calloc(1, sizeof(struct keys));
}

void keys_destroy(struct keys *keys) {
	free(keys);
}

// A press that finds no room is ours as well; its release was never pressed for anybody,
// and focus_key() drops it
static void hold(struct keys *keys, uint32_t key, bool super) {
	size_t i = 0;
	while (i < keys->held_count && keys->held[i].key != key) {
		i++;
	}
	if (i < HELD_MAX) {
		keys->held[i].key = key;
		keys->held[i].super = super;
		keys->held_count = i == keys->held_count ? i + 1 : keys->held_count;
	}
}

static bool let_go(struct keys *keys, uint32_t key) {
	for (size_t i = 0; i < keys->held_count; i++) {
		if (keys->held[i].key == key) {
			keys->held[i] = keys->held[--keys->held_count];
			return true;
		}
	}
	return false;
}

static bool super_key_held(const struct keys *keys) {
	for (size_t i = 0; i < keys->held_count; i++) {
		if (keys->held[i].super) {
			return true;
		}
	}
	return false;
}

static bool super_held(const struct keys *keys, struct wlr_keyboard *keyboard) {
	return super_key_held(keys) || wlr_keyboard_get_modifiers(keyboard) & WLR_MODIFIER_LOGO;
}

bool keys_super_held(const struct desk *desk) {
	struct wlr_keyboard *keyboard = wlr_seat_get_keyboard(desk->seat);
	return keyboard != NULL ? super_held(desk->keys, keyboard) : super_key_held(desk->keys);
}

// The symbol that the key gives now, if it lies between the two
static xkb_keysym_t symbol_between(
	struct wlr_keyboard *keyboard, uint32_t key, xkb_keysym_t first, xkb_keysym_t last) {
	const xkb_keysym_t *symbols;
	int count = keyboard->xkb_state == NULL
		? 0
		: xkb_state_key_get_syms(keyboard->xkb_state, key + EVDEV_OFFSET, &symbols);
	for (int i = 0; i < count; i++) {
		if (symbols[i] >= first && symbols[i] <= last) {
			return symbols[i];
		}
	}
	return XKB_KEY_NoSymbol;
}

static bool is_super(struct wlr_keyboard *keyboard, uint32_t key) {
	return symbol_between(keyboard, key, XKB_KEY_Super_L, XKB_KEY_Hyper_R) != XKB_KEY_NoSymbol;
}

static xkb_keysym_t symbol_at(struct xkb_keymap *keymap, uint32_t key, xkb_layout_index_t layout,
	xkb_level_index_t level) {
	const xkb_keysym_t *symbols;
	int count = xkb_keymap_key_get_syms_by_level(
		keymap, key + EVDEV_OFFSET, layout, level, &symbols);
	return count == 1 ? symbols[0] : XKB_KEY_NoSymbol;
}

// The first layout whose upper row has a letter from a to z; else the first
static xkb_layout_index_t latin_layout(struct xkb_keymap *keymap) {
	for (xkb_layout_index_t i = 0; i < xkb_keymap_num_layouts(keymap); i++) {
		for (uint32_t key = KEY_Q; key <= KEY_P; key++) {
			xkb_keysym_t symbol = symbol_at(keymap, key, i, 0);
			if (symbol >= XKB_KEY_a && symbol <= XKB_KEY_z) {
				return i;
			}
		}
	}
	return 0;
}

// The symbol without Shift; but a digit also where it needs Shift, as in France
static xkb_keysym_t name_of(struct xkb_keymap *keymap, uint32_t key) {
	xkb_layout_index_t layout = latin_layout(keymap);
	xkb_keysym_t shifted = symbol_at(keymap, key, layout, 1);
	bool digit = shifted >= XKB_KEY_0 && shifted <= XKB_KEY_9;
	return digit ? shifted : xkb_keysym_to_lower(symbol_at(keymap, key, layout, 0));
}

static const struct conf_binding *find(
	const struct conf *conf, struct wlr_keyboard *keyboard, xkb_keysym_t keysym) {
	uint32_t locks = WLR_MODIFIER_CAPS | WLR_MODIFIER_MOD2; // Caps Lock, Num Lock
	uint32_t modifiers = wlr_keyboard_get_modifiers(keyboard) & ~locks;
	modifiers |= WLR_MODIFIER_LOGO; // held, maybe on another keyboard
	for (size_t i = 0; i < conf->binding_count; i++) {
		const struct conf_binding *binding = &conf->bindings[i];
		if (binding->keysym == keysym && binding->modifiers == modifiers) {
			return binding;
		}
	}
	return NULL;
}

// What Escape ends, if the menu is not open
static bool goes_on(const struct desk *desk) {
	return switcher_open(desk) || desk->grab.carried || desk->drag.wlr != NULL;
}

static void escape(struct desk *desk) {
	if (switcher_open(desk)) {
		switcher_cancel(desk);
	} else if (desk->grab.carried) {
		grab_cancel(desk);
	} else {
		drag_cancel(desk);
	}
}

static bool is_escape(struct wlr_keyboard *keyboard, uint32_t key) {
	return keyboard->keymap != NULL && name_of(keyboard->keymap, key) == XKB_KEY_Escape;
}

static void press(struct desk *desk, struct wlr_keyboard *keyboard, uint32_t key) {
	if (keyboard->keymap == NULL) {
		return;
	}
	xkb_keysym_t keysym = name_of(keyboard->keymap, key);
	if (menu_open(desk) && (menu_key(desk, keysym) || !super_held(desk->keys, keyboard))) {
		return;
	}
	if (keysym == XKB_KEY_Escape && goes_on(desk)) {
		escape(desk);
		return;
	}
	const struct conf_binding *binding = find(desk->conf, keyboard, keysym);
	if (binding != NULL) {
		action_run(desk, binding);
	}
}

static bool switch_terminal(struct desk *desk, struct wlr_keyboard *keyboard, uint32_t key) {
	xkb_keysym_t symbol = symbol_between(
		keyboard, key, XKB_KEY_XF86Switch_VT_1, XKB_KEY_XF86Switch_VT_12);
	if (symbol == XKB_KEY_NoSymbol) {
		return false;
	}
	hold(desk->keys, key, false);
	uint32_t number = symbol - XKB_KEY_XF86Switch_VT_1 + 1;
	wl_signal_emit_mutable(&desk->events.vt, &number);
	return true;
}

static bool release(struct desk *desk, uint32_t key) {
	bool super = super_key_held(desk->keys);
	bool ours = let_go(desk->keys, key);
	if (super && !super_key_held(desk->keys) && switcher_open(desk)) {
		switcher_choose(desk);
	}
	return ours;
}

bool keys_handle(struct desk *desk, struct wlr_keyboard *keyboard, uint32_t key, bool pressed) {
	if (!pressed) {
		return release(desk, key);
	}
	if (switch_terminal(desk, keyboard, key)) {
		return true;
	}
	bool super = is_super(keyboard, key);
	bool ours = super || super_held(desk->keys, keyboard) || menu_open(desk) ||
		(goes_on(desk) && is_escape(keyboard, key));
	if (desk->lock.locked || !ours) {
		return false;
	}
	hold(desk->keys, key, super);
	if (!super) {
		press(desk, keyboard, key);
	} else if (desk->grab.carried) {
		grab_cancel(desk);
	}
	return true;
}

void keys_modifiers(struct desk *desk, struct wlr_keyboard *keyboard) {
	if (switcher_open(desk) && !super_held(desk->keys, keyboard)) {
		switcher_choose(desk);
	}
}
