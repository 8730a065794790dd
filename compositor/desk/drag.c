// SPDX-License-Identifier: MIT
#include "compositor/desk/drag.h"

#include <math.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/label.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/moment.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"

static bool by_pointer(const struct drag *drag) {
	return drag->wlr->grab_type == WLR_DRAG_GRAB_KEYBOARD_POINTER;
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct desk *desk = wl_container_of(listener, desk, drag.destroy);
	struct drag drag = desk->drag;
	wl_list_remove(&desk->drag.destroy.link);
	wl_list_remove(&desk->drag.origin_destroy.link);
	desk->drag = (struct drag){0};
	if (drag.icon != NULL) {
		wlr_scene_node_destroy(&drag.icon->node);
	}
	if (by_pointer(&drag)) {
		pointer_drag_end(desk);
	}
	focus_renew(desk);
}

// With it goes the touch point, and whoever would hear of the end
static void handle_origin_destroy(struct wl_listener *listener, void *data) {
	struct desk *desk = wl_container_of(listener, desk, drag.origin_destroy);
	drag_cancel(desk);
}

// Not seen before it is known where the pointer or finger is
static void create_icon(struct desk *desk, struct wlr_drag_icon *wlr) {
	struct wlr_scene_tree *icon = wlr_scene_tree_create(desk->layers[DESK_DRAG]);
	if (icon != NULL) {
		wlr_scene_node_set_enabled(&icon->node, false);
		wlr_scene_drag_icon_create(icon, wlr);
	}
	desk->drag.icon = icon;
}

void drag_begin(struct desk *desk, struct wlr_drag *wlr, struct wlr_surface *origin) {
	struct drag *drag = &desk->drag;
	drag->wlr = wlr;
	drag->destroy.notify = handle_destroy;
	wl_signal_add(&wlr->events.destroy, &drag->destroy);
	drag->origin_destroy.notify = handle_origin_destroy;
	wl_signal_add(&origin->events.destroy, &drag->origin_destroy);
	if (wlr->icon != NULL) {
		create_icon(desk, wlr->icon);
	}
	if (by_pointer(drag)) {
		pointer_drag_begin(desk);
	}
}

void drag_cancel(struct desk *desk) {
	struct wlr_drag *wlr = desk->drag.wlr;
	if (wlr == NULL) {
		return;
	}
	if (wlr->source != NULL) {
		wlr_data_source_destroy(wlr->source); // its program is told, and the drag ends
	} else {
		wlr_seat_keyboard_end_grab(desk->seat); // likewise the other grabs
	}
}

// Whether what is there is a local program's, and may have input
static bool takes(struct desk *desk, const struct hit *hit) {
	bool ours = switcher_open(desk) || menu_open(desk);
	bool local = hit->window != NULL && hit->window->label->name[0] == '\0';
	return !ours && hit->part == FRAME_INTERIOR && hit->hold_off == 0 &&
		(local || hit->surface != NULL);
}

static void move_pointer(struct desk *desk, uint64_t time, const struct hit *hit) {
	bool target = takes(desk, hit);
	if (!target) {
		wlr_seat_pointer_notify_clear_focus(desk->seat);
	} else if (hit->window != NULL) {
		hit->window->impl->pointer_motion(hit->window, time, hit->x, hit->y);
	} else {
		wlr_seat_pointer_notify_enter(desk->seat, hit->surface, hit->x, hit->y);
		wlr_seat_pointer_notify_motion(desk->seat, moment_ms(time), hit->x, hit->y);
	}
	cursor_set(desk, target ? "grabbing" : "no-drop");
	loop_timer_set(desk->focus.hold_off, hit->hold_off > 0 ? hit->hold_off + 1 : 0);
}

static void move_finger(struct desk *desk, uint64_t time, const struct hit *hit) {
	int32_t id = desk->drag.wlr->touch_id;
	if (!takes(desk, hit)) {
		wlr_seat_touch_point_clear_focus(desk->seat, moment_ms(time), id);
	} else if (hit->window != NULL) {
		hit->window->impl->touch_motion(hit->window, time, id, hit->x, hit->y);
	} else {
		wlr_seat_touch_point_focus(
			desk->seat, hit->surface, moment_ms(time), id, hit->x, hit->y);
		wlr_seat_touch_notify_motion(desk->seat, moment_ms(time), id, hit->x, hit->y);
	}
}

void drag_motion(struct desk *desk, uint64_t time, double x, double y) {
	const struct drag *drag = &desk->drag;
	const struct hit hit = hit_at(desk, x, y);
	if (drag->icon != NULL) {
		wlr_scene_node_set_position(&drag->icon->node, (int)round(x), (int)round(y));
		wlr_scene_node_set_enabled(&drag->icon->node, true);
	}
	if (by_pointer(drag)) {
		move_pointer(desk, time, &hit);
	} else {
		move_finger(desk, time, &hit);
	}
}

bool drag_by_touch(const struct desk *desk, int32_t id) {
	const struct drag *drag = &desk->drag;
	return drag->wlr != NULL && !by_pointer(drag) && drag->wlr->touch_id == id;
}

// The seat would drop it on the last one that it was over
void drag_touch_up(struct desk *desk) {
	const struct wlr_touch_point *point = wlr_seat_touch_get_point(
		desk->seat, desk->drag.wlr->touch_id);
	if (point == NULL || point->focus_surface == NULL) {
		drag_cancel(desk);
	}
}
