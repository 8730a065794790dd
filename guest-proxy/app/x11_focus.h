// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_X11_FOCUS_H
#define GUEST_PROXY_APP_X11_FOCUS_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Xwayland hears from its window manager which X11 window has the keyboard, and from
 * the Wayland server which keys go down: two sockets, read in any order. Keys that
 * overtake the focus would go to the X11 window that had it before, or to none. So
 * they are held until Xwayland has answered.
 */

struct app;
struct xcb_connection_t;

struct x11_focus {
	struct wl_event_source *timer; // looks for the answer
	bool waiting;
	struct xcb_connection_t *connection; // of the window manager, perhaps gone since
	unsigned int sequence; // of the question
	int pause; // ms, until the next look
	struct wl_listener ready;
};

// Once the server object is there; false: out of memory
bool x11_focus_init(struct app *app);
void x11_focus_finish(struct app *app);
// A window of X11 has been told that it has the keyboard: hold keys until it has it
void x11_focus_wait(struct app *app);

#endif
