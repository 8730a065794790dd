// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_PEST_H
#define TESTS_E2E_PEST_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/lib/applet.h"

/*
 * A Wayland client for tests that plays by no rules: one window, and what it can be
 * made a nuisance with. Nothing that it makes is freed but by pest_finish().
 */

#define PEST_BATCH 64 // steps before the display is waited for
#define PEST_LIMIT 16384 // a side, as large as a window may be
#define PEST_SIDE 128 // of the pool's square, which is all of its memory

struct wl_buffer;
struct xdg_positioner;

struct pest {
	struct applet app;
	struct wl_subcompositor *subcompositor;
	struct wp_viewporter *viewporter;
	struct wp_single_pixel_buffer_manager_v1 *pixels;
	struct wp_cursor_shape_manager_v1 *shapes;
	struct zwp_pointer_constraints_v1 *constraints;
	struct wl_shm_pool *pool;
	int pool_fd;
	struct wl_pointer *pointer;
	uint32_t serial; // of the pointer's last enter, 0: none yet
	uint32_t presses; // of its buttons

	struct wp_viewport *viewport; // of the window
	struct xdg_surface *awaited; // until it is configured; each obeys at once
};

bool pest_init(struct pest *pest);
// Disconnect, however things stand
void pest_finish(struct pest *pest);
// Wait for the display's answer. False if it has had enough of us.
bool pest_sync(struct pest *pest);
// For some ms
void pest_nap(void);

// A window on the screen, with its title. False if it does not come.
bool pest_open(struct pest *pest, const char *title);
// Until it is configured. False if the display has had enough of us.
bool pest_wait(struct pest *pest, struct xdg_surface *xdg_surface);
struct xdg_positioner *pest_positioner(struct pest *pest, int32_t x, int32_t y);
struct wl_buffer *pest_buffer(struct pest *pest, int32_t width, int32_t height);
// One pixel of a colour
struct wl_buffer *pest_pixel(struct pest *pest);

#endif
