// SPDX-License-Identifier: MIT
/*
 * The client that every way of showing a window is measured with: a wl_shm window
 * of a fixed size that changes a given part of itself at each frame callback, or at
 * a rate, or its colour at each key. It says so when it is warm and when it is done,
 * and then waits for a line or the end of its input, so that others' time can be read.
 */
#include <errno.h>
#include <linux/input-event-codes.h>
#include <math.h>
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
	double interval; // s, between two frames; 0: as soon as the last one is shown
	uint32_t missed; // whose time came before the last one was shown
	uint32_t target; // stop when so many are drawn and shown
	uint32_t colour;
	bool configured, failed, shown;
	double end; // s; the last frame callback
};

static double seconds(clockid_t clock) {
	struct timespec ts;
	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double now(void) {
	return seconds(CLOCK_MONOTONIC);
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

// What comes until then, or has come
static bool dispatch_until(struct painter *painter, double end) {
	struct wl_display *display = painter->app.display;
	struct pollfd fd = {.fd = wl_display_get_fd(display), .events = POLLIN};
	double left;
	do {
		while (wl_display_prepare_read(display) != 0) {
			wl_display_dispatch_pending(display);
		}
		wl_display_flush(display);
		left = end - now();
		if (poll(&fd, 1, left > 0 ? (int)(left * 1000) + 1 : 0) > 0) {
			wl_display_read_events(display);
		} else {
			wl_display_cancel_read(display);
		}
		if (wl_display_dispatch_pending(display) < 0) {
			return false;
		}
	} while (left > 0);
	return true;
}

// Each frame has its time, whatever became of those before
static bool run_at_rate(struct painter *painter) {
	double begin = now();
	for (uint32_t slot = 0; slot <= painter->frames; ++slot) {
		if (!dispatch_until(painter, begin + slot * painter->interval)) {
			return false;
		}
		painter->missed += !painter->shown;
		if (painter->shown && slot < painter->frames) {
			painter->target = painter->drawn + 1;
			painter->shown = false;
			paint(painter);
		}
	}
	painter->end = now();
	return !painter->failed;
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
	double begin = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	if (painter->interval > 0 ? !run_at_rate(painter)
				  : !run_to(painter, WARM + painter->frames)) {
		return false;
	}
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("{\"frames\": %u, \"missed\": %u, \"seconds\": %.6f, \"cpu\": %.6f}\n",
		painter->frames - painter->missed, painter->missed, painter->end - begin, cpu);
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

// painter WIDTH HEIGHT PERCENT FRAMES [RATE]: frames 0 draws at each key, for ever
int main(int argc, char *argv[]) {
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: painter WIDTH HEIGHT PERCENT FRAMES [RATE]\n");
		return 2;
	}
	struct painter painter = {
		.width = (int32_t)strtol(argv[1], NULL, 10),
		.height = (int32_t)strtol(argv[2], NULL, 10),
		.frames = (uint32_t)strtoul(argv[4], NULL, 10),
		.interval = argc == 6 ? 1 / strtod(argv[5], NULL) : 0,
		.colour = 0x204060,
	};
	painter.rows = (int32_t)(painter.height * strtol(argv[3], NULL, 10) / 100);
	if (painter.width < 1 || painter.height < 1 || painter.rows < 1 ||
		painter.rows > painter.height || !isfinite(painter.interval) ||
		painter.interval < 0) {
		fprintf(stderr, "painter: bad size, percentage or rate\n");
		return 2;
	}
	if (!applet_connect(&painter.app) || !buffers_init(&painter)) {
		fprintf(stderr, "painter: cannot begin\n");
		return 1;
	}
	open_window(&painter);
	bool ok = painter.frames > 0 ? draw_frames(&painter) : draw_at_keys(&painter);
	applet_close(&painter.app);
	for (int i = 0; i < BUFFERS; ++i) {
		wl_buffer_destroy(painter.buffers[i].wl);
	}
	applet_finish(&painter.app);
	return ok ? 0 : 1;
}
