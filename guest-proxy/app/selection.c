// SPDX-License-Identifier: MIT
#include "guest-proxy/app/selection.h"

#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_primary_selection_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"

static void handle_request_set(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, selection.request_set);
	struct wlr_seat_request_set_selection_event *event = data;
	wlr_seat_set_selection(app->seat.wlr, event->source, event->serial);
}

static void handle_request_set_primary(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, selection.request_set_primary);
	struct wlr_seat_request_set_primary_selection_event *event = data;
	wlr_seat_set_primary_selection(app->seat.wlr, event->source, event->serial);
}

bool selection_init(struct app *app) {
	struct selection *selection = &app->selection;
	listen_begin(&selection->request_set, &app->seat.wlr->events.request_set_selection,
		handle_request_set);
	listen_begin(&selection->request_set_primary,
		&app->seat.wlr->events.request_set_primary_selection, handle_request_set_primary);
	return wlr_data_device_manager_create(app->display) != NULL &&
		wlr_primary_selection_v1_device_manager_create(app->display) != NULL;
}

void selection_finish(struct app *app) {
	listen_end(&app->selection.request_set);
	listen_end(&app->selection.request_set_primary);
}
