// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SEAT_DEVICE_H
#define COMPOSITOR_SEAT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * A keyboard, pointer or touch screen of the machine: its settings, and the output
 * that it is for.
 */

struct seat;
struct wlr_input_device;

#define DEVICE_BUTTONS_MAX 16

struct device {
	struct seat *seat; // borrowed
	struct wlr_input_device *device; // borrowed
	struct wl_list link; // seat.devices
	uint32_t buttons[DEVICE_BUTTONS_MAX]; // down; let go when the device goes
	size_t button_count;
	struct wl_listener destroy;
};

// NULL on failure. Ends with its wlr_input_device.
struct device *device_create(struct seat *seat, struct wlr_input_device *device);
void device_destroy(struct device *device); // NULL is fine

// A button went down or up. False if that is no news.
bool device_button(struct device *device, uint32_t button, bool pressed);

// desk->conf has changed
void device_configure(struct device *device);
// Outputs came or went: one that is for a single output is mapped to it
void device_map_to_output(struct device *device);

#endif
