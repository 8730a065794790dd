// SPDX-License-Identifier: MIT
#include "compositor/seat/device.h"

#include <libinput.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend/libinput.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_touch.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/input.h"
#include "compositor/seat/keyboard.h"
#include "compositor/seat/seat_priv.h"

// What a device cannot do libinput refuses, and nothing is lost by that
void device_configure(struct device *device) {
	const struct conf *conf = device->seat->desk->conf;
	if (!wlr_input_device_is_libinput(device->device)) {
		return;
	}
	struct libinput_device *handle = wlr_libinput_get_device_handle(device->device);
	libinput_device_config_tap_set_enabled(
		handle, conf->tap ? LIBINPUT_CONFIG_TAP_ENABLED : LIBINPUT_CONFIG_TAP_DISABLED);
	libinput_device_config_accel_set_speed(handle, conf->pointer_speed);
	if (libinput_device_config_scroll_has_natural_scroll(handle)) {
		libinput_device_config_scroll_set_natural_scroll_enabled(
			handle, conf->natural_scroll);
	}
}

static const char *output_name(const struct device *device) {
	if (device->device->type == WLR_INPUT_DEVICE_TOUCH) {
		return wlr_touch_from_input_device(device->device)->output_name;
	}
	if (device->device->type == WLR_INPUT_DEVICE_POINTER) {
		return wlr_pointer_from_input_device(device->device)->output_name;
	}
	return NULL;
}

void device_map_to_output(struct device *device) {
	struct desk *desk = device->seat->desk;
	const char *name = output_name(device);
	struct wlr_output_layout_output *output;
	wl_list_for_each(output, &desk->layout->outputs, link) {
		if (name != NULL && strcmp(output->output->name, name) == 0) {
			wlr_cursor_map_input_to_output(
				desk->cursor, device->device, output->output);
		}
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct device *device = wl_container_of(listener, device, destroy);
	device_destroy(device);
}

struct device *device_create(struct seat *seat, struct wlr_input_device *input_device) {
	struct device *device = calloc(1, sizeof(*device));
	if (device == NULL) {
		log_errno("input device");
		return NULL;
	}
	device->seat = seat;
	device->device = input_device;
	wl_list_insert(&seat->devices, &device->link);
	device->destroy.notify = handle_destroy;
	wl_signal_add(&input_device->events.destroy, &device->destroy);
	if (input_device->type == WLR_INPUT_DEVICE_KEYBOARD) {
		keyboard_group_add(seat, wlr_keyboard_from_input_device(input_device));
	} else {
		device_configure(device);
		wlr_cursor_attach_input_device(seat->desk->cursor, input_device);
		device_map_to_output(device);
	}
	return device;
}

bool device_button(struct device *device, uint32_t button, bool pressed) {
	size_t i = 0;
	while (i < device->button_count && device->buttons[i] != button) {
		i++;
	}
	bool known = i < device->button_count;
	if (pressed == known || (pressed && i == DEVICE_BUTTONS_MAX)) {
		return false;
	}
	if (pressed) {
		device->buttons[device->button_count++] = button;
	} else {
		device->buttons[i] = device->buttons[--device->button_count];
	}
	return true;
}

void device_destroy(struct device *device) {
	if (device == NULL) {
		return;
	}
	wl_list_remove(&device->destroy.link);
	wl_list_remove(&device->link);
	struct desk *desk = device->seat->desk;
	while (device->button_count > 0) {
		uint32_t button = device->buttons[--device->button_count];
		input_pointer_button(desk, loop_now(), button, false);
		input_pointer_frame(desk);
	}
	if (device->device->type != WLR_INPUT_DEVICE_KEYBOARD) {
		wlr_cursor_detach_input_device(device->seat->desk->cursor, device->device);
	}
	free(device);
}
