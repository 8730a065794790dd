// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_LOCAL_H
#define COMPOSITOR_LOCAL_LOCAL_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * The Wayland server for trusted programs of the GUI domain: bar, launcher, locker,
 * screenshots. Guests never reach it: the private socket is the only way in.
 */

struct activation;
struct desk;
struct idle;
struct layer_shell;
struct output_manager;
struct session_lock;
struct taskbar;
struct wlr_backend;
struct wlr_input_device;

// What only the server can do for a local program
struct local_server {
	struct wlr_backend *backend;
	// A program made a keyboard or pointer
	void (*new_input)(void *data, struct wlr_input_device *device);
	void *data;
};

struct local {
	struct desk *desk; // borrowed
	const struct local_server *server; // borrowed
	struct layer_shell *layer_shell; // owned, as those below
	struct session_lock *session_lock;
	struct output_manager *output_manager;
	struct taskbar *taskbar;
	struct idle *idle;
	struct activation *activation;
	struct wl_listener new_toplevel, new_decoration, new_virtual_keyboard, new_virtual_pointer,
		request_cursor, request_shape, request_selection, request_primary_selection,
		request_drag, set_gamma;
};

// Makes every global. False on failure; local_finish() is then still to be called.
bool local_init(struct local *local, struct desk *desk, const struct local_server *server);
void local_finish(struct local *local);

// Another act of the user: programs that wait for idleness begin anew
void local_activity(struct local *local);

#endif
