// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_APPLET_H
#define TESTS_LIB_APPLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A small Wayland program: its connection, what the display serves, shared memory, and
 * one window. What it shows and what it makes of input is its owner's.
 */

#define APPLET_GLOBALS_MAX 96 // more are not seen

struct wl_interface;
struct xdg_surface;

struct applet {
	struct wl_display *display; // owned
	struct wl_registry *registry;
	struct applet_global {
		uint32_t name;
		char interface[64];
	} globals[APPLET_GLOBALS_MAX];
	size_t global_count;

	// NULL: not known yet, or not served
	struct wl_compositor *compositor;
	struct wl_seat *seat;
	struct wl_shm *shm;
	struct xdg_wm_base *wm_base;

	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel; // NULL: no window

	// The owner's; may be NULL
	void (*configured)(struct applet *applet, struct xdg_surface *xdg_surface); // it is acked
	void (*pressed)(struct applet *applet); // any key
};

// Takes the display and asks it what there is, which it knows when that is dispatched
void applet_init(struct applet *applet, struct wl_display *display);
// The same with the display of the environment, until all is known. False if there is
// none, or nothing to show a window with.
bool applet_connect(struct applet *applet);
// Disconnects, however things stand; frees what applet_init() has made
void applet_finish(struct applet *applet);

// NULL if it is not served
void *applet_bind(struct applet *applet, const struct wl_interface *interface, uint32_t version);
void applet_on_key(struct applet *applet, void (*pressed)(struct applet *applet));
// Memory of this size, whose fd the caller closes. NULL, and -1, if there is none.
struct wl_shm_pool *applet_pool(struct applet *applet, size_t size, int *fd);

// Some xdg_surface that obeys; its role is the caller's to give
struct xdg_surface *applet_xdg_surface(struct applet *applet, struct wl_surface *surface);
// The window, which is asked for by the first commit of its surface
void applet_open(struct applet *applet, const char *title);
void applet_close(struct applet *applet); // fine without one

#endif
