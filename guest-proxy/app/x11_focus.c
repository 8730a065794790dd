// SPDX-License-Identifier: MIT
#include "guest-proxy/app/x11_focus.h"

#include <stdlib.h>
#include <wlr/xwayland.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/keyboard.h"
#include "guest-proxy/app/listen.h"

#define PAUSE_MIN 1 // ms
#define PAUSE_MAX 64

static bool is_connected(struct app *app) {
	return wlr_xwayland_get_xwm_connection(app->xwayland.server) ==
		app->xwayland.focus.connection;
}

// Also if Xwayland has ended since: its windows are gone then
static bool is_answered(struct app *app) {
	struct x11_focus *focus = &app->xwayland.focus;
	void *reply = NULL;
	xcb_generic_error_t *error = NULL;
	if (!is_connected(app)) {
		return true;
	}
	bool answered = xcb_poll_for_reply(focus->connection, focus->sequence, &reply, &error);
	free(reply);
	free(error);
	return answered;
}

static void look_later(struct x11_focus *focus) {
	wl_event_source_timer_update(focus->timer, focus->pause);
	focus->pause = focus->pause < PAUSE_MAX ? focus->pause * 2 : PAUSE_MAX;
}

// A timer, for to look also reads what is for the window manager, whose turn comes after
// that of timers in each round of the loop. An event of the socket could be lost to it.
static int handle_timer(void *data) {
	struct app *app = data;
	struct x11_focus *focus = &app->xwayland.focus;
	if (focus->waiting && !is_answered(app)) {
		look_later(focus);
		return 0;
	}
	focus->waiting = false;
	if (app->seat.held.holding) {
		keyboard_let_go(app);
	}
	return 0;
}

// Another Xwayland, which was asked nothing, perhaps with a connection at the same address
static void handle_ready(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, xwayland.focus.ready);
	app->xwayland.focus.waiting = false;
}

bool x11_focus_init(struct app *app) {
	struct x11_focus *focus = &app->xwayland.focus;
	struct wl_event_loop *loop = wl_display_get_event_loop(app->display);
	focus->timer = wl_event_loop_add_timer(loop, handle_timer, app);
	listen_begin(&focus->ready, &app->xwayland.server->events.ready, handle_ready);
	return focus->timer != NULL;
}

void x11_focus_finish(struct app *app) {
	struct x11_focus *focus = &app->xwayland.focus;
	listen_end(&focus->ready);
	if (focus->timer != NULL) {
		wl_event_source_remove(focus->timer);
		focus->timer = NULL;
	}
}

void x11_focus_wait(struct app *app) {
	struct x11_focus *focus = &app->xwayland.focus;
	if (focus->waiting && is_connected(app)) {
		xcb_discard_reply(focus->connection, focus->sequence);
	}
	focus->connection = wlr_xwayland_get_xwm_connection(app->xwayland.server);
	focus->waiting = focus->connection != NULL;
	if (!focus->waiting) {
		return;
	}
	// Answered in turn, after what the window manager has asked for
	focus->sequence = xcb_get_input_focus(focus->connection).sequence;
	xcb_flush(focus->connection);
	focus->pause = PAUSE_MIN;
	keyboard_hold(app);
	look_later(focus);
}
