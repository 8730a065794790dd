// SPDX-License-Identifier: MIT
#include "compositor/desk/input.h"

#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/desk/constraint.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_input.h"
#include "compositor/desk/keys.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/press.h"
#include "compositor/desk/touch.h"

// While the menu is open nobody learns of them; all are told when it closes
static void tell_modifiers(struct desk *desk) {
	if (!menu_open(desk)) {
		focus_modifiers(desk);
	}
}

// The last keyboard used gives keymap and modifiers
static void use_keyboard(struct desk *desk, struct wlr_keyboard *keyboard) {
	if (wlr_seat_get_keyboard(desk->seat) != keyboard) {
		wlr_seat_set_keyboard(desk->seat, keyboard);
		tell_modifiers(desk);
	}
}

void input_key(struct desk *desk, struct wlr_keyboard *keyboard, uint64_t time, uint32_t key,
	bool pressed) {
	use_keyboard(desk, keyboard);
	bool ours = keys_handle(desk, keyboard, key, pressed);
	if (ours && pressed) {
		constraint_stop(desk);
	}
	if (!ours) {
		focus_key(desk, time, key, pressed);
	}
}

void input_modifiers(struct desk *desk, struct wlr_keyboard *keyboard) {
	use_keyboard(desk, keyboard);
	keys_modifiers(desk, keyboard);
	tell_modifiers(desk);
	constraint_update(desk);
}

void input_keymap(struct desk *desk, struct wlr_keyboard *keyboard) {
	if (wlr_seat_get_keyboard(desk->seat) == keyboard) {
		tell_modifiers(desk);
	}
}

void input_pointer_motion(struct desk *desk, uint64_t time, const double delta[4]) {
	if (desk->grab.kind != GRAB_NONE) {
		grab_motion(desk);
		cursor_update(desk);
	} else {
		pointer_motion(desk, time, delta);
	}
	if (menu_open(desk)) {
		menu_motion(desk);
	}
	if (desk->focus.sent_count > 0) {
		popup_drag_motion(desk, desk->cursor->x, desk->cursor->y);
	}
}

void input_pointer_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed) {
	struct focus *focus = &desk->focus;
	if (pressed && focus->buttons == 0 && desk->grab.kind == GRAB_NONE) {
		pointer_update(desk); // who has the pointer before it cannot change any more
	}
	if (pressed) {
		focus->buttons++;
	} else if (focus->buttons > 0) {
		focus->buttons--;
	}
	if (desk->grab.kind != GRAB_NONE) {
		if (desk->grab.carried ? pressed : focus->buttons == 0) {
			grab_end(desk);
		}
	} else if (menu_open(desk)) {
		menu_button(desk, pressed);
	} else if (pressed) {
		press_down(desk, time, button);
	} else {
		press_up(desk, time, button);
	}
	popup_drag_end(desk);
}

void input_pointer_axis(struct desk *desk, const struct wlr_pointer_axis_event *event) {
	if (desk->grab.kind == GRAB_NONE) {
		pointer_axis(desk, event);
	}
}

void input_pointer_frame(struct desk *desk) {
	pointer_frame(desk);
}

void input_touch_down(struct desk *desk, uint64_t time, int32_t id, double x, double y) {
	touch_down(desk, time, id, x, y);
}

void input_touch_motion(struct desk *desk, uint64_t time, int32_t id, double x, double y) {
	touch_motion(desk, time, id, x, y);
	if (desk->focus.sent_count == 0) {
		popup_drag_motion(desk, x, y);
	}
}

void input_touch_up(struct desk *desk, uint64_t time, int32_t id) {
	touch_up(desk, time, id);
}

void input_touch_frame(struct desk *desk) {
	touch_frame(desk);
}

void input_touch_cancel(struct desk *desk) {
	touch_cancel(desk);
}

void input_capabilities(struct desk *desk, uint32_t capabilities) {
	struct desk_guest *guest;
	if (capabilities == desk->seat->capabilities) {
		return;
	}
	wlr_seat_set_capabilities(desk->seat, capabilities);
	wl_list_for_each(guest, &desk->guests, link) {
		guest_input_capabilities(guest);
	}
}

void input_constrain(struct desk *desk, double *dx, double *dy) {
	constraint_motion(desk, dx, dy);
}
