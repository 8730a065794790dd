// SPDX-License-Identifier: MIT
#include "compositor/desk/touch.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/guest_input.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/input.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/moment.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/press.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"

static struct touch_point *find(struct desk *desk, int32_t id) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		struct touch_point *point = &desk->focus.touch.points[i];
		if (point->down && point->id == id) {
			return point;
		}
	}
	return NULL;
}

static struct touch_point *find_free(struct desk *desk) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		if (!desk->focus.touch.points[i].down) {
			return &desk->focus.touch.points[i];
		}
	}
	return NULL;
}

static int32_t index_of(const struct desk *desk, const struct touch_point *point) {
	return (int32_t)(point - desk->focus.touch.points);
}

static void forget(struct touch_point *point) {
	wl_list_remove(&point->surface_destroy.link);
	wl_list_init(&point->surface_destroy.link);
	point->down = point->pointer = false;
	point->window = NULL;
	point->popup = NULL;
	point->surface = NULL;
}

// The finger's place in the layout as the holder knows it
static struct guest_touch relative(const struct touch_point *point, double x, double y) {
	struct hit holder = {.window = point->window, .popup = point->popup};
	double origin_x, origin_y;
	hit_origin(&holder, &origin_x, &origin_y);
	if (point->surface != NULL) {
		origin_x = point->x;
		origin_y = point->y;
	}
	return (struct guest_touch){.x = x - origin_x, .y = y - origin_y};
}

static void send_down(
	struct desk *desk, struct touch_point *point, uint64_t time, const struct hit *hit) {
	int32_t id = index_of(desk, point);
	if (point->window != NULL) {
		point->window->impl->touch_down(point->window, time, id, hit->x, hit->y);
	} else if (point->popup != NULL) {
		const struct guest_touch touch = {.time = time, .id = id, .x = hit->x, .y = hit->y};
		guest_input_touch_down(point->popup->guest, point->popup->id, &touch);
	} else if (point->surface != NULL) {
		wlr_seat_touch_notify_down(
			desk->seat, point->surface, moment_ms(time), id, hit->x, hit->y);
	}
}

// A finger on a frame is a pointer with its button down
static void start_pointer(
	struct desk *desk, struct touch_point *point, uint64_t time, double x, double y) {
	const double delta[4] = {0};
	point->pointer = true;
	wlr_cursor_warp_closest(desk->cursor, NULL, x, y);
	input_pointer_motion(desk, time, delta);
	input_pointer_button(desk, time, BTN_LEFT, true);
	input_pointer_frame(desk);
}

static void start(
	struct desk *desk, struct touch_point *point, uint64_t time, const struct hit *hit) {
	point->window = hit->window;
	point->popup = hit->popup;
	point->surface = hit->surface;
	if (hit->surface != NULL) {
		wl_signal_add(&hit->surface->events.destroy, &point->surface_destroy);
	}
	send_down(desk, point, time, hit);
}

void touch_down(struct desk *desk, uint64_t time, int32_t id, double x, double y) {
	struct touch_point *point = find_free(desk);
	if (find(desk, id) != NULL || point == NULL) {
		return;
	}
	point->down = true; // also where it goes nowhere: its motion is nobody's
	point->id = id;
	if (menu_open(desk) || desk->grab.carried) {
		if (desk->focus.buttons == 0) {
			start_pointer(desk, point, time, x, y);
		}
		return;
	}
	struct hit hit = hit_at(desk, x, y);
	if (hit.hold_off > 0 || switcher_open(desk)) {
		return;
	}
	if (hit.part == FRAME_INTERIOR) {
		press_focus(desk, &hit); // may take the other fingers from another guest
		point->x = x - hit.x;
		point->y = y - hit.y;
		start(desk, point, time, &hit);
	} else if (hit.window != NULL && desk->focus.buttons == 0) {
		start_pointer(desk, point, time, x, y);
	}
}

void touch_motion(struct desk *desk, uint64_t time, int32_t id, double x, double y) {
	const double delta[4] = {0};
	struct touch_point *point = find(desk, id);
	if (point == NULL) {
		return;
	}
	if (drag_by_touch(desk, index_of(desk, point))) {
		drag_motion(desk, time, x, y);
		return;
	}
	struct guest_touch touch = relative(point, x, y);
	touch.time = time;
	touch.id = index_of(desk, point);
	if (point->pointer) {
		wlr_cursor_warp_closest(desk->cursor, NULL, x, y);
		input_pointer_motion(desk, time, delta);
	} else if (point->window != NULL) {
		point->window->impl->touch_motion(point->window, time, touch.id, touch.x, touch.y);
	} else if (point->popup != NULL) {
		guest_input_touch_motion(point->popup->guest, &touch);
	} else if (point->surface != NULL) {
		wlr_seat_touch_notify_motion(
			desk->seat, moment_ms(time), touch.id, touch.x, touch.y);
	}
}

// False if a program of this domain has it, or nobody
static bool send_frame(const struct touch_point *point) {
	if (point->window != NULL) {
		point->window->impl->touch_frame(point->window);
	} else if (point->popup != NULL) {
		guest_input_touch_frame(point->popup->guest);
	}
	return point->window != NULL || point->popup != NULL;
}

void touch_up(struct desk *desk, uint64_t time, int32_t id) {
	struct touch_point *point = find(desk, id);
	if (point == NULL) {
		return;
	}
	struct touch_point was = *point;
	const struct guest_touch touch = {.time = time, .id = index_of(desk, point)};
	if (drag_by_touch(desk, touch.id)) {
		drag_touch_up(desk);
	}
	forget(point);
	if (was.pointer) {
		input_pointer_button(desk, time, BTN_LEFT, false);
		input_pointer_frame(desk);
	} else if (was.window != NULL) {
		was.window->impl->touch_up(was.window, time, touch.id);
	} else if (was.popup != NULL) {
		guest_input_touch_up(was.popup->guest, &touch);
	} else if (was.surface != NULL) {
		wlr_seat_touch_notify_up(desk->seat, moment_ms(time), touch.id);
	}
	send_frame(&was); // it may be the last: then no other frame comes
	popup_drag_end(desk);
}

// All points are of one guest, so one of them says whose frame it is
void touch_frame(struct desk *desk) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		if (send_frame(&desk->focus.touch.points[i])) {
			return;
		}
	}
	wlr_seat_touch_notify_frame(desk->seat);
}

// Take the point from its holder; only cancel() says that it never was
static void end(struct desk *desk, struct touch_point *point) {
	if (drag_by_touch(desk, index_of(desk, point))) {
		drag_cancel(desk);
	}
	touch_up(desk, loop_now(), point->id);
}

static void cancel(struct touch_point *point) {
	struct touch_point was = *point;
	forget(point);
	if (was.window != NULL) {
		was.window->impl->touch_cancel(was.window);
	} else if (was.popup != NULL) {
		guest_input_touch_cancel(was.popup->guest);
	}
}

void touch_cancel(struct desk *desk) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		struct touch_point *point = &desk->focus.touch.points[i];
		if (drag_by_touch(desk, (int32_t)i)) {
			drag_cancel(desk);
		}
		if (point->window != NULL || point->popup != NULL) {
			cancel(point);
		} else if (point->down) {
			end(desk, point);
		}
	}
	popup_drag_end(desk);
}

void touch_cancel_guest(struct desk *desk, const struct window *window) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		struct touch_point *point = &desk->focus.touch.points[i];
		const struct window *holder = point->popup != NULL ? point->popup->window
								   : point->window;
		if (holder != NULL && focus_same_guest(holder, window)) {
			cancel(point);
		}
	}
	popup_drag_end(desk);
}

void touch_forget(struct desk *desk, struct window *window, struct popup *popup) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		struct touch_point *point = &desk->focus.touch.points[i];
		if ((window != NULL && point->window == window) ||
			(popup != NULL && point->popup == popup)) {
			end(desk, point);
		}
	}
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct touch_point *point = wl_container_of(listener, point, surface_destroy);
	forget(point);
}

void touch_init(struct desk *desk) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		struct wl_listener *listener = &desk->focus.touch.points[i].surface_destroy;
		listener->notify = handle_surface_destroy;
		wl_list_init(&listener->link);
	}
}

void touch_finish(struct desk *desk) {
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		wl_list_remove(&desk->focus.touch.points[i].surface_destroy.link);
	}
}
