// SPDX-License-Identifier: MIT
#include "compositor/desk/pointer.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "compositor/desk/constraint.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/fresh.h"
#include "compositor/desk/guest_input.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/label.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/moment.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"

static bool has_holder(const struct focus *focus) {
	return focus->pointer != NULL || focus->pointer_popup != NULL ||
		focus->pointer_surface != NULL || focus->drag;
}

static bool is_holder(const struct focus *focus, const struct hit *hit) {
	return focus->pointer == hit->window && focus->pointer_popup == hit->popup &&
		focus->pointer_surface == hit->surface;
}

// True if it was told
static bool send_motion(struct desk *desk, uint64_t time, double x, double y) {
	struct focus *focus = &desk->focus;
	if (x == focus->pointer_x && y == focus->pointer_y) {
		return false;
	}
	focus->pointer_x = x;
	focus->pointer_y = y;
	if (focus->pointer != NULL) {
		focus->pointer->impl->pointer_motion(focus->pointer, time, x, y);
	} else if (focus->pointer_popup != NULL) {
		guest_input_pointer_motion(focus->pointer_popup->guest, time, x, y);
	} else if (focus->pointer_surface != NULL) {
		wlr_seat_pointer_notify_motion(desk->seat, moment_ms(time), x, y);
	}
	return has_holder(focus);
}

static void send_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed) {
	struct focus *focus = &desk->focus;
	if (focus->pointer != NULL) {
		focus->pointer->impl->pointer_button(focus->pointer, time, button, pressed);
	} else if (focus->pointer_popup != NULL) {
		guest_input_pointer_button(focus->pointer_popup->guest, time, button, pressed);
	} else if (focus->pointer_surface != NULL || focus->drag) {
		wlr_seat_pointer_notify_button(desk->seat, moment_ms(time), button,
			pressed ? WL_POINTER_BUTTON_STATE_PRESSED
				: WL_POINTER_BUTTON_STATE_RELEASED);
	}
}

static void forget_holder(struct focus *focus) {
	focus->pointer = NULL;
	focus->pointer_popup = NULL;
	focus->pointer_surface = NULL;
	focus->sent_count = 0;
	focus->away = false;
	wl_list_remove(&focus->pointer_surface_destroy.link);
	wl_list_init(&focus->pointer_surface_destroy.link);
}

static void send_leave(struct desk *desk, struct window *window, struct popup *popup) {
	if (window != NULL) {
		window->impl->pointer_leave(window);
		window->impl->pointer_frame(window);
	} else if (popup != NULL) {
		guest_input_pointer_leave(popup->guest, popup->id);
		guest_input_pointer_frame(popup->guest);
	} else {
		wlr_seat_pointer_notify_clear_focus(desk->seat);
	}
}

static void leave(struct desk *desk) {
	struct focus *focus = &desk->focus;
	if (focus->drag) {
		drag_cancel(desk);
	}
	if (!has_holder(focus)) {
		return;
	}
	while (focus->sent_count > 0) {
		send_button(desk, loop_now(), focus->sent[--focus->sent_count], false);
	}
	pointer_frame(desk);
	struct window *window = focus->pointer;
	struct popup *popup = focus->pointer_popup;
	bool away = focus->away;
	forget_holder(focus);
	if (!away) {
		send_leave(desk, window, popup);
	}
	popup_drag_end(desk);
	cursor_reset(desk);
}

static void enter(struct desk *desk, const struct hit *hit) {
	struct focus *focus = &desk->focus;
	focus->pointer = hit->window;
	focus->pointer_popup = hit->popup;
	focus->pointer_surface = hit->surface;
	focus->pointer_x = hit->x;
	focus->pointer_y = hit->y;
	if (has_holder(focus)) {
		cursor_reset(desk);
	}
	if (hit->window != NULL) {
		hit->window->impl->pointer_enter(hit->window, hit->x, hit->y);
	} else if (hit->popup != NULL) {
		guest_input_pointer_enter(hit->popup->guest, hit->popup->id, hit->x, hit->y);
	} else if (hit->surface != NULL) {
		wl_signal_add(&hit->surface->events.destroy, &focus->pointer_surface_destroy);
		wlr_seat_pointer_notify_enter(desk->seat, hit->surface, hit->x, hit->y);
	}
	pointer_frame(desk);
}

static const char *frame_cursor(const struct desk *desk, const struct hit *hit) {
	if (hit->window == NULL || hit->part != FRAME_EDGE) {
		return "default";
	}
	int x, y;
	wlr_scene_node_coords(&hit->window->tree->node, &x, &y);
	return grab_resize_cursor(
		frame_edges_at(hit->window->frame, desk->cursor->x - x, desk->cursor->y - y));
}

// What came under the pointer by itself is not what the user aims at, unless it is
// of the guest that was there before
static void note_under(struct desk *desk, const struct hit *hit, bool moved) {
	struct focus *focus = &desk->focus;
	const struct window *window = hit->popup != NULL ? hit->popup->window : hit->window;
	const char *guest = window != NULL ? window->label->name : "";
	if (strcmp(guest, focus->under) != 0) {
		snprintf(focus->under, sizeof(focus->under), "%s", guest);
		focus->under_since = moved ? 0 : loop_now();
	}
}

uint32_t pointer_hold_off(struct desk *desk, const struct hit *hit) {
	struct focus *focus = &desk->focus;
	if (hit->surface != NULL || focus->under_since == 0) {
		return hit->hold_off;
	}
	uint32_t rest = fresh_rest(focus->under_since);
	return rest > hit->hold_off ? rest : hit->hold_off;
}

// True if the holder is the one that it was
static bool find_holder(struct desk *desk, struct hit *hit, bool moved) {
	struct focus *focus = &desk->focus;
	struct hit nobody = {0};
	*hit = hit_at(desk, desk->cursor->x, desk->cursor->y);
	note_under(desk, hit, moved);
	uint32_t rest = pointer_hold_off(desk, hit);
	loop_timer_set(focus->hold_off, rest > 0 ? rest + 1 : 0);
	bool ours = switcher_open(desk) || menu_open(desk);
	bool gives = rest == 0 && hit->part == FRAME_INTERIOR && !ours;
	const struct hit *holder = gives ? hit : &nobody;
	bool same = is_holder(focus, holder) && !focus->away;
	if (!same) {
		leave(desk);
		enter(desk, holder);
	}
	if (!gives) {
		cursor_set(desk, ours || rest > 0 ? "default" : frame_cursor(desk, hit));
	}
	return same;
}

// Where the cursor is, relative to the holder
static void relative_to_holder(struct desk *desk, double *x, double *y) {
	struct focus *focus = &desk->focus;
	struct hit holder = {.window = focus->pointer, .popup = focus->pointer_popup};
	hit_origin(&holder, x, y);
	if (focus->pointer_surface != NULL) {
		*x = focus->origin_x;
		*y = focus->origin_y;
	}
	*x = desk->cursor->x - *x;
	*y = desk->cursor->y - *y;
}

/*
 * What a guest drags may be dropped on any window of its own, and nowhere else: a button
 * is down, yet the pointer goes from one to the other. True if the holder has it not, or
 * was told by entering where it is.
 */
static bool carry(struct desk *desk) {
	struct focus *focus = &desk->focus;
	const struct desk_guest *guest = popup_drag_guest(desk);
	if (guest == NULL) {
		return false;
	}
	const struct hit hit = hit_at(desk, desk->cursor->x, desk->cursor->y);
	bool over = hit.part == FRAME_INTERIOR && hit.hold_off == 0 &&
		popup_hit_guest(&hit) == guest;
	if (over && !focus->away && is_holder(focus, &hit)) {
		return false;
	}
	if (!focus->away) {
		send_leave(desk, focus->pointer, focus->pointer_popup);
	}
	focus->away = !over;
	if (over) {
		enter(desk, &hit);
	}
	return true;
}

// True if the holder was told of a motion
static bool follow(struct desk *desk, uint64_t time, bool moved) {
	struct focus *focus = &desk->focus;
	struct hit hit;
	double x, y;
	if (focus->drag) {
		drag_motion(desk, time, desk->cursor->x, desk->cursor->y);
		return false;
	}
	if (focus->buttons == 0 && !find_holder(desk, &hit, moved)) {
		return false; // entering told it where the pointer is
	}
	if (focus->buttons > 0 && carry(desk)) {
		return false;
	}
	if (focus->buttons == 0 && focus->pointer_surface != NULL) {
		focus->origin_x = desk->cursor->x - hit.x;
		focus->origin_y = desk->cursor->y - hit.y;
	}
	relative_to_holder(desk, &x, &y);
	return send_motion(desk, time, x, y);
}

void pointer_update(struct desk *desk) {
	if (desk->grab.kind != GRAB_NONE) {
		return;
	}
	if (follow(desk, loop_now(), false)) {
		pointer_frame(desk);
	}
	constraint_update(desk);
	cursor_update(desk);
}

static void send_relative(struct focus *focus, uint64_t time, const double delta[4]) {
	if (focus->pointer != NULL) {
		focus->pointer->impl->pointer_relative(focus->pointer, time, delta);
	} else if (focus->pointer_popup != NULL) {
		guest_input_pointer_relative(focus->pointer_popup->guest, time, delta);
	}
}

void pointer_motion(struct desk *desk, uint64_t time, const double delta[4]) {
	struct focus *focus = &desk->focus;
	follow(desk, time, true);
	if (!focus->away) {
		send_relative(focus, time, delta);
	}
	constraint_update(desk);
	cursor_update(desk);
}

void pointer_take(struct desk *desk) {
	leave(desk);
	constraint_update(desk);
}

// The seat has told the one that had it before
void pointer_drag_begin(struct desk *desk) {
	struct focus *focus = &desk->focus;
	size_t sent_count = focus->sent_count;
	forget_holder(focus);
	focus->sent_count = sent_count;
	focus->drag = true;
	drag_motion(desk, loop_now(), desk->cursor->x, desk->cursor->y);
}

// Buttons that are still down are nobody's
void pointer_drag_end(struct desk *desk) {
	struct focus *focus = &desk->focus;
	while (focus->sent_count > 0) {
		send_button(desk, loop_now(), focus->sent[--focus->sent_count], false);
	}
	focus->drag = false;
	cursor_reset(desk);
}

void pointer_button(struct desk *desk, uint64_t time, uint32_t button, bool pressed) {
	struct focus *focus = &desk->focus;
	size_t i = 0;
	while (i < focus->sent_count && focus->sent[i] != button) {
		i++;
	}
	bool known = i < focus->sent_count;
	bool room = focus->sent_count < FOCUS_BUTTONS_MAX;
	if (pressed == known || (pressed && (!room || !has_holder(focus)))) {
		return;
	}
	if (pressed) {
		focus->sent[focus->sent_count++] = button;
	} else {
		focus->sent[i] = focus->sent[--focus->sent_count];
	}
	send_button(desk, time, button, pressed);
}

void pointer_axis(struct desk *desk, const struct wlr_pointer_axis_event *event) {
	struct focus *focus = &desk->focus;
	if (focus->away) {
		return; // the holder was told that it is not there
	}
	if (focus->pointer != NULL) {
		focus->pointer->impl->pointer_axis(focus->pointer, event);
	} else if (focus->pointer_popup != NULL) {
		guest_input_pointer_axis(focus->pointer_popup->guest, event);
	} else if (focus->pointer_surface != NULL) {
		wlr_seat_pointer_notify_axis(desk->seat, event->time_msec, event->orientation,
			event->delta, event->delta_discrete, event->source,
			event->relative_direction);
	}
}

void pointer_frame(struct desk *desk) {
	struct focus *focus = &desk->focus;
	if (focus->pointer != NULL) {
		focus->pointer->impl->pointer_frame(focus->pointer);
	} else if (focus->pointer_popup != NULL) {
		guest_input_pointer_frame(focus->pointer_popup->guest);
	} else if (focus->pointer_surface != NULL) {
		wlr_seat_pointer_notify_frame(desk->seat);
	}
}

void pointer_forget(struct desk *desk, struct window *window, struct popup *popup) {
	struct focus *focus = &desk->focus;
	if (window != NULL && focus->press.window == window) {
		focus->press.window = NULL;
	}
	if ((window != NULL && focus->pointer == window) ||
		(popup != NULL && focus->pointer_popup == popup)) {
		leave(desk);
	}
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct desk *desk = wl_container_of(listener, desk, focus.pointer_surface_destroy);
	forget_holder(&desk->focus);
}

void pointer_init(struct desk *desk) {
	desk->focus.pointer_surface_destroy.notify = handle_surface_destroy;
	wl_list_init(&desk->focus.pointer_surface_destroy.link);
}

void pointer_finish(struct desk *desk) {
	wl_list_remove(&desk->focus.pointer_surface_destroy.link);
}
