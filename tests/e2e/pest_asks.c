// SPDX-License-Identifier: MIT
#include "tests/e2e/pest_asks.h"

#include <stdio.h>
#include <wayland-client.h>

#include "idle-inhibit-unstable-v1-client-protocol.h"
#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "tests/e2e/pest.h"
#include "tests/e2e/pest_trees.h"
#include "xdg-shell-client-protocol.h"

#define INHIBITORS 100000
#define COMMITS 1000 // at a time

static void inhibit(struct pest *pest, struct wl_surface *surface) {
	static struct zwp_idle_inhibit_manager_v1 *manager;
	if (manager == NULL) {
		manager = applet_bind(&pest->app, &zwp_idle_inhibit_manager_v1_interface, 1);
	}
	zwp_idle_inhibit_manager_v1_create_inhibitor(manager, surface);
}

// The pointer is locked to what hangs out of the window until the second press
void pest_asks_aside(struct pest *pest, uint32_t i) {
	static struct wl_surface *child;
	static struct wl_subsurface *role;
	static bool inside;
	if (i == 0) {
		child = wl_compositor_create_surface(pest->app.compositor);
		role = pest_trees_add(pest, child, pest->app.surface);
		wl_subsurface_set_position(role, -200, -200);
		xdg_surface_set_window_geometry(pest->app.xdg_surface, 0, 0, 200, 150);
		wl_surface_commit(pest->app.surface);
		zwp_pointer_constraints_v1_lock_pointer(pest->constraints, child, pest->pointer,
			NULL, ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	} else if (!inside && pest->presses == 2) {
		inside = true;
		wl_subsurface_set_position(role, 1, 1);
		wl_surface_commit(pest->app.surface);
		wl_surface_attach(child, pest_buffer(pest, 100, 100), 0, 0);
		wl_surface_commit(child);
		pest_sync(pest);
		puts("inside");
		fflush(stdout);
	}
	pest_sync(pest);
	pest_nap();
}

// A part of the window keeps the screen on, from before it is shown until the window goes
void pest_asks_awake(struct pest *pest, uint32_t i) {
	if (i == 0) {
		struct wl_surface *part = wl_compositor_create_surface(pest->app.compositor);
		inhibit(pest, part);
		pest_trees_add(pest, part, pest->app.surface);
		wl_surface_commit(pest->app.surface);
	}
	pest_sync(pest);
	pest_nap();
}

// Of nothing, by a press that never was
void pest_asks_drag(struct pest *pest, uint32_t i) {
	static struct wl_data_device *device;
	if (device == NULL) {
		struct wl_data_device_manager *manager = applet_bind(
			&pest->app, &wl_data_device_manager_interface, 3);
		device = wl_data_device_manager_get_data_device(manager, pest->app.seat);
	}
	struct wl_surface *icon = wl_compositor_create_surface(pest->app.compositor);
	wl_data_device_start_drag(device, NULL, pest->app.surface, icon, i);
	wl_surface_attach(icon, pest_buffer(pest, 2, 2), 0, 0);
	wl_surface_commit(icon);
	if (i % 2 == 0) {
		wl_surface_destroy(icon);
	}
}

// A great many for what is not shown, and a window that changes all the time
void pest_asks_inhibit(struct pest *pest, uint32_t i) {
	if (i == 0) {
		struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
		for (int n = 0; n < INHIBITORS; ++n) {
			inhibit(pest, surface);
		}
	}
	for (int n = 0; n < COMMITS; ++n) {
		wl_surface_commit(pest->app.surface);
	}
}
