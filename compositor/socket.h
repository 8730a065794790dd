// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SOCKET_H
#define COMPOSITOR_SOCKET_H

#include <stdbool.h>

/*
 * The private socket, the only way in for the GUI domain's own programs. One compositor
 * holds it at a time, by the lock file beside it; nobody but the user may connect.
 */

struct wl_display;

#define SOCKET_PATH_MAX 108 // bytes, with the terminator

struct socket {
	const char *name; // in XDG_RUNTIME_DIR, borrowed
	char control[SOCKET_PATH_MAX]; // path of the control socket beside it
};

// Listens; programs are served when the loop runs. The display closes it in the end.
// False, and a log line, on failure.
bool socket_init(struct socket *socket, struct wl_display *display, const char *name);

#endif
