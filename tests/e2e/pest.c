// SPDX-License-Identifier: MIT
#include "tests/e2e/pest.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "cursor-shape-v1-client-protocol.h"
#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "single-pixel-buffer-v1-client-protocol.h"
#include "viewporter-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define POOL_SIZE (PEST_SIDE * PEST_SIDE * 4)

static void handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct pest *pest = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (xdg_surface == pest->awaited) {
		pest->awaited = NULL;
	}
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = handle_configure};

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

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
	// Only the serial counts
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

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct pest *pest = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&wl_compositor_interface, (void **)&pest->compositor, 5},
		{&wl_seat_interface, (void **)&pest->seat, 1},
		{&wl_shm_interface, (void **)&pest->shm, 1},
		{&wl_subcompositor_interface, (void **)&pest->subcompositor, 1},
		{&wp_cursor_shape_manager_v1_interface, (void **)&pest->shapes, 1},
		{&wp_single_pixel_buffer_manager_v1_interface, (void **)&pest->pixels, 1},
		{&wp_viewporter_interface, (void **)&pest->viewporter, 1},
		{&xdg_wm_base_interface, (void **)&pest->wm_base, 3},
		{&zwp_pointer_constraints_v1_interface, (void **)&pest->constraints, 1},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, wanted[i].version);
		}
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	// Nothing that is used goes while the proxy lives
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static bool make_pool(struct pest *pest) {
	pest->pool_fd = memfd_create("pest", MFD_CLOEXEC);
	if (pest->pool_fd < 0 || ftruncate(pest->pool_fd, POOL_SIZE) != 0) {
		return false;
	}
	pest->pool = wl_shm_create_pool(pest->shm, pest->pool_fd, POOL_SIZE);
	return true;
}

bool pest_init(struct pest *pest) {
	*pest = (struct pest){.pool_fd = -1, .display = wl_display_connect(NULL)};
	if (pest->display == NULL) {
		return false;
	}
	struct wl_registry *registry = wl_display_get_registry(pest->display);
	wl_registry_add_listener(registry, &registry_listener, pest);
	wl_display_roundtrip(pest->display);
	if (pest->compositor == NULL || pest->subcompositor == NULL || pest->shm == NULL ||
		pest->seat == NULL || pest->wm_base == NULL || pest->viewporter == NULL ||
		pest->pixels == NULL || pest->shapes == NULL || pest->constraints == NULL ||
		!make_pool(pest)) {
		return false;
	}
	xdg_wm_base_add_listener(pest->wm_base, &wm_base_listener, pest);
	pest->pointer = wl_seat_get_pointer(pest->seat);
	wl_pointer_add_listener(pest->pointer, &pointer_listener, pest);
	return true;
}

void pest_finish(struct pest *pest) {
	if (pest->display != NULL) {
		wl_display_disconnect(pest->display);
	}
	if (pest->pool_fd >= 0) {
		close(pest->pool_fd);
	}
}

bool pest_sync(struct pest *pest) {
	return wl_display_roundtrip(pest->display) >= 0;
}

struct xdg_surface *pest_xdg_surface(struct pest *pest, struct wl_surface *surface) {
	struct xdg_surface *xdg_surface = xdg_wm_base_get_xdg_surface(pest->wm_base, surface);
	xdg_surface_add_listener(xdg_surface, &xdg_surface_listener, pest);
	return xdg_surface;
}

bool pest_wait(struct pest *pest, struct xdg_surface *xdg_surface) {
	pest->awaited = xdg_surface;
	while (pest->awaited != NULL) {
		if (wl_display_dispatch(pest->display) < 0) {
			return false;
		}
	}
	return true;
}

struct xdg_positioner *pest_positioner(struct pest *pest, int32_t x, int32_t y) {
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(pest->wm_base);
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
	pest->surface = wl_compositor_create_surface(pest->compositor);
	pest->xdg_surface = pest_xdg_surface(pest, pest->surface);
	pest->toplevel = xdg_surface_get_toplevel(pest->xdg_surface);
	xdg_toplevel_set_title(pest->toplevel, title);
	wl_surface_commit(pest->surface);
	if (!pest_wait(pest, pest->xdg_surface)) {
		return false;
	}
	pest->viewport = wp_viewporter_get_viewport(pest->viewporter, pest->surface);
	wp_viewport_set_destination(pest->viewport, 200, 150);
	wl_surface_attach(pest->surface, pest_pixel(pest), 0, 0);
	wl_surface_damage(pest->surface, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(pest->surface);
	return pest_sync(pest);
}
