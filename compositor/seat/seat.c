// SPDX-License-Identifier: MIT
#include "compositor/seat/seat.h"

#include <stdlib.h>
#include <wlr/backend.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>

#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/input.h"
#include "compositor/seat/device.h"
#include "compositor/seat/keyboard.h"
#include "compositor/seat/seat_pointer.h"
#include "compositor/seat/seat_priv.h"

void seat_activity(struct seat *seat) {
	if (seat->activity != NULL) {
		seat->activity(seat->activity_data);
	}
}

uint64_t seat_time(uint32_t msec) {
	uint64_t now = loop_now();
	uint32_t age = (uint32_t)(now / LOOP_NS_PER_MS) - msec;
	return age < 1000 ? now - age * LOOP_NS_PER_MS : now;
}

// Keyboard and pointer are always there, so that a guest cannot tell one desk's
// devices from another's
static void update_capabilities(struct seat *seat) {
	uint32_t capabilities = WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_KEYBOARD;
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		if (device->device->type == WLR_INPUT_DEVICE_TOUCH) {
			capabilities |= WL_SEAT_CAPABILITY_TOUCH;
		}
	}
	input_capabilities(seat->desk, capabilities);
}

void seat_add_device(struct seat *seat, struct wlr_input_device *device) {
	switch (device->type) {
	case WLR_INPUT_DEVICE_KEYBOARD:
		if (wlr_input_device_get_virtual_keyboard(device) != NULL) {
			keyboard_create(seat, wlr_keyboard_from_input_device(device));
			break;
		}
		// fallthrough
	case WLR_INPUT_DEVICE_POINTER:
	case WLR_INPUT_DEVICE_TOUCH:
		device_create(seat, device);
		update_capabilities(seat);
		break;
	default:
		break; // tablets and switches: not yet
	}
}

static void handle_new_input(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, new_input);
	seat_add_device(seat, data);
}

// Its signals go with it
static void handle_backend_destroy(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, backend_destroy);
	wl_list_remove(&seat->new_input.link);
	wl_list_remove(&seat->backend_destroy.link);
	wl_list_init(&seat->new_input.link);
	wl_list_init(&seat->backend_destroy.link);
}

static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, layout_change);
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		device_map_to_output(device);
	}
}

struct seat *seat_create(struct desk *desk, struct wlr_backend *backend) {
	struct seat *seat = calloc(1, sizeof(*seat));
	if (seat == NULL) {
		return NULL;
	}
	seat->desk = desk;
	wl_list_init(&seat->keyboards);
	wl_list_init(&seat->devices);
	wl_list_init(&seat->group_leave.link);
	seat_pointer_init(seat);
	seat->new_input.notify = handle_new_input;
	wl_signal_add(&backend->events.new_input, &seat->new_input);
	seat->backend_destroy.notify = handle_backend_destroy;
	wl_signal_add(&backend->events.destroy, &seat->backend_destroy);
	seat->layout_change.notify = handle_layout_change;
	wl_signal_add(&desk->layout->events.change, &seat->layout_change);
	if (!keyboard_group_init(seat)) {
		seat_destroy(seat);
		return NULL;
	}
	update_capabilities(seat);
	return seat;
}

void seat_destroy(struct seat *seat) {
	if (seat == NULL) {
		return;
	}
	wl_list_remove(&seat->new_input.link);
	wl_list_remove(&seat->backend_destroy.link);
	wl_list_remove(&seat->layout_change.link);
	seat_pointer_finish(seat);
	struct keyboard *keyboard, *next_keyboard;
	wl_list_for_each_safe(keyboard, next_keyboard, &seat->keyboards, link) {
		keyboard_destroy(keyboard);
	}
	struct device *device, *next_device;
	wl_list_for_each_safe(device, next_device, &seat->devices, link) {
		device_destroy(device);
	}
	keyboard_group_finish(seat);
	free(seat);
}

void seat_on_activity(struct seat *seat, void (*activity)(void *data), void *data) {
	seat->activity = activity;
	seat->activity_data = data;
}

void seat_reload(struct seat *seat) {
	keyboard_group_reload(seat);
	struct device *device;
	wl_list_for_each(device, &seat->devices, link) {
		device_configure(device);
	}
}
