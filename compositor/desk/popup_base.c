// SPDX-License-Identifier: MIT
#include "compositor/desk/popup_base.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/desk/content.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/popup.h"
#include "compositor/edge/send.h"

static bool create_nodes(struct popup *popup, enum desk_layer layer) {
	struct desk_guest *guest = popup->guest;
	popup->tree = wlr_scene_tree_create(guest->desk->layers[layer]);
	if (popup->tree == NULL) {
		return false;
	}
	wlr_scene_node_set_enabled(&popup->tree->node, false);
	popup->interior = wlr_scene_tree_create(popup->tree);
	if (popup->interior == NULL) {
		return false;
	}
	wlr_scene_node_set_position(
		&popup->interior->node, (int)frame_left(FRAME_POPUP), (int)frame_top(FRAME_POPUP));
	popup->content = content_create(guest, popup->id, popup->interior);
	popup->frame = frame_create(popup->tree, guest->desk, &guest->label, FRAME_POPUP);
	return popup->content != NULL && popup->frame != NULL;
}

struct popup *popup_base_create(struct desk_guest *guest, uint32_t id, enum desk_layer layer) {
	struct popup *popup = calloc(1, sizeof(*popup));
	if (popup == NULL) {
		return NULL;
	}
	popup->guest = guest;
	popup->id = id;
	wl_list_insert(&guest->desk->popups, &popup->link);
	if (!create_nodes(popup, layer)) {
		popup_destroy(popup);
		return NULL;
	}
	popup_set_grey(popup, desk_guest_is_grey(guest));
	return popup;
}

static int at_most(uint32_t length, int most) {
	return length < (uint32_t)most ? (int)length : most;
}

void popup_base_size(
	const struct popup *popup, uint32_t width, uint32_t height, struct wlr_box *box) {
	uint32_t content_wide = content_width(popup->content);
	uint32_t content_high = content_height(popup->content);
	box->width = content_wide > 0 ? at_most(content_wide, (int)width) : (int)width;
	box->height = content_high > 0 ? at_most(content_high, (int)height) : (int)height;
}

struct wlr_box popup_base_outer(const struct popup *popup) {
	const struct wlr_box *box = &popup->box;
	int left = (int)frame_left(FRAME_POPUP), top = (int)frame_top(FRAME_POPUP);
	return (struct wlr_box){
		.x = box->x - left,
		.y = box->y - top,
		.width = box->width + left + (int)frame_right(FRAME_POPUP),
		.height = box->height + top + (int)frame_bottom(FRAME_POPUP),
	};
}

void popup_base_arrange(struct popup *popup) {
	const struct wlr_box outer = popup_base_outer(popup);
	uint32_t width = (uint32_t)popup->box.width, height = (uint32_t)popup->box.height;
	wlr_scene_node_set_position(&popup->tree->node, outer.x, outer.y);
	frame_set_scale(popup->frame, desk_scale(popup->guest->desk, &outer));
	frame_set_size(popup->frame, width, height);
	content_set_size(popup->content, width, height);
}

bool popup_base_shown(const struct popup *popup) {
	for (const struct popup *below = popup; below != NULL; below = below->parent_popup) {
		if (!below->mapped || below->dismissed) {
			return false;
		}
	}
	return popup->window == NULL || popup->window->visible;
}

void popup_base_show(struct popup *popup) {
	bool shown = popup_base_shown(popup);
	if (shown == popup->tree->node.enabled) {
		return;
	}
	wlr_scene_node_set_enabled(&popup->tree->node, shown);
	content_set_visible(popup->content, shown);
	if (shown) {
		popup->mapped_at = loop_now();
	} else {
		focus_forget_popup(popup->guest->desk, popup);
	}
}

static void tell(const struct popup *popup) {
	if (popup->drag) {
		const struct gui_drag_dropped record = {.window = popup->id};
		send_drag_dropped(popup->guest->guest, &record);
	} else {
		const struct gui_popup_dismissed record = {.window = popup->id};
		send_popup_dismissed(popup->guest->guest, &record);
	}
}

static bool stands_on(const struct popup *popup, const struct popup *other) {
	while (popup != NULL && popup != other) {
		popup = popup->parent_popup;
	}
	return popup != NULL;
}

// One that stands on another was created later, so it is before that in the list
void popup_base_dismiss(struct popup *popup) {
	struct popup *other;
	wl_list_for_each(other, &popup->guest->desk->popups, link) {
		if (!other->dismissed && stands_on(other, popup)) {
			other->dismissed = true;
			popup_base_show(other);
			tell(other);
		}
	}
}
