// SPDX-License-Identifier: MIT
#include "compositor/desk/popup.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/content.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/popup_base.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"

// The interior of what it stands on, in the layout
static struct wlr_box parent_box(const struct popup *popup) {
	if (popup->parent_popup != NULL) {
		return popup->parent_popup->box;
	}
	struct wlr_box box = {
		.width = (int)popup->window->width,
		.height = (int)popup->window->height,
	};
	wlr_scene_node_coords(&popup->window->interior->node, &box.x, &box.y);
	return box;
}

static void move_by(struct wlr_box *box, int x, int y) {
	box->x += x;
	box->y += y;
}

// Where its interior may be, in the parent's geometry. False, and none, without an output.
static bool find_bounds(const struct popup *popup, struct wlr_box *bounds) {
	struct wlr_box parent = parent_box(popup);
	const struct desk_output *output = desk_output_of(popup->guest->desk, &parent);
	if (output == NULL) {
		return false;
	}
	*bounds = output->usable;
	bounds->width -= (int)(frame_left(FRAME_POPUP) + frame_right(FRAME_POPUP));
	bounds->height -= (int)(frame_top(FRAME_POPUP) + frame_bottom(FRAME_POPUP));
	move_by(bounds, (int)frame_left(FRAME_POPUP) - parent.x,
		(int)frame_top(FRAME_POPUP) - parent.y);
	return true;
}

// A place in the parent's geometry. False, and none, without an output.
static bool solve(const struct popup *popup, const struct place_positioner *positioner,
	struct wlr_box *solved) {
	struct wlr_box bounds;
	if (!find_bounds(popup, &bounds)) {
		return false;
	}
	struct wlr_box parent = parent_box(popup);
	parent.x = 0;
	parent.y = 0;
	*solved = place_popup(positioner, &parent, &bounds);
	return true;
}

// How far it may reach from place on. A menu's program may find out only when it draws that it
// needs more than it has asked for; but one that had to take less is cut.
static struct wlr_box reach(const struct popup *popup, const struct wlr_box *place) {
	struct wlr_box most = *place, bounds;
	if (find_bounds(popup, &bounds)) {
		int width = bounds.x + bounds.width - place->x;
		int height = bounds.y + bounds.height - place->y;
		bool all_wide = place->width == popup->positioner.width;
		bool all_high = place->height == popup->positioner.height;
		most.width = all_wide && width > most.width ? width : most.width;
		most.height = all_high && height > most.height ? height : most.height;
	}
	return most;
}

// What it takes of that. Before it has drawn, what it asked for.
static void set_size(const struct popup *popup, const struct wlr_box *place, struct wlr_box *box) {
	bool drawn = content_width(popup->content) > 0;
	const struct wlr_box most = drawn ? reach(popup, place) : *place;
	popup_base_size(popup, (uint32_t)most.width, (uint32_t)most.height, box);
}

// Where its content is to be drawn, if place is in the parent's geometry
static void set_box(struct popup *popup, const struct wlr_box *place) {
	const struct wlr_box parent = parent_box(popup), was = popup_base_outer(popup);
	popup->box.x = parent.x + place->x;
	popup->box.y = parent.y + place->y;
	set_size(popup, place, &popup->box);
	popup_base_arrange(popup);
	const struct wlr_box is = popup_base_outer(popup);
	if (popup_base_shown(popup)) {
		fresh_change(&popup->fresh, &was, &is);
	}
}

static void configure(struct popup *popup, struct gui_popup_configure *record) {
	popup->due = false;
	record->window = popup->id;
	record->serial = guest_serial(popup->guest->guest);
	record->x = place_coord(popup->place.x);
	record->y = place_coord(popup->place.y);
	record->width = (uint32_t)popup->place.width;
	record->height = (uint32_t)popup->place.height;
	popup->sent = *record;
	send_popup_configure(popup->guest->guest, record);
}

// One that the window carries along is told of the last place only, if the guest is slow
static void configure_if_moved(struct popup *popup) {
	const struct gui_popup_configure *sent = &popup->sent;
	const struct wlr_box *place = &popup->place;
	popup->due = sent->x != place_coord(place->x) || sent->y != place_coord(place->y) ||
		sent->width != (uint32_t)place->width || sent->height != (uint32_t)place->height;
	if (popup->due && popup->acked == sent->serial) {
		struct gui_popup_configure record = {0};
		configure(popup, &record);
	}
}

static int64_t area_on(const struct popup *popup, const struct desk_output *output) {
	const struct wlr_box outer = popup_base_outer(popup);
	struct wlr_box both;
	return wlr_box_intersection(&both, &outer, &output->box) ? (int64_t)both.width * both.height
								 : 0;
}

static void log_too_much(struct desk_guest *guest) {
	uint64_t now = loop_now();
	if (guest->popup_logged == 0 ||
		now - guest->popup_logged > POPUP_LOG_PERIOD * LOOP_NS_PER_MS) {
		guest->popup_logged = now;
		log_info("%s: popups would cover too much of an output, dismissed",
			guest->label.name);
	}
}

// The newest go first. Those of hidden windows count: all may be shown in a moment.
static void hold_cap_on(struct desk_guest *guest, const struct desk_output *output) {
	const struct wlr_box *box = &output->box;
	int64_t left = (int64_t)box->width * box->height / 100 * POPUP_AREA_PERCENT;
	struct popup *popup;
	wl_list_for_each_reverse(popup, &guest->desk->popups, link) {
		bool counts = popup->guest == guest && popup->mapped && !popup->dismissed &&
			!popup->drag;
		int64_t area = counts ? area_on(popup, output) : 0;
		if (area > left) {
			log_too_much(guest);
			popup_base_dismiss(popup);
		} else {
			left -= area;
		}
	}
}

static void hold_cap(struct desk_guest *guest) {
	const struct desk_output *output;
	wl_list_for_each(output, &guest->desk->outputs, link) {
		hold_cap_on(guest, output);
	}
}

// The program counts on its place, but where that is out of bounds it is not shown
static struct place_positioner stay(const struct popup *popup) {
	return (struct place_positioner){
		.anchor_rect = {.x = popup->place.x, .y = popup->place.y},
		.width = popup->place.width,
		.height = popup->place.height,
		.anchor = GUI_ANCHOR_TOP_LEFT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
	};
}

static void follow(struct popup *popup) {
	const struct place_positioner positioner = popup->reactive ? popup->positioner
								   : stay(popup);
	struct wlr_box solved;
	if (!solve(popup, &positioner, &solved)) {
		popup_base_dismiss(popup);
		return;
	}
	if (popup->reactive) {
		popup->place = solved;
		configure_if_moved(popup);
	}
	set_box(popup, &solved);
	popup_base_show(popup);
}

// From the bottom, for a popup's place depends on what it stands on
void popup_follow_window(struct window *window) {
	struct popup *popup;
	struct desk_guest *guest = NULL;
	wl_list_for_each_reverse(popup, &window->desk->popups, link) {
		if (popup->window == window && !popup->dismissed) {
			guest = popup->guest;
			follow(popup);
		}
	}
	if (guest != NULL) {
		hold_cap(guest);
	}
}

void popup_forget_window(struct window *window) {
	struct popup *popup;
	wl_list_for_each(popup, &window->desk->popups, link) {
		if (popup->window == window && !popup->dismissed) {
			popup_base_dismiss(popup);
		}
	}
}

#define POSITIONER_OF(record) \
	(struct place_positioner) { \
		.anchor_rect = {(record)->anchor_x, (record)->anchor_y, \
			(int)(record)->anchor_width, (int)(record)->anchor_height}, \
		.width = (int32_t)(record)->width, .height = (int32_t)(record)->height, \
		.offset_x = (record)->offset_x, .offset_y = (record)->offset_y, \
		.anchor = (record)->anchor, .gravity = (record)->gravity, \
		.constraint = (record)->constraint, \
	}

// A menu needs an act of the user, and that the user's input goes to this guest
static bool may_show(const struct popup *popup) {
	const struct desk_guest *guest = popup->guest;
	bool focused = guest->keyboard != 0 || guest->pointer != 0;
	bool parent = popup->parent_popup == NULL || !popup->parent_popup->dismissed;
	return parent && (!popup->grab || focused);
}

struct popup *popup_create(struct desk_guest *guest, const struct gui_popup_create *record) {
	struct popup *popup = popup_base_create(guest, record->window, DESK_POPUPS);
	if (popup == NULL) {
		return NULL;
	}
	popup->parent_popup = guest->popups[record->parent];
	popup->window = popup->parent_popup != NULL ? popup->parent_popup->window
						    : &guest->windows[record->parent]->window;
	popup->positioner = POSITIONER_OF(record);
	popup->reactive = record->reactive != 0;
	popup->grab = record->grab_serial != 0;
	if (!may_show(popup) || !solve(popup, &popup->positioner, &popup->place)) {
		popup_base_dismiss(popup);
		return popup;
	}
	struct gui_popup_configure configured = {0};
	configure(popup, &configured);
	set_box(popup, &popup->place);
	return popup;
}

void popup_destroy(struct popup *popup) {
	if (popup == NULL) {
		return;
	}
	struct desk *desk = popup->guest->desk;
	wl_list_remove(&popup->link);
	focus_forget_popup(desk, popup);
	if (popup->tree != NULL) {
		desk_bury(desk, popup->tree);
	}
	content_destroy(popup->content);
	frame_destroy(popup->frame);
	if (popup->tree != NULL) {
		wlr_scene_node_destroy(&popup->tree->node);
	}
	free(popup);
	focus_pointer_update(desk);
}

void popup_set_grey(struct popup *popup, bool grey) {
	frame_set_state(popup->frame, false, false, grey);
}

// What stands on it follows, and what is under the pointer may be another thing
static void update(struct popup *popup) {
	popup_follow_window(popup->window);
	focus_pointer_update(popup->guest->desk);
}

void popup_reposition(struct popup *popup, const struct gui_popup_reposition *record) {
	popup->positioner = POSITIONER_OF(record);
	popup->reactive = record->reactive != 0;
	if (popup->dismissed || !solve(popup, &popup->positioner, &popup->place)) {
		popup_base_dismiss(popup);
		return;
	}
	struct gui_popup_configure configured = {.repositioned = 1, .token = record->token};
	configure(popup, &configured);
	update(popup);
}
#undef POSITIONER_OF

static bool size_changes(const struct popup *popup) {
	struct wlr_box box;
	set_size(popup, &popup->place, &box);
	return box.width != popup->box.width || box.height != popup->box.height;
}

bool popup_commit(struct popup *popup, const struct gui_commit *record) {
	if (!content_commit(popup->content, record)) {
		return false;
	}
	if (popup->dismissed) {
		return true;
	}
	if (record->serial != 0) {
		popup->acked = record->serial;
	}
	bool was_mapped = popup->mapped;
	popup->mapped = content_width(popup->content) > 0;
	if (popup->drag) {
		popup_drag_update(popup);
	} else if (popup->mapped != was_mapped || size_changes(popup)) {
		update(popup);
	} else if (popup->due) {
		configure_if_moved(popup);
	}
	return true;
}

struct popup *popup_at(struct desk *desk, double x, double y) {
	struct popup *popup;
	wl_list_for_each(popup, &desk->popups, link) {
		const struct wlr_box outer = popup_base_outer(popup);
		if (!popup->drag && popup_base_shown(popup) &&
			wlr_box_contains_point(&outer, x, y)) {
			return popup;
		}
	}
	return NULL;
}

void popup_dismiss_grabs(struct desk *desk, const struct window *keep) {
	struct popup *popup;
	wl_list_for_each(popup, &desk->popups, link) {
		if (popup->grab && !popup->dismissed &&
			(keep == NULL || !focus_same_guest(popup->window, keep))) {
			popup_base_dismiss(popup);
		}
	}
}
