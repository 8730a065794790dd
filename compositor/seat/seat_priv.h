// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SEAT_SEAT_PRIV_H
#define COMPOSITOR_SEAT_SEAT_PRIV_H

#include <stdint.h>
#include <wayland-server-core.h>

/*
 * struct seat, for the files of this folder.
 */

struct desk;
struct wlr_keyboard_group;

struct seat {
	struct desk *desk; // borrowed
	struct wl_list keyboards; // keyboard.link; the group's is the first made
	struct wl_list devices; // device.link
	struct wlr_keyboard_group *group; // owned
	void (*activity)(void *data); // may be NULL
	void *activity_data;

	struct wl_listener new_input, backend_destroy, layout_change;
	struct wl_listener group_leave;
	struct {
		struct wl_listener motion, motion_absolute, button, axis, frame;
		struct wl_listener touch_down, touch_motion, touch_up, touch_cancel, touch_frame;
	} cursor;
};

// The user did something
void seat_activity(struct seat *seat);
// wlroots gives the low 32 bits of CLOCK_MONOTONIC in ms, programs whatever they like:
// ns of the last second, or now
uint64_t seat_time(uint32_t msec);

#endif
