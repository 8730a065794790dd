// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_APP_H
#define GUEST_PROXY_APP_APP_H

#include <stdbool.h>

#include "guest-proxy/host/recv.h"

/*
 * A Wayland server for the programs of this VM. It draws nothing on a screen:
 * windows are composed into the pages of host/ and told to the compositor.
 */

struct app;
struct link;
struct wl_display;

// The callbacks to give to link_create(), with the app as data
extern const struct recv app_recv;

// All globals, a listening socket and, if wanted, Xwayland in wait for its first
// client. display is borrowed and outlives the app. NULL, and a log line, on failure.
struct app *app_create(struct wl_display *display, bool want_xwayland);
// Programs lose their connection; NULL is fine. Before link_destroy().
void app_destroy(struct app *app);

// Where the app sends; borrowed, outlives the app. Call once, before any record
// is received: link_create() wants the app first.
void app_set_link(struct app *app, struct link *link);

// For WAYLAND_DISPLAY of the programs
const char *app_socket(const struct app *app);
// For DISPLAY, or NULL if there is no Xwayland on this machine
const char *app_x11_display(const struct app *app);

#endif
