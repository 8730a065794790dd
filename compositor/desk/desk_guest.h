// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_DESK_GUEST_H
#define COMPOSITOR_DESK_DESK_GUEST_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/desk/guest_input.h"
#include "compositor/desk/label.h"
#include "protocol/limits.h"

/*
 * What the desk holds for one guest: its label and the things behind its ids. The
 * edge has checked that an id exists before a handler sees it.
 */

struct desk;
struct guest;
struct guest_conf;
struct guest_window;
struct pages_pool;
struct popup;
struct wlr_buffer;

struct desk_guest {
	struct desk *desk; // borrowed
	struct guest *guest; // owned
	struct label label;
	struct wl_list link; // desk.guests
	bool connected; // between the edge's connected and lost
	bool silent; // no pong for a while: its windows are grey
	bool paused; // as dom0 says; the same
	struct guest_window *windows[GUI_WINDOWS_MAX + 1]; // toplevels by id; owned
	struct popup *popups[GUI_WINDOWS_MAX + 1]; // popups and drag icons by id; owned
	struct wlr_buffer *buffers[GUI_BUFFERS_MAX + 1]; // by id; one reference each
	struct pages_pool *pools[GUI_POOLS_MAX + 1]; // by id; owned
	struct wl_list held_buffers; // guest_buffer.link, also those that only the screen holds
	struct wl_list held_pools; // guest_pool.link, likewise
	uint32_t held_pages; // of these pools
	uint64_t popup_logged; // ns, when a popup over the limit was last logged; 0: never
	uint32_t keyboard, pointer; // ids of the windows that have them at the guest, 0: none
	struct guest_input input; // guest_input.c's
};

// Begins to connect to the guest. NULL, and a log line, on failure.
struct desk_guest *desk_guest_create(
	struct desk *desk, const struct guest_conf *conf, const char *colour);
// Takes all of its windows off the screen; NULL is fine
void desk_guest_destroy(struct desk_guest *guest);

// dom0 has paused it, or lets it go on
void desk_guest_set_paused(struct desk_guest *guest, bool paused);
// It does not answer, for one reason or another
bool desk_guest_is_grey(const struct desk_guest *guest);

#endif
