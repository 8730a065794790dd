// SPDX-License-Identifier: MIT
/*
 * tricks good|bad: a Wayland client whose surfaces hang out of its window. At each
 * key the next trick; "shown N" on stdout when the screen has it. The good one's
 * window has the same sizes and one colour.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "tests/lib/applet.h"
#include "xdg-shell-client-protocol.h"

#define WIDTH 400 // of the window
#define HEIGHT 300
#define SIDE 2048 // of the pool's square
#define SUBSURFACES 4

struct tricks {
	bool bad;
	struct applet app;
	struct wl_subcompositor *subcompositor;
	struct wl_shm_pool *pool;
	struct {
		struct wl_surface *surface;
		struct wl_subsurface *role;
	} subs[SUBSURFACES];
	struct wl_surface *popup_surface;
	struct xdg_surface *popup_xdg;
	uint32_t done; // tricks so far
	bool configured;
};

static struct wl_buffer *make_buffer(struct tricks *tricks, int32_t width, int32_t height) {
	return wl_shm_pool_create_buffer(
		tricks->pool, 0, width, height, width * 4, WL_SHM_FORMAT_XRGB8888);
}

static void attach(
	struct tricks *tricks, struct wl_surface *surface, int32_t width, int32_t height) {
	struct wl_buffer *buffer = make_buffer(tricks, width, height);
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, INT32_MAX, INT32_MAX);
	// Not destroyed: they are few, and the program ends soon
}

static void handle_shown(void *data, struct wl_callback *callback, uint32_t time) {
	struct tricks *tricks = data;
	wl_callback_destroy(callback);
	printf("shown %u\n", tricks->done);
	fflush(stdout);
}

static const struct wl_callback_listener shown_listener = {.done = handle_shown};

static void commit(struct tricks *tricks) {
	struct wl_callback *callback = wl_surface_frame(tricks->app.surface);
	wl_callback_add_listener(callback, &shown_listener, tricks);
	wl_surface_commit(tricks->app.surface);
	++tricks->done;
}

// A child far larger than the window, from x, y on
static void add_sub(struct tricks *tricks, int i, struct wl_surface *parent, int32_t x, int32_t y) {
	tricks->subs[i].surface = wl_compositor_create_surface(tricks->app.compositor);
	tricks->subs[i].role = wl_subcompositor_get_subsurface(
		tricks->subcompositor, tricks->subs[i].surface, parent);
	wl_subsurface_set_position(tricks->subs[i].role, x, y);
	wl_subsurface_set_desync(tricks->subs[i].role);
	attach(tricks, tricks->subs[i].surface, SIDE, SIDE);
	wl_surface_commit(tricks->subs[i].surface);
}

static void show_popup(struct tricks *tricks) {
	// Twice as large as it may be, if it is bad
	if (tricks->bad) {
		attach(tricks, tricks->popup_surface, 240, 160);
		xdg_surface_set_window_geometry(tricks->popup_xdg, 60, 40, 120, 80);
	} else {
		attach(tricks, tricks->popup_surface, 120, 80);
	}
	wl_surface_commit(tricks->popup_surface);
	commit(tricks);
}

static void handle_popup_place(
	void *data, struct xdg_popup *popup, int32_t x, int32_t y, int32_t width, int32_t height) {
	// Where it is, is not ours to say
}

static void handle_popup_done(void *data, struct xdg_popup *popup) {
	// It stays in our books; the picture is what counts
}

static const struct xdg_popup_listener popup_listener = {
	.configure = handle_popup_place,
	.popup_done = handle_popup_done,
};

static void open_popup(struct tricks *tricks) {
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(tricks->app.wm_base);
	xdg_positioner_set_size(positioner, 120, 80);
	xdg_positioner_set_anchor_rect(positioner, 10, 10, 1, 1);
	xdg_positioner_set_offset(positioner, -4000, -3000);
	tricks->popup_surface = wl_compositor_create_surface(tricks->app.compositor);
	tricks->popup_xdg = applet_xdg_surface(&tricks->app, tricks->popup_surface);
	struct xdg_popup *popup = xdg_surface_get_popup(
		tricks->popup_xdg, tricks->app.xdg_surface, positioner);
	xdg_popup_add_listener(popup, &popup_listener, tricks);
	xdg_positioner_destroy(positioner);
	wl_surface_commit(tricks->popup_surface);
}

static void next_bad_trick(struct tricks *tricks) {
	switch (tricks->done) {
	case 1:
		add_sub(tricks, 0, tricks->app.surface, -900, -900);
		break;
	case 2:
		add_sub(tricks, 1, tricks->app.surface, WIDTH - 20, HEIGHT - 20);
		break;
	case 3:
		add_sub(tricks, 2, tricks->subs[1].surface, -3000, 30);
		wl_subsurface_place_below(tricks->subs[1].role, tricks->app.surface);
		break;
	case 4:
		wl_surface_set_buffer_scale(tricks->subs[0].surface, 2);
		wl_surface_set_buffer_transform(
			tricks->subs[0].surface, WL_OUTPUT_TRANSFORM_FLIPPED_90);
		attach(tricks, tricks->subs[0].surface, SIDE, SIDE / 2);
		wl_surface_commit(tricks->subs[0].surface);
		break;
	case 5:
		// The geometry ends outside of everything
		xdg_surface_set_window_geometry(tricks->app.xdg_surface, 100, 100, WIDTH, HEIGHT);
		attach(tricks, tricks->app.surface, WIDTH + 300, HEIGHT + 300);
		break;
	case 6:
		for (int i = 0; i < 3; ++i) {
			wl_subsurface_set_position(tricks->subs[i].role, 50 * i - 1900, -1500);
		}
		break;
	default:
		break;
	}
}

static void handle_pressed(struct applet *app) {
	struct tricks *tricks = wl_container_of(app, tricks, app);
	if (tricks->done == 7) {
		open_popup(tricks);
		return;
	}
	if (tricks->bad) {
		next_bad_trick(tricks);
	} else {
		attach(tricks, tricks->app.surface, WIDTH, HEIGHT);
	}
	commit(tricks);
}

static void handle_configured(struct applet *app, struct xdg_surface *xdg_surface) {
	struct tricks *tricks = wl_container_of(app, tricks, app);
	if (xdg_surface == tricks->popup_xdg) {
		show_popup(tricks);
		return;
	}
	if (tricks->configured) {
		wl_surface_commit(app->surface);
		return;
	}
	tricks->configured = true;
	if (tricks->bad) {
		attach(tricks, tricks->app.surface, WIDTH + 200, HEIGHT + 200);
		xdg_surface_set_window_geometry(xdg_surface, 100, 100, WIDTH, HEIGHT);
	} else {
		attach(tricks, tricks->app.surface, WIDTH, HEIGHT);
	}
	commit(tricks);
}

// Noise of strong colours, or one colour
static bool make_pool(struct tricks *tricks) {
	size_t size = (size_t)SIDE * SIDE * 4;
	int fd;
	tricks->pool = applet_pool(&tricks->app, size, &fd);
	uint32_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (pixels == MAP_FAILED) {
		return false;
	}
	uint32_t state = 1;
	for (size_t i = 0; i < (size_t)SIDE * SIDE; ++i) {
		state = state * 1664525 + 1013904223;
		pixels[i] = tricks->bad ? state >> 8 : 0x705030;
	}
	return true;
}

static bool begin(struct tricks *tricks) {
	struct applet *app = &tricks->app;
	if (!applet_connect(app) || app->seat == NULL) {
		return false;
	}
	app->configured = handle_configured;
	applet_on_key(app, handle_pressed);
	tricks->subcompositor = applet_bind(app, &wl_subcompositor_interface, 1);
	return tricks->subcompositor != NULL && make_pool(tricks);
}

int main(int argc, char *argv[]) {
	struct tricks tricks = {.bad = argc == 2 && strcmp(argv[1], "bad") == 0};
	if (!begin(&tricks)) {
		fprintf(stderr, "tricks: cannot begin\n");
		return 1;
	}
	applet_open(&tricks.app, "a quiet window");
	wl_surface_commit(tricks.app.surface);
	while (wl_display_dispatch(tricks.app.display) >= 0) {
	}
	return 0;
}
