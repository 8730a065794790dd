// SPDX-License-Identifier: MIT
#include "compositor/control/tree.h"

#include <json-c/json.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/util/box.h>

#include "compositor/control/json_add.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/place.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/popup_base.h"
#include "compositor/desk/window.h"

static void add_box(struct json_object *object, const char *key, const struct wlr_box *box) {
	struct json_object *value = json_object_new_object();
	json_add_number(value, "x", box->x);
	json_add_number(value, "y", box->y);
	json_add_number(value, "width", box->width);
	json_add_number(value, "height", box->height);
	json_add(object, key, value);
}

static struct json_object *outputs_of(struct desk *desk) {
	struct json_object *array = json_object_new_array();
	struct wlr_output_layout_output *output;
	wl_list_for_each(output, &desk->layout->outputs, link) {
		struct wlr_box box;
		wlr_output_layout_get_box(desk->layout, output->output, &box);
		struct json_object *object = json_object_new_object();
		json_add_string(object, "name", output->output->name);
		add_box(object, "box", &box);
		json_add(object, "scale", json_object_new_double((double)output->output->scale));
		json_add_number(object, "refresh", output->output->refresh);
		json_add_element(array, object);
	}
	return array;
}

static struct json_object *guests_of(struct desk *desk) {
	struct json_object *array = json_object_new_array();
	struct desk_guest *guest;
	wl_list_for_each(guest, &desk->guests, link) {
		struct json_object *object = json_object_new_object();
		json_add_string(object, "name", guest->label.name);
		json_add_string(object, "colour", guest->label.colour);
		json_add_flag(object, "connected", guest->connected);
		json_add_flag(object, "silent", guest->silent);
		json_add_flag(object, "paused", guest->paused);
		json_add_element(array, object);
	}
	return array;
}

static const char *place_name(enum window_place place) {
	static const char *const names[] = {
		[WINDOW_FLOATING] = "floating",
		[WINDOW_MAXIMIZED] = "maximized",
		[WINDOW_FULLSCREEN] = "fullscreen",
		[WINDOW_SNAP_LEFT] = "left",
		[WINDOW_SNAP_RIGHT] = "right",
		[WINDOW_SNAP_TOP] = "top",
		[WINDOW_SNAP_BOTTOM] = "bottom",
	};
	return names[place];
}

static struct json_object *window_object(struct desk *desk, const struct window *window) {
	const struct wlr_box frame = place_outer(&window->drawn);
	struct json_object *object = json_object_new_object();
	json_add_number(object, "id", window->id);
	json_add_string(object, "guest", window->label->name);
	json_add_string(object, "colour", window->label->colour);
	json_add_string(object, "title", window->title);
	json_add_string(object, "app_id", window->app_id);
	add_box(object, "interior", &window->drawn);
	add_box(object, "frame", &frame);
	json_add_string(object, "place", place_name(window->place));
	json_add_number(object, "workspace", (int64_t)window->workspace + 1);
	json_add_flag(object, "focused", desk->focus.window == window);
	json_add_flag(object, "minimized", window->minimized);
	json_add_flag(object, "attention", window->attention);
	json_add_flag(object, "shown", window_shown(window));
	return object;
}

static struct json_object *windows_of(struct desk *desk) {
	struct json_object *array = json_object_new_array();
	const struct window *window;
	wl_list_for_each(window, &desk->windows, link) {
		if (window->mapped) {
			json_add_element(array, window_object(desk, window));
		}
	}
	return array;
}

static struct json_object *popups_of(struct desk *desk) {
	struct json_object *array = json_object_new_array();
	const struct popup *popup;
	wl_list_for_each(popup, &desk->popups, link) {
		if (!popup_base_shown(popup)) {
			continue;
		}
		struct json_object *object = json_object_new_object();
		json_add_string(object, "guest", popup->guest->label.name);
		json_add_number(object, "window", popup->window != NULL ? popup->window->id : 0);
		add_box(object, "interior", &popup->box);
		json_add_flag(object, "drag", popup->drag);
		json_add_element(array, object);
	}
	return array;
}

void tree_fill(struct desk *desk, struct json_object *object) {
	json_add_flag(object, "locked", desk->lock.locked);
	json_add_number(object, "workspace", (int64_t)desk->workspace + 1);
	json_add(object, "outputs", outputs_of(desk));
	json_add(object, "guests", guests_of(desk));
	json_add(object, "windows", windows_of(desk));
	json_add(object, "popups", popups_of(desk));
}
