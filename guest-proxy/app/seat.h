// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_SEAT_H
#define GUEST_PROXY_APP_SEAT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_keyboard.h>

#include "guest-proxy/app/held_keys.h"
#include "guest-proxy/app/serials.h"
#include "protocol/records.h"

/*
 * The one seat of this VM, moved by records of the compositor, which alone
 * decides where input goes. keyboard.c, pointer.c and touch.c hold the devices.
 */

struct app;
struct window;
struct wlr_seat;
struct wlr_surface;

struct seat {
	struct wlr_seat *wlr; // goes with the display
	struct wlr_keyboard keyboard;
	struct held_keys held; // not given to it yet
	struct serials serials; // the compositor's behind those that programs know
	uint32_t last_act; // the compositor's serial of the last press; 0: none on this link
	uint32_t pointer_window; // id; 0: the pointer is in none
	uint32_t pointer_serial; // of the compositor, by which it entered
	double x, y; // of the pointer, in that window
};

bool seat_init(struct app *app);
void seat_finish(struct app *app);
// Nobody has input any more; what was held is up
void seat_lose(struct app *app);

// The compositor's serial behind one that a program gives back, or 0
uint32_t seat_host_serial(struct app *app, uint32_t serial);
// All serials that programs were sent since before were made for host
void seat_note_serials(struct app *app, uint32_t before, uint32_t host);
// ms of a record's time, on the clock of events
uint32_t seat_time(struct app *app, uint64_t time);
// ms, now
uint32_t seat_now(void);

// The surface of window that takes input at x, y, and where that is in it. NULL: none
struct wlr_surface *seat_surface_at(struct window *window, double *x, double *y);

// Records; data is the app
void seat_capabilities(void *data, const struct gui_capabilities *record);
void seat_input_reset(void *data, const struct gui_input_reset *record);

#endif
