// SPDX-License-Identifier: MIT
/*
 * The client that every way of showing a window is measured with: a wl_shm window
 * of a fixed size that changes a given part of itself at each frame callback, or
 * its colour at each key. It says so when it is warm and when it is done, and then
 * waits for a line or the end of its input, so that others' time can be read.
 */
#include <errno.h>
#include <linux/input-event-codes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

#define BUFFERS 3
#define WARM 20 // frames before it says that it is ready

struct buffer {
	struct wl_buffer *wl;
	uint32_t *pixels;
	bool busy;
};

struct painter {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct wl_surface *surface;
	struct buffer buffers[BUFFERS];
	int32_t width, height, rows; // rows: changed in each frame
	uint32_t frames, drawn; // frames 0: draw on keys, for ever
	uint32_t target; // stop when so many are drawn and shown
	uint32_t colour;
	bool configured, failed, shown;
	double end; // s; the last frame callback
};

static double now(void) {
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void handle_release(void *data, struct wl_buffer *wl) {
	struct buffer *buffer = data;
	buffer->busy = false;
}

static const struct wl_buffer_listener buffer_listener = {.release = handle_release};

static bool buffers_init(struct painter *painter) {
	size_t size = (size_t)painter->width * (size_t)painter->height * 4;
	int fd = memfd_create("painter", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)(size * BUFFERS)) != 0) {
		return false;
	}
	uint8_t *map = mmap(NULL, size * BUFFERS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED) {
		close(fd);
		return false;
	}
	struct wl_shm_pool *pool = wl_shm_create_pool(painter->shm, fd, (int32_t)(size * BUFFERS));
	for (int32_t i = 0; i < BUFFERS; ++i) {
		struct buffer *buffer = &painter->buffers[i];
		buffer->pixels = (uint32_t *)(map + size * (size_t)i);
		memset(buffer->pixels, 0x60, size);
		buffer->wl = wl_shm_pool_create_buffer(pool, i * (int32_t)size, painter->width,
			painter->height, painter->width * 4, WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(buffer->wl, &buffer_listener, buffer);
	}
	wl_shm_pool_destroy(pool);
	close(fd);
	return true;
}

static struct buffer *buffer_free(struct painter *painter) {
	for (int i = 0; i < BUFFERS; ++i) {
		if (!painter->buffers[i].busy) {
			return &painter->buffers[i];
		}
	}
	return NULL;
}

static void paint(struct painter *painter);

static void handle_frame(void *data, struct wl_callback *callback, uint32_t time) {
	struct painter *painter = data;
	wl_callback_destroy(callback);
	painter->end = now();
	painter->shown = painter->drawn == painter->target;
	if (painter->drawn < painter->target) {
		paint(painter);
	}
}

static const struct wl_callback_listener frame_listener = {.done = handle_frame};

// The changed rows of this frame are also those of the two before it in this buffer:
// a moving band would make the client's own copying part of what is measured
static void paint(struct painter *painter) {
	struct buffer *buffer = buffer_free(painter);
	if (buffer == NULL) {
		painter->failed = true; // three buffers and one frame callback: cannot be
		return;
	}
	size_t count = (size_t)painter->rows * (size_t)painter->width;
	for (size_t i = 0; i < count; ++i) {
		buffer->pixels[i] = painter->colour;
	}
	painter->colour = painter->colour * 5 + 0x010203;
	buffer->busy = true;
	wl_surface_attach(painter->surface, buffer->wl, 0, 0);
	wl_surface_damage_buffer(painter->surface, 0, 0, painter->width, painter->rows);
	if (painter->frames > 0) {
		struct wl_callback *callback = wl_surface_frame(painter->surface);
		wl_callback_add_listener(callback, &frame_listener, painter);
	}
	wl_surface_commit(painter->surface);
	++painter->drawn;
}

static void handle_surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct painter *painter = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (!painter->configured) {
		painter->configured = true;
		paint(painter);
	}
}

static const struct xdg_surface_listener surface_listener = {
	.configure = handle_surface_configure,
};

static void handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states) {
	// The size is fixed: every way must show the same pixels
}

static void handle_close(void *data, struct xdg_toplevel *toplevel) {
	exit(0);
}

static void handle_bounds(
	void *data, struct xdg_toplevel *toplevel, int32_t width, int32_t height) {
	// See handle_toplevel_configure()
}

static void handle_capabilities(
	void *data, struct xdg_toplevel *toplevel, struct wl_array *capabilities) {
	// None is used
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = handle_toplevel_configure,
	.close = handle_close,
	.configure_bounds = handle_bounds,
	.wm_capabilities = handle_capabilities,
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
	struct painter *painter = data;
	if (painter->frames == 0 && state == WL_KEYBOARD_KEY_STATE_PRESSED) {
		paint(painter);
	}
}

static void handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	// Only keys count
}

static void handle_repeat(void *data, struct wl_keyboard *keyboard, int32_t rate, int32_t delay) {
	// Only keys count
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = handle_keymap,
	.enter = handle_enter,
	.leave = handle_leave,
	.key = handle_key,
	.modifiers = handle_modifiers,
	.repeat_info = handle_repeat,
};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct painter *painter = data;
	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		painter->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		painter->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, wl_seat_interface.name) == 0) {
		painter->seat = wl_registry_bind(registry, name, &wl_seat_interface, 4);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		painter->wm_base = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
		xdg_wm_base_add_listener(painter->wm_base, &wm_base_listener, painter);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	// Nothing that is used goes while the compositor lives
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static bool connect_globals(struct painter *painter) {
	painter->display = wl_display_connect(NULL);
	if (painter->display == NULL) {
		fprintf(stderr, "painter: no compositor: %s\n", strerror(errno));
		return false;
	}
	struct wl_registry *registry = wl_display_get_registry(painter->display);
	wl_registry_add_listener(registry, &registry_listener, painter);
	wl_display_roundtrip(painter->display);
	return painter->compositor != NULL && painter->shm != NULL && painter->wm_base != NULL;
}

static void open_window(struct painter *painter) {
	painter->surface = wl_compositor_create_surface(painter->compositor);
	struct xdg_surface *xdg_surface = xdg_wm_base_get_xdg_surface(
		painter->wm_base, painter->surface);
	xdg_surface_add_listener(xdg_surface, &surface_listener, painter);
	struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(xdg_surface);
	xdg_toplevel_add_listener(toplevel, &toplevel_listener, painter);
	xdg_toplevel_set_title(toplevel, "painter");
	xdg_toplevel_set_min_size(toplevel, painter->width, painter->height);
	xdg_toplevel_set_max_size(toplevel, painter->width, painter->height);
	if (painter->seat != NULL && painter->frames == 0) {
		struct wl_keyboard *keyboard = wl_seat_get_keyboard(painter->seat);
		wl_keyboard_add_listener(keyboard, &keyboard_listener, painter);
	}
	wl_surface_commit(painter->surface);
}

static bool run_to(struct painter *painter, uint32_t target) {
	painter->target = target;
	painter->shown = false;
	if (painter->drawn > 0) {
		paint(painter);
	}
	while (!painter->shown && !painter->failed && wl_display_dispatch(painter->display) >= 0) {
	}
	return painter->shown && wl_display_roundtrip(painter->display) >= 0;
}

// Others read our and their own time meanwhile
static void wait_for_line(void) {
	char c;
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') {
	}
}

static bool draw_frames(struct painter *painter) {
	if (!run_to(painter, WARM)) {
		return false;
	}
	puts("ready");
	wait_for_line();
	double begin = now();
	if (!run_to(painter, WARM + painter->frames)) {
		return false;
	}
	printf("{\"frames\": %u, \"seconds\": %.6f}\n", painter->frames, painter->end - begin);
	wait_for_line();
	return true;
}

static bool draw_at_keys(struct painter *painter) {
	puts("ready");
	fflush(stdout);
	while (!painter->failed && wl_display_dispatch(painter->display) >= 0) {
	}
	return false; // ended by a signal, or something is wrong
}

// painter WIDTH HEIGHT PERCENT FRAMES: frames 0 draws at each key, for ever
int main(int argc, char *argv[]) {
	if (argc != 5) {
		fprintf(stderr, "usage: painter WIDTH HEIGHT PERCENT FRAMES\n");
		return 2;
	}
	struct painter painter = {
		.width = (int32_t)strtol(argv[1], NULL, 10),
		.height = (int32_t)strtol(argv[2], NULL, 10),
		.frames = (uint32_t)strtoul(argv[4], NULL, 10),
		.colour = 0x204060,
	};
	painter.rows = (int32_t)(painter.height * strtol(argv[3], NULL, 10) / 100);
	if (painter.width < 1 || painter.height < 1 || painter.rows < 1 ||
		painter.rows > painter.height) {
		fprintf(stderr, "painter: bad size or percentage\n");
		return 2;
	}
	if (!connect_globals(&painter) || !buffers_init(&painter)) {
		return 1;
	}
	open_window(&painter);
	bool ok = painter.frames > 0 ? draw_frames(&painter) : draw_at_keys(&painter);
	wl_display_disconnect(painter.display);
	return ok ? 0 : 1;
}
