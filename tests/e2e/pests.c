// SPDX-License-Identifier: MIT
/*
 * pests MODE SECONDS: be a nuisance to the display in one way, as often as that is
 * possible in so long. Says "open" when there is a window, where one is needed, and
 * "done" in the end.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>

#include "cursor-shape-v1-client-protocol.h"
#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "tests/e2e/pest.h"
#include "tests/e2e/pest_asks.h"
#include "tests/e2e/pest_trees.h"
#include "viewporter-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define MANY 600 // windows, more than there may be
#define MANY_POOLS 3000
#define NAPS 10 // for a popup that may not come
#define ALL_TITLES 32 // more than are sent at once
#define CROWD 12 // windows, so many that all their titles are not sent at once

static struct wp_cursor_shape_device_v1 *shape_device;
static struct wl_surface *cursor;
static struct xdg_popup *popup;

static void handle_frame(void *data, struct wl_callback *callback, uint32_t time) {
	bool *done = data;
	*done = true;
	wl_callback_destroy(callback);
}

static const struct wl_callback_listener frame_listener = {.done = handle_frame};

// No pest at all: the one that the others are to leave alone
static void blink(struct pest *pest, uint32_t i) {
	bool done = false;
	wl_callback_add_listener(wl_surface_frame(pest->app.surface), &frame_listener, &done);
	struct wl_buffer *buffer = pest_pixel(pest);
	wl_surface_attach(pest->app.surface, buffer, 0, 0);
	wl_surface_damage(pest->app.surface, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(pest->app.surface);
	while (!done && wl_display_dispatch(pest->app.display) >= 0) {
	}
	wl_buffer_destroy(buffer);
	if (i % 10 == 9) {
		puts("ten frames");
		fflush(stdout);
	}
}

static void titles(struct pest *pest, uint32_t i) {
	char title[400];
	memset(title, 'a' + i % 26, sizeof(title));
	title[sizeof(title) - 1] = '\0';
	xdg_toplevel_set_title(pest->app.toplevel, title);
	xdg_toplevel_set_app_id(pest->app.toplevel, title + 300);
}

static void states(struct pest *pest, uint32_t i) {
	if (i % 2 == 0) {
		xdg_toplevel_set_maximized(pest->app.toplevel);
	} else {
		xdg_toplevel_unset_maximized(pest->app.toplevel);
	}
}

static void moves(struct pest *pest, uint32_t i) {
	xdg_toplevel_move(pest->app.toplevel, pest->app.seat, pest->serial);
	xdg_toplevel_show_window_menu(pest->app.toplevel, pest->app.seat, pest->serial, -5, 5);
}

static void limits(struct pest *pest, uint32_t i) {
	xdg_toplevel_set_min_size(pest->app.toplevel, 1 + (int32_t)(i % 100), 1);
	wl_surface_commit(pest->app.surface);
}

static void shapes(struct pest *pest, uint32_t i) {
	if (shape_device == NULL) {
		shape_device = wp_cursor_shape_manager_v1_get_pointer(pest->shapes, pest->pointer);
	}
	wp_cursor_shape_device_v1_set_shape(shape_device, pest->serial, 1 + i % 34);
}

static void cursors(struct pest *pest, uint32_t i) {
	if (cursor == NULL) {
		cursor = wl_compositor_create_surface(pest->app.compositor);
	}
	wl_pointer_set_cursor(pest->pointer, pest->serial, cursor, (int32_t)(i % 50), 0);
	struct wl_buffer *buffer = pest_buffer(pest, PEST_SIDE, PEST_SIDE);
	wl_surface_attach(cursor, buffer, 0, 0);
	wl_surface_damage(cursor, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(cursor);
	wl_buffer_destroy(buffer);
}

static void constraints(struct pest *pest, uint32_t i) {
	struct zwp_locked_pointer_v1 *lock = zwp_pointer_constraints_v1_lock_pointer(
		pest->constraints, pest->app.surface, pest->pointer, NULL,
		ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
	zwp_locked_pointer_v1_destroy(lock);
}

static void pools(struct pest *pest, uint32_t i) {
	int fd = memfd_create("pest", MFD_CLOEXEC);
	if (fd < 0 || i >= MANY_POOLS || ftruncate(fd, 4096) != 0) {
		return;
	}
	wl_shm_create_pool(pest->app.shm, fd, 4096);
	wl_display_flush(pest->app.display);
	close(fd);
}

static void popups(struct pest *pest, uint32_t i) {
	struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
	struct xdg_surface *xdg_surface = applet_xdg_surface(&pest->app, surface);
	struct xdg_positioner *positioner = pest_positioner(pest, 10, 10);
	struct xdg_popup *one = xdg_surface_get_popup(
		xdg_surface, pest->app.xdg_surface, positioner);
	wl_surface_commit(surface);
	xdg_positioner_destroy(positioner);
	xdg_popup_destroy(one);
	xdg_surface_destroy(xdg_surface);
	wl_surface_destroy(surface);
}

static void reposition(struct pest *pest, uint32_t i) {
	struct xdg_positioner *positioner = pest_positioner(pest, (int32_t)(i % 100), 10);
	if (popup == NULL) {
		struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
		struct xdg_surface *xdg_surface = applet_xdg_surface(&pest->app, surface);
		popup = xdg_surface_get_popup(xdg_surface, pest->app.xdg_surface, positioner);
		wl_surface_commit(surface);
		if (!pest_wait(pest, xdg_surface)) {
			return;
		}
		wl_surface_attach(surface, pest_buffer(pest, 60, 40), 0, 0);
		wl_surface_commit(surface);
	}
	xdg_popup_reposition(popup, positioner, i);
	xdg_positioner_destroy(positioner);
}

static void windows(struct pest *pest, uint32_t i) {
	struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
	struct xdg_surface *xdg_surface = applet_xdg_surface(&pest->app, surface);
	struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(xdg_surface);
	xdg_toplevel_set_title(toplevel, "for a moment");
	wl_surface_commit(surface);
	xdg_toplevel_destroy(toplevel);
	xdg_surface_destroy(xdg_surface);
	wl_surface_destroy(surface);
}

static void many(struct pest *pest, uint32_t i) {
	if (i < MANY) {
		pest_open(pest, "one of many");
	}
}

static void reopen(struct pest *pest, uint32_t i) {
	wp_viewport_destroy(pest->viewport);
	applet_close(&pest->app);
	pest_open(pest, "again");
}

// Each popup on the last one, for as long as one comes
static void nested(struct pest *pest, uint32_t i) {
	static struct xdg_surface *last;
	struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
	struct xdg_surface *xdg_surface = applet_xdg_surface(&pest->app, surface);
	struct xdg_positioner *positioner = pest_positioner(pest, 1, 1);
	xdg_surface_get_popup(xdg_surface, last != NULL ? last : pest->app.xdg_surface, positioner);
	xdg_positioner_destroy(positioner);
	wl_surface_commit(surface);
	pest->awaited = xdg_surface;
	for (int naps = 0; naps < NAPS && pest->awaited != NULL && pest_sync(pest); ++naps) {
		pest_nap();
	}
	last = pest->awaited == NULL ? xdg_surface : last;
}

// Who belongs to whom is turned round while nothing can be said
static void parents(struct pest *pest, uint32_t i) {
	static struct xdg_toplevel *first;
	if (first == NULL) {
		first = pest->app.toplevel;
		pest_open(pest, "the other one");
	}
	xdg_toplevel_set_parent(first, NULL);
	xdg_toplevel_set_parent(pest->app.toplevel, first);
	pest_sync(pest);
	pest_nap();
	for (uint32_t title = 0; title < ALL_TITLES; ++title) {
		titles(pest, title);
	}
	xdg_toplevel_set_parent(pest->app.toplevel, NULL);
	xdg_toplevel_set_parent(first, pest->app.toplevel);
	pest_sync(pest);
	pest_nap();
}

// Windows that came first, and each has something to say all the time
static void crowd(struct pest *pest, uint32_t i) {
	static struct xdg_toplevel *toplevels[CROWD];
	char title[32];
	if (i < CROWD) {
		pest_open(pest, "one of a crowd");
		toplevels[i] = pest->app.toplevel;
		return;
	}
	snprintf(title, sizeof(title), "crowd %u", i);
	xdg_toplevel_set_title(toplevels[i % CROWD], title);
}

// What ends a connection, each in its own way
static void error(struct pest *pest, uint32_t i) {
	struct wl_surface *surface = wl_compositor_create_surface(pest->app.compositor);
	switch (i % 8) {
	case 0:
		wl_surface_set_buffer_scale(pest->app.surface, -1);
		break;
	case 1:
		wl_surface_set_buffer_transform(pest->app.surface, 99);
		break;
	case 2:
		wp_viewport_set_source(pest->viewport, 0, 0, wl_fixed_from_int(9), 1);
		break;
	case 3:
		pest_trees_add(pest, surface, pest->app.surface);
		pest_trees_add(pest, pest->app.surface, surface);
		break;
	case 4:
		xdg_surface_ack_configure(pest->app.xdg_surface, 12345);
		break;
	case 5:
		wl_surface_destroy(pest->app.surface);
		pest_sync(pest);
		return;
	case 6:
		pest_buffer(pest, PEST_LIMIT, PEST_LIMIT);
		break;
	default:
		// Not against the protocol, and worse: the pages are gone when they are read
		wl_surface_attach(pest->app.surface, pest_buffer(pest, PEST_SIDE, PEST_SIDE), 0, 0);
		if (ftruncate(pest->pool_fd, 0) != 0) {
			return;
		}
		wl_surface_damage(pest->app.surface, 0, 0, INT32_MAX, INT32_MAX);
		break;
	}
	wl_surface_commit(pest->app.surface);
	pest_sync(pest);
}

static void errors(struct pest *pest, uint32_t i) {
	struct pest other;
	if (pest_init(&other) && pest_open(&other, "about to err")) {
		error(&other, i);
	}
	pest_finish(&other);
}

// Gone at any point of a life
static void vanish(struct pest *pest, uint32_t i) {
	pid_t pid = fork();
	if (pid == 0) {
		struct pest other;
		if (pest_init(&other) && pest_open(&other, "about to go")) {
			reposition(&other, 0);
			pest_trees_add(&other, wl_compositor_create_surface(other.app.compositor),
				other.app.surface);
			pest_sync(&other);
		}
		_exit(0);
	}
	nanosleep(&(struct timespec){.tv_nsec = (long)(i % 40) * 100000}, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static const struct {
	const char *name;
	void (*step)(struct pest *pest, uint32_t i);
	bool pointer; // wait for it
} modes[] = {
	{"aside", pest_asks_aside, false},
	{"awake", pest_asks_awake, false},
	{"blink", blink, false},
	{"constraints", constraints, false},
	{"crowd", crowd, false},
	{"cursors", cursors, true},
	{"deep", pest_trees_deep, false},
	{"drags", pest_asks_drag, false},
	{"errors", errors, false},
	{"huge", pest_trees_huge, false},
	{"inhibitors", pest_asks_inhibit, false},
	{"limits", limits, false},
	{"many", many, false},
	{"moves", moves, true},
	{"nested", nested, false},
	{"orphan", pest_trees_orphan, false},
	{"parents", parents, false},
	{"pools", pools, false},
	{"popups", popups, false},
	{"reopen", reopen, false},
	{"reposition", reposition, false},
	{"shapes", shapes, true},
	{"states", states, false},
	{"titles", titles, false},
	{"vanish", vanish, false},
	{"wide", pest_trees_wide, false},
	{"windows", windows, false},
};

static uint64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint32_t run(struct pest *pest, size_t mode, uint64_t end) {
	uint32_t i = 0;
	while (modes[mode].pointer && pest->serial == 0) {
		if (wl_display_dispatch(pest->app.display) < 0) {
			return 0;
		}
	}
	while (now_ms() < end && (i % PEST_BATCH != 0 || pest_sync(pest))) {
		modes[mode].step(pest, i++);
	}
	return i;
}

int main(int argc, char *argv[]) {
	struct pest pest;
	size_t mode = 0;
	while (mode < sizeof(modes) / sizeof(modes[0]) && argc == 3 &&
		strcmp(modes[mode].name, argv[1]) != 0) {
		++mode;
	}
	if (argc != 3 || mode == sizeof(modes) / sizeof(modes[0]) || !pest_init(&pest) ||
		!pest_open(&pest, argv[1])) {
		fprintf(stderr, "pests: cannot begin\n");
		return 1;
	}
	puts("open");
	fflush(stdout);
	uint32_t steps = run(&pest, mode, now_ms() + (uint64_t)atoi(argv[2]) * 1000);
	printf("done %u\n", steps);
	fflush(stdout);
	_exit(0); // without a word about what was not freed
}
