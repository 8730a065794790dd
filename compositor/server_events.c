// SPDX-License-Identifier: MIT
#include "compositor/server_priv.h"

#include <signal.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/conf.h"
#include "compositor/screen/screen.h"
#include "compositor/seat/seat.h"

void server_fail(struct server *server) {
	server->failed = true;
	lock_set(&server->desk);
	wl_display_terminate(server->display);
}

static int handle_loop(int fd, uint32_t mask, void *data) {
	struct server *server = data;
	if (!loop_dispatch(server->desk.loop, 0)) {
		log_errno("the event loop is broken");
		server_fail(server);
	}
	return 0;
}

static int handle_end(int number, void *data) {
	struct server *server = data;
	wl_display_terminate(server->display);
	return 0;
}

static int handle_hangup(int number, void *data) {
	struct server *server = data;
	char error[CONF_ERROR_MAX] = "";
	wl_signal_emit_mutable(&server->desk.events.reload, error);
	return 0;
}

bool server_events_init(struct server *server) {
	struct wl_event_loop *events = wl_display_get_event_loop(server->display);
	server->events.loop = wl_event_loop_add_fd(
		events, loop_fd(server->desk.loop), WL_EVENT_READABLE, handle_loop, server);
	server->events.sigint = wl_event_loop_add_signal(events, SIGINT, handle_end, server);
	server->events.sigterm = wl_event_loop_add_signal(events, SIGTERM, handle_end, server);
	server->events.sighup = wl_event_loop_add_signal(events, SIGHUP, handle_hangup, server);
	// A program or guest that closes its end must not end the others
	signal(SIGPIPE, SIG_IGN);
	return server->events.loop != NULL && server->events.sighup != NULL &&
		server->events.sigint != NULL && server->events.sigterm != NULL;
}

static void remove_source(struct wl_event_source *source) {
	if (source != NULL) {
		wl_event_source_remove(source);
	}
}

void server_events_finish(struct server *server) {
	remove_source(server->events.loop);
	remove_source(server->events.sighup);
	remove_source(server->events.sigint);
	remove_source(server->events.sigterm);
}

static void handle_quit(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, events.quit);
	wl_display_terminate(server->display);
}

static void handle_reload(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, events.reload);
	char path[PATHS_MAX], *error = data;
	struct conf *conf = conf_load(server_config(server, path), error);
	if (conf == NULL) {
		log_error("the configuration stays as it was: %s", error);
		return;
	}
	struct conf *old = server->desk.conf;
	server->desk.conf = conf;
	desk_reload(&server->desk);
	seat_reload(server->seat);
	conf_destroy(old);
}

static void handle_vt(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, events.vt);
	const uint32_t *vt = data;
	screen_change_vt(server->screen, *vt);
}

static void handle_activity(void *data) {
	struct server *server = data;
	local_activity(&server->local);
}

static void handle_closed(void *data) {
	struct server *server = data;
	wl_display_terminate(server->display);
}

void server_events_connect(struct server *server) {
	server->events.quit.notify = handle_quit;
	wl_signal_add(&server->desk.events.quit, &server->events.quit);
	server->events.reload.notify = handle_reload;
	wl_signal_add(&server->desk.events.reload, &server->events.reload);
	server->events.vt.notify = handle_vt;
	wl_signal_add(&server->desk.events.vt, &server->events.vt);
	seat_on_activity(server->seat, handle_activity, server);
	screen_on_closed(server->screen, handle_closed, server);
}

void server_events_disconnect(struct server *server) {
	wl_list_remove(&server->events.quit.link);
	wl_list_remove(&server->events.reload.link);
	wl_list_remove(&server->events.vt.link);
	seat_on_activity(server->seat, NULL, NULL);
	screen_on_closed(server->screen, NULL, NULL);
}
