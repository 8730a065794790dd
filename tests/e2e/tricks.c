// SPDX-License-Identifier: MIT
/*
 * tricks good|bad: a Wayland client whose surfaces hang out of its window. At each
 * key the next trick; "shown N" on stdout when the screen has it. The good one's
 * window has the same sizes and one colour.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

#define WIDTH 400 // of the window
#define HEIGHT 300
#define SIDE 2048 // of the pool's square
#define SUBSURFACES 4

struct tricks {
	bool bad;
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_subcompositor *subcompositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct wl_shm_pool *pool;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
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
	struct wl_callback *callback = wl_surface_frame(tricks->surface);
	wl_callback_add_listener(callback, &shown_listener, tricks);
	wl_surface_commit(tricks->surface);
	++tricks->done;
}

// A child far larger than the window, from x, y on
static void add_sub(struct tricks *tricks, int i, struct wl_surface *parent, int32_t x, int32_t y) {
	tricks->subs[i].surface = wl_compositor_create_surface(tricks->compositor);
	tricks->subs[i].role = wl_subcompositor_get_subsurface(
		tricks->subcompositor, tricks->subs[i].surface, parent);
	wl_subsurface_set_position(tricks->subs[i].role, x, y);
	wl_subsurface_set_desync(tricks->subs[i].role);
	attach(tricks, tricks->subs[i].surface, SIDE, SIDE);
	wl_surface_commit(tricks->subs[i].surface);
}

static void handle_popup_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct tricks *tricks = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	// Twice as large as it may be, if it is bad
	if (tricks->bad) {
		attach(tricks, tricks->popup_surface, 240, 160);
		xdg_surface_set_window_geometry(xdg_surface, 60, 40, 120, 80);
	} else {
		attach(tricks, tricks->popup_surface, 120, 80);
	}
	wl_surface_commit(tricks->popup_surface);
	commit(tricks);
}

static const struct xdg_surface_listener popup_xdg_listener = {
	.configure = handle_popup_configure,
};

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
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(tricks->wm_base);
	xdg_positioner_set_size(positioner, 120, 80);
	xdg_positioner_set_anchor_rect(positioner, 10, 10, 1, 1);
	xdg_positioner_set_offset(positioner, -4000, -3000);
	tricks->popup_surface = wl_compositor_create_surface(tricks->compositor);
	tricks->popup_xdg = xdg_wm_base_get_xdg_surface(tricks->wm_base, tricks->popup_surface);
	xdg_surface_add_listener(tricks->popup_xdg, &popup_xdg_listener, tricks);
	struct xdg_popup *popup = xdg_surface_get_popup(
		tricks->popup_xdg, tricks->xdg_surface, positioner);
	xdg_popup_add_listener(popup, &popup_listener, tricks);
	xdg_positioner_destroy(positioner);
	wl_surface_commit(tricks->popup_surface);
}

static void next_bad_trick(struct tricks *tricks) {
	switch (tricks->done) {
	case 1:
		add_sub(tricks, 0, tricks->surface, -900, -900);
		break;
	case 2:
		add_sub(tricks, 1, tricks->surface, WIDTH - 20, HEIGHT - 20);
		break;
	case 3:
		add_sub(tricks, 2, tricks->subs[1].surface, -3000, 30);
		wl_subsurface_place_below(tricks->subs[1].role, tricks->surface);
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
		xdg_surface_set_window_geometry(tricks->xdg_surface, 100, 100, WIDTH, HEIGHT);
		attach(tricks, tricks->surface, WIDTH + 300, HEIGHT + 300);
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

static void next_trick(struct tricks *tricks) {
	if (tricks->done == 7) {
		open_popup(tricks);
		return;
	}
	if (tricks->bad) {
		next_bad_trick(tricks);
	} else {
		attach(tricks, tricks->surface, WIDTH, HEIGHT);
	}
	commit(tricks);
}

static void handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct tricks *tricks = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (tricks->configured) {
		wl_surface_commit(tricks->surface);
		return;
	}
	tricks->configured = true;
	if (tricks->bad) {
		attach(tricks, tricks->surface, WIDTH + 200, HEIGHT + 200);
		xdg_surface_set_window_geometry(xdg_surface, 100, 100, WIDTH, HEIGHT);
	} else {
		attach(tricks, tricks->surface, WIDTH, HEIGHT);
	}
	commit(tricks);
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = handle_configure};

static void handle_size(void *data, struct xdg_toplevel *toplevel, int32_t width, int32_t height,
	struct wl_array *states) {
	// Its size is fixed
}

static void handle_close(void *data, struct xdg_toplevel *toplevel) {
	exit(0);
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = handle_size,
	.close = handle_close,
};

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

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
	if (state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		next_trick(data);
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

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct tricks *tricks = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&wl_compositor_interface, (void **)&tricks->compositor, 4},
		{&wl_seat_interface, (void **)&tricks->seat, 1},
		{&wl_shm_interface, (void **)&tricks->shm, 1},
		{&wl_subcompositor_interface, (void **)&tricks->subcompositor, 1},
		{&xdg_wm_base_interface, (void **)&tricks->wm_base, 1},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, wanted[i].version);
		}
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	// Nothing that is used goes while the compositor lives
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

// Noise of strong colours, or one colour
static bool make_pool(struct tricks *tricks) {
	size_t size = (size_t)SIDE * SIDE * 4;
	int fd = memfd_create("tricks", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
		return false;
	}
	uint32_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pixels == MAP_FAILED) {
		return false;
	}
	uint32_t state = 1;
	for (size_t i = 0; i < (size_t)SIDE * SIDE; ++i) {
		state = state * 1664525 + 1013904223;
		pixels[i] = tricks->bad ? state >> 8 : 0x705030;
	}
	tricks->pool = wl_shm_create_pool(tricks->shm, fd, (int32_t)size);
	close(fd);
	return true;
}

static bool connect_globals(struct tricks *tricks) {
	tricks->display = wl_display_connect(NULL);
	if (tricks->display == NULL) {
		return false;
	}
	struct wl_registry *registry = wl_display_get_registry(tricks->display);
	wl_registry_add_listener(registry, &registry_listener, tricks);
	wl_display_roundtrip(tricks->display);
	return tricks->compositor != NULL && tricks->subcompositor != NULL && tricks->shm != NULL &&
		tricks->seat != NULL && tricks->wm_base != NULL;
}

int main(int argc, char *argv[]) {
	struct tricks tricks = {.bad = argc == 2 && strcmp(argv[1], "bad") == 0};
	if (!connect_globals(&tricks) || !make_pool(&tricks)) {
		fprintf(stderr, "tricks: cannot begin\n");
		return 1;
	}
	xdg_wm_base_add_listener(tricks.wm_base, &wm_base_listener, &tricks);
	wl_keyboard_add_listener(wl_seat_get_keyboard(tricks.seat), &keyboard_listener, &tricks);
	tricks.surface = wl_compositor_create_surface(tricks.compositor);
	tricks.xdg_surface = xdg_wm_base_get_xdg_surface(tricks.wm_base, tricks.surface);
	xdg_surface_add_listener(tricks.xdg_surface, &xdg_surface_listener, &tricks);
	struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(tricks.xdg_surface);
	xdg_toplevel_add_listener(toplevel, &toplevel_listener, &tricks);
	xdg_toplevel_set_title(toplevel, "a quiet window");
	wl_surface_commit(tricks.surface);
	while (wl_display_dispatch(tricks.display) >= 0) {
	}
	return 0;
}
