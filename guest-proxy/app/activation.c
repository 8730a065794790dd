// SPDX-License-Identifier: MIT
#include "guest-proxy/app/activation.h"

#include <wlr/types/wlr_xdg_activation_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"

static void handle_request_activate(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, request_activate);
	struct wlr_xdg_activation_v1_request_activate_event *event = data;
	struct window *window = window_from_surface(app, event->surface);
	if (window != NULL && window->id != 0 && window->role == WINDOW_TOPLEVEL) {
		struct gui_attention record = {.window = window->id};
		send_attention(app->link, &record);
	}
}

bool activation_init(struct app *app) {
	struct wlr_xdg_activation_v1 *activation = wlr_xdg_activation_v1_create(app->display);
	if (activation == NULL) {
		return false;
	}
	listen_begin(&app->request_activate, &activation->events.request_activate,
		handle_request_activate);
	return true;
}

void activation_finish(struct app *app) {
	listen_end(&app->request_activate);
}
