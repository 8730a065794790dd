// SPDX-License-Identifier: MIT
#include "guest-proxy/app/seat.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_seat.h>

#include "common/loop.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/keyboard.h"
#include "guest-proxy/app/pointer.h"
#include "guest-proxy/app/touch.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/link.h"

bool seat_init(struct app *app) {
	app->seat.wlr = wlr_seat_create(app->display, "seat0");
	if (app->seat.wlr == NULL) {
		return false;
	}
	keyboard_init(app);
	// Programs look once at what there is; the compositor will say what is really so
	wlr_seat_set_capabilities(
		app->seat.wlr, WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_KEYBOARD);
	return true;
}

void seat_finish(struct app *app) {
	keyboard_finish(app);
}

// No press of the user's has ended, so nothing is dropped
static void release_all(struct app *app) {
	drag_cancel(app);
	keyboard_release_all(app);
	pointer_release_all(app);
	touch_release_all(app);
}

void seat_lose(struct app *app) {
	release_all(app);
	wlr_seat_keyboard_clear_focus(app->seat.wlr);
	wlr_seat_pointer_notify_clear_focus(app->seat.wlr);
	app->seat.pointer_window = 0;
	app->seat.last_act = 0;
	serials_clear(&app->seat.serials);
}

uint32_t seat_host_serial(struct app *app, uint32_t serial) {
	return serials_find(&app->seat.serials, serial);
}

void seat_note_serials(struct app *app, uint32_t before, uint32_t host) {
	serials_add(&app->seat.serials, before, wl_display_get_serial(app->display), host);
}

uint32_t seat_time(struct app *app, uint64_t time) {
	return (uint32_t)(link_local_time(app->link, time) / 1000000);
}

uint32_t seat_now(void) {
	return (uint32_t)(loop_now() / 1000000);
}

struct wlr_surface *seat_surface_at(struct window *window, double *x, double *y) {
	if (!window->mapped) {
		return NULL;
	}
	const struct wlr_box *box = &window->canvas.box;
	return wlr_surface_surface_at(window->tree.surface, *x + box->x, *y + box->y, x, y);
}

void seat_capabilities(void *data, const struct gui_capabilities *record) {
	struct app *app = data;
	// The numbers are those of wl_seat.capability
	wlr_seat_set_capabilities(app->seat.wlr, record->capabilities);
}

void seat_input_reset(void *data, const struct gui_input_reset *record) {
	release_all(data);
}
