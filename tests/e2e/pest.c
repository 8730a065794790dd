// SPDX-License-Identifier: MIT
#include "tests/e2e/pest.h"

#include <time.h>
#include <unistd.h>
#include <wayland-client.h>

#include "cursor-shape-v1-client-protocol.h"
#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "single-pixel-buffer-v1-client-protocol.h"
#include "viewporter-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define NAP 5000000 // ns
#define POOL_SIZE (PEST_SIDE * PEST_SIDE * 4)

static void handle_configured(struct applet *app, struct xdg_surface *xdg_surface) {
	struct pest *pest = wl_container_of(app, pest, app);
	if (xdg_surface == pest->awaited) {
		pest->awaited = NULL;
	}
}

static void handle_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y) {
	struct pest *pest = data;
	pest->serial = serial;
}

static void handle_leave(
	void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface) {
	// Only the serial counts
}

static void handle_motion(
	void *data, struct wl_pointer *pointer, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	// Only the serial counts
}

static void handle_button(void *data, struct wl_pointer *pointer, uint32_t serial, uint32_t time,
	uint32_t button, uint32_t state) {
	struct pest *pest = data;
	pest->presses += state == WL_POINTER_BUTTON_STATE_PRESSED ? 1 : 0;
}

static void handle_axis(
	void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis, wl_fixed_t value) {
	// Only the serial counts
}

static const struct wl_pointer_listener pointer_listener = {
	.enter = handle_enter,
	.leave = handle_leave,
	.motion = handle_motion,
	.button = handle_button,
	.axis = handle_axis,
};

bool pest_init(struct pest *pest) {
	struct applet *app = &pest->app;
	*pest = (struct pest){.pool_fd = -1};
	if (!applet_connect(app) || app->seat == NULL) {
		return false;
	}
	app->configured = handle_configured;
	pest->subcompositor = applet_bind(app, &wl_subcompositor_interface, 1);
	pest->viewporter = applet_bind(app, &wp_viewporter_interface, 1);
	pest->pixels = applet_bind(app, &wp_single_pixel_buffer_manager_v1_interface, 1);
	pest->shapes = applet_bind(app, &wp_cursor_shape_manager_v1_interface, 1);
	pest->constraints = applet_bind(app, &zwp_pointer_constraints_v1_interface, 1);
	pest->pool = applet_pool(app, POOL_SIZE, &pest->pool_fd);
	pest->pointer = wl_seat_get_pointer(app->seat);
	wl_pointer_add_listener(pest->pointer, &pointer_listener, pest);
	return pest->subcompositor != NULL && pest->viewporter != NULL && pest->pixels != NULL &&
		pest->shapes != NULL && pest->constraints != NULL && pest->pool != NULL;
}

void pest_finish(struct pest *pest) {
	applet_finish(&pest->app);
	if (pest->pool_fd >= 0) {
		close(pest->pool_fd);
	}
}

bool pest_sync(struct pest *pest) {
	return wl_display_roundtrip(pest->app.display) >= 0;
}

void pest_nap(void) {
	nanosleep(&(struct timespec){.tv_nsec = NAP}, NULL);
}

bool pest_wait(struct pest *pest, struct xdg_surface *xdg_surface) {
	pest->awaited = xdg_surface;
	while (pest->awaited != NULL) {
		if (wl_display_dispatch(pest->app.display) < 0) {
			return false;
		}
	}
	return true;
}

struct xdg_positioner *pest_positioner(struct pest *pest, int32_t x, int32_t y) {
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(pest->app.wm_base);
	xdg_positioner_set_size(positioner, 60, 40);
	xdg_positioner_set_anchor_rect(positioner, x, y, 1, 1);
	return positioner;
}

struct wl_buffer *pest_buffer(struct pest *pest, int32_t width, int32_t height) {
	return wl_shm_pool_create_buffer(
		pest->pool, 0, width, height, width * 4, WL_SHM_FORMAT_ARGB8888);
}

struct wl_buffer *pest_pixel(struct pest *pest) {
	return wp_single_pixel_buffer_manager_v1_create_u32_rgba_buffer(
		pest->pixels, UINT32_MAX / 2, 0, 0, UINT32_MAX);
}

bool pest_open(struct pest *pest, const char *title) {
	struct applet *app = &pest->app;
	applet_open(app, title);
	wl_surface_commit(app->surface);
	if (!pest_wait(pest, app->xdg_surface)) {
		return false;
	}
	pest->viewport = wp_viewporter_get_viewport(pest->viewporter, app->surface);
	wp_viewport_set_destination(pest->viewport, 200, 150);
	wl_surface_attach(app->surface, pest_pixel(pest), 0, 0);
	wl_surface_damage(app->surface, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(app->surface);
	return pest_sync(pest);
}
