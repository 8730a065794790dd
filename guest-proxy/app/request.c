// SPDX-License-Identifier: MIT
#include "guest-proxy/app/request.h"

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"

void request_move(struct window *window, uint32_t serial) {
	if (window->id != 0 && serial != 0) {
		struct gui_move_request record = {.window = window->id, .serial = serial};
		send_move_request(window->app->link, &record);
	}
}

void request_resize(struct window *window, uint32_t serial, uint32_t edges) {
	if (window->id != 0 && serial != 0 && edges != 0) {
		struct gui_resize_request record = {
			.window = window->id,
			.serial = serial,
			.edges = edges,
		};
		send_resize_request(window->app->link, &record);
	}
}

static int32_t limit(int64_t coordinate) {
	if (coordinate < -GUI_COORD_MAX) {
		return -GUI_COORD_MAX;
	}
	return coordinate < GUI_COORD_MAX ? (int32_t)coordinate : GUI_COORD_MAX;
}

void request_menu(struct window *window, uint32_t serial, int64_t x, int64_t y) {
	if (window->id != 0 && serial != 0) {
		struct gui_menu_request record = {
			.window = window->id,
			.serial = serial,
			.x = limit(x),
			.y = limit(y),
		};
		send_menu_request(window->app->link, &record);
	}
}

void request_state(struct window *window, enum gui_request request) {
	if (window->id != 0) {
		struct gui_state_request record = {
			.window = window->id,
			.serial = window->app->seat.last_act,
			.request = request,
		};
		send_state_request(window->app->link, &record);
	}
}
