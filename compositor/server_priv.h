// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SERVER_PRIV_H
#define COMPOSITOR_SERVER_PRIV_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/backend.h"
#include "compositor/desk/desk.h"
#include "compositor/local/local.h"
#include "compositor/paths.h"
#include "compositor/socket.h"

/*
 * struct server, for server.c and what the server does when something happens.
 */

struct control;
struct guests;
struct options;
struct screen;
struct seat;
struct vms;

struct server {
	const struct options *options; // borrowed
	bool failed; // what it needs is gone
	struct wl_display *display;
	struct socket socket;
	struct backend backend;
	struct desk desk; // loop, conf and wlroots' objects in it are the server's
	struct seat *seat;
	struct screen *screen;
	struct local_server local_server;
	struct local local;
	struct control *control;
	struct guests *guests; // of dom0, in xenstore; NULL: it names none there
	struct vms *vms; // the same over a link

	struct {
		struct wl_event_source *loop, *sighup, *sigint, *sigterm;
		struct wl_listener quit, reload, vt;
	} events;
};

// The settings' file, NULL if there is none; path is room for its name
const char *server_config(const struct server *server, char path[PATHS_MAX]);

// It cannot go on. The user has not ended it: whatever was on the screen, the next start
// is locked.
void server_fail(struct server *server);

// The loop inside the display's, and signals. False on failure.
bool server_events_init(struct server *server);
void server_events_finish(struct server *server);
// What parts of the server ask of it, when all of them are there
void server_events_connect(struct server *server);
void server_events_disconnect(struct server *server);

#endif
