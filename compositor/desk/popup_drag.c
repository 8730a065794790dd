// SPDX-License-Identifier: MIT
#include "compositor/desk/popup.h"

#include <math.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/content.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/popup_base.h"

// Logical, from the pointer's tip to the frame, which is so never under the pointer
#define DRAG_GAP 8

static const struct desk_guest *guest_of(struct window *window, const struct popup *popup) {
	if (popup != NULL) {
		return popup->guest;
	}
	const struct guest_window *guest_window = window != NULL ? guest_window_from(window) : NULL;
	return guest_window != NULL ? guest_window->guest : NULL;
}

// Whether the guest was told of a button or finger that is still down
static bool holds_press(const struct desk_guest *guest) {
	const struct focus *focus = &guest->desk->focus;
	if (focus->sent_count > 0 && guest_of(focus->pointer, focus->pointer_popup) == guest) {
		return true;
	}
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		const struct touch_point *point = &focus->touch.points[i];
		if (point->down && guest_of(point->window, point->popup) == guest) {
			return true;
		}
	}
	return false;
}

static bool has_icon(const struct desk_guest *guest) {
	const struct popup *popup;
	wl_list_for_each(popup, &guest->desk->popups, link) {
		if (popup->guest == guest && popup->drag && !popup->dismissed) {
			return true;
		}
	}
	return false;
}

const struct desk_guest *popup_drag_guest(struct desk *desk) {
	const struct focus *focus = &desk->focus;
	const struct desk_guest *guest = guest_of(focus->pointer, focus->pointer_popup);
	bool drags = guest != NULL && focus->sent_count > 0 && has_icon(guest);
	return drags ? guest : NULL;
}

const struct desk_guest *popup_hit_guest(const struct hit *hit) {
	return guest_of(hit->window, hit->popup);
}

static void move(struct popup *popup, double x, double y) {
	popup->box.x = (int)round(x) + DRAG_GAP;
	popup->box.y = (int)round(y) + DRAG_GAP;
	popup_base_arrange(popup);
}

// A finger says where it is when it moves
struct popup *popup_create_drag(struct desk_guest *guest, const struct gui_drag_create *record) {
	bool refused = !holds_press(guest) || has_icon(guest);
	struct popup *popup = popup_base_create(guest, record->window, DESK_DRAG);
	if (popup == NULL) {
		return NULL;
	}
	popup->drag = true;
	if (refused) {
		popup_base_dismiss(popup);
		return popup;
	}
	popup_base_size(popup, 1, 1, &popup->box);
	move(popup, guest->desk->cursor->x, guest->desk->cursor->y);
	return popup;
}

void popup_drag_update(struct popup *popup) {
	popup_base_size(popup, POPUP_DRAG_MAX, POPUP_DRAG_MAX, &popup->box);
	popup_base_arrange(popup);
	popup_base_show(popup);
}

void popup_drag_motion(struct desk *desk, double x, double y) {
	struct popup *popup;
	wl_list_for_each(popup, &desk->popups, link) {
		if (popup->drag && !popup->dismissed) {
			move(popup, x, y);
		}
	}
}

void popup_drag_end(struct desk *desk) {
	struct popup *popup;
	wl_list_for_each(popup, &desk->popups, link) {
		if (popup->drag && !popup->dismissed && !holds_press(popup->guest)) {
			popup_base_dismiss(popup);
		}
	}
}
