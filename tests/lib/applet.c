// SPDX-License-Identifier: MIT
#include "tests/lib/applet.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct applet *applet = data;
	if (applet->global_count < APPLET_GLOBALS_MAX) {
		struct applet_global *global = &applet->globals[applet->global_count++];
		global->name = name;
		snprintf(global->interface, sizeof(global->interface), "%s", interface);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	// Nothing that is used goes while the display lives
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

static void handle_known(void *data, struct wl_callback *callback, uint32_t serial) {
	struct applet *applet = data;
	wl_callback_destroy(callback);
	applet->compositor = applet_bind(applet, &wl_compositor_interface, 4);
	applet->seat = applet_bind(applet, &wl_seat_interface, 1);
	applet->shm = applet_bind(applet, &wl_shm_interface, 1);
	applet->wm_base = applet_bind(applet, &xdg_wm_base_interface, 3);
	if (applet->wm_base != NULL) {
		xdg_wm_base_add_listener(applet->wm_base, &wm_base_listener, NULL);
	}
}

static const struct wl_callback_listener known_listener = {.done = handle_known};

void applet_init(struct applet *applet, struct wl_display *display) {
	*applet = (struct applet){.display = display};
	applet->registry = wl_display_get_registry(display);
	wl_registry_add_listener(applet->registry, &registry_listener, applet);
	wl_callback_add_listener(wl_display_sync(display), &known_listener, applet);
}

bool applet_connect(struct applet *applet) {
	struct wl_display *display = wl_display_connect(NULL);
	if (display == NULL) {
		*applet = (struct applet){0};
		return false;
	}
	applet_init(applet, display);
	wl_display_roundtrip(display);
	return applet->compositor != NULL && applet->shm != NULL && applet->wm_base != NULL;
}

void applet_finish(struct applet *applet) {
	struct wl_proxy *proxies[] = {(struct wl_proxy *)applet->wm_base,
		(struct wl_proxy *)applet->shm, (struct wl_proxy *)applet->seat,
		(struct wl_proxy *)applet->compositor, (struct wl_proxy *)applet->registry};
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); ++i) {
		if (proxies[i] != NULL) {
			wl_proxy_destroy(proxies[i]);
		}
	}
	if (applet->display != NULL) {
		wl_display_disconnect(applet->display);
	}
}

void *applet_bind(struct applet *applet, const struct wl_interface *interface, uint32_t version) {
	for (size_t i = 0; i < applet->global_count; ++i) {
		if (strcmp(applet->globals[i].interface, interface->name) == 0) {
			return wl_registry_bind(
				applet->registry, applet->globals[i].name, interface, version);
		}
	}
	return NULL;
}

static void handle_keymap(
	void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size) {
	close(fd);
}

static void handle_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	struct wl_surface *surface, struct wl_array *keys) {
	// Only keys count
}

static void handle_leave(
	void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface) {
	// Only keys count
}

static void handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time,
	uint32_t key, uint32_t state) {
	struct applet *applet = data;
	if (state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		applet->pressed(applet);
	}
}

static void handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	// Only keys count
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = handle_keymap,
	.enter = handle_enter,
	.leave = handle_leave,
	.key = handle_key,
	.modifiers = handle_modifiers,
};

void applet_on_key(struct applet *applet, void (*pressed)(struct applet *applet)) {
	applet->pressed = pressed;
	wl_keyboard_add_listener(wl_seat_get_keyboard(applet->seat), &keyboard_listener, applet);
}

struct wl_shm_pool *applet_pool(struct applet *applet, size_t size, int *fd) {
	*fd = memfd_create("applet", MFD_CLOEXEC);
	if (*fd >= 0 && ftruncate(*fd, (off_t)size) != 0) {
		close(*fd);
		*fd = -1;
	}
	return *fd >= 0 ? wl_shm_create_pool(applet->shm, *fd, (int32_t)size) : NULL;
}

static void handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct applet *applet = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (applet->configured != NULL) {
		applet->configured(applet, xdg_surface);
	}
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = handle_configure};

struct xdg_surface *applet_xdg_surface(struct applet *applet, struct wl_surface *surface) {
	struct xdg_surface *xdg_surface = xdg_wm_base_get_xdg_surface(applet->wm_base, surface);
	xdg_surface_add_listener(xdg_surface, &xdg_surface_listener, applet);
	return xdg_surface;
}

void applet_open(struct applet *applet, const char *title) {
	applet->surface = wl_compositor_create_surface(applet->compositor);
	applet->xdg_surface = applet_xdg_surface(applet, applet->surface);
	applet->toplevel = xdg_surface_get_toplevel(applet->xdg_surface);
	xdg_toplevel_set_title(applet->toplevel, title);
}

void applet_close(struct applet *applet) {
	if (applet->toplevel != NULL) {
		xdg_toplevel_destroy(applet->toplevel);
		xdg_surface_destroy(applet->xdg_surface);
		wl_surface_destroy(applet->surface);
		applet->toplevel = NULL;
		applet->surface = NULL;
	}
}
