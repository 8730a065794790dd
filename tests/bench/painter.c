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

#include "tests/lib/applet.h"
#include "xdg-shell-client-protocol.h"

#define BUFFERS 3
#define WARM 20 // frames before it says that it is ready

struct buffer {
	struct wl_buffer *wl;
	uint32_t *pixels;
	bool busy;
};

struct painter {
	struct applet app;
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
	int fd;
	struct wl_shm_pool *pool = applet_pool(&painter->app, size * BUFFERS, &fd);
	uint8_t *map = mmap(NULL, size * BUFFERS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED) {
		return false;
	}
	for (int32_t i = 0; i < BUFFERS; ++i) {
		struct buffer *buffer = &painter->buffers[i];
		buffer->pixels = (uint32_t *)(map + size * (size_t)i);
		memset(buffer->pixels, 0x60, size);
		buffer->wl = wl_shm_pool_create_buffer(pool, i * (int32_t)size, painter->width,
			painter->height, painter->width * 4, WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(buffer->wl, &buffer_listener, buffer);
	}
	wl_shm_pool_destroy(pool);
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
	wl_surface_attach(painter->app.surface, buffer->wl, 0, 0);
	wl_surface_damage_buffer(painter->app.surface, 0, 0, painter->width, painter->rows);
	if (painter->frames > 0) {
		struct wl_callback *callback = wl_surface_frame(painter->app.surface);
		wl_callback_add_listener(callback, &frame_listener, painter);
	}
	wl_surface_commit(painter->app.surface);
	++painter->drawn;
}

static void handle_configured(struct applet *app, struct xdg_surface *xdg_surface) {
	struct painter *painter = wl_container_of(app, painter, app);
	if (!painter->configured) {
		painter->configured = true;
		paint(painter);
	}
}

static void handle_pressed(struct applet *app) {
	struct painter *painter = wl_container_of(app, painter, app);
	paint(painter);
}

// The size is fixed: every way must show the same pixels
static void open_window(struct painter *painter) {
	struct applet *app = &painter->app;
	app->configured = handle_configured;
	applet_open(app, "painter");
	xdg_toplevel_set_min_size(app->toplevel, painter->width, painter->height);
	xdg_toplevel_set_max_size(app->toplevel, painter->width, painter->height);
	if (app->seat != NULL && painter->frames == 0) {
		applet_on_key(app, handle_pressed);
	}
	wl_surface_commit(app->surface);
}

static bool run_to(struct painter *painter, uint32_t target) {
	painter->target = target;
	painter->shown = false;
	if (painter->drawn > 0) {
		paint(painter);
	}
	while (!painter->shown && !painter->failed &&
		wl_display_dispatch(painter->app.display) >= 0) {
	}
	return painter->shown && wl_display_roundtrip(painter->app.display) >= 0;
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
	while (!painter->failed && wl_display_dispatch(painter->app.display) >= 0) {
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
	if (!applet_connect(&painter.app) || !buffers_init(&painter)) {
		fprintf(stderr, "painter: cannot begin\n");
		return 1;
	}
	open_window(&painter);
	bool ok = painter.frames > 0 ? draw_frames(&painter) : draw_at_keys(&painter);
	wl_display_disconnect(painter.app.display);
	return ok ? 0 : 1;
}
