// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SEAT_SEAT_H
#define COMPOSITOR_SEAT_SEAT_H

#include <stdint.h>

/*
 * The input devices. Physical keyboards are one group with the config's keymap;
 * each virtual keyboard keeps its own. Pointers and touch go through the desk's
 * wlr_cursor. All that comes in is given to compositor/desk/input.h.
 */

struct desk;
struct seat;
struct wlr_backend;
struct wlr_input_device;

// After desk_init(), before the backend starts. NULL on failure.
struct seat *seat_create(struct desk *desk, struct wlr_backend *backend);
void seat_destroy(struct seat *seat); // NULL is fine; before desk_finish()

// A device that is not the backend's: virtual keyboards and pointers
void seat_add_device(struct seat *seat, struct wlr_input_device *device);
// desk->conf has changed: keymap, repeat, libinput
void seat_reload(struct seat *seat);
// Call activity at each act of the user; NULL: no more
void seat_on_activity(struct seat *seat, void (*activity)(void *data), void *data);

#endif
