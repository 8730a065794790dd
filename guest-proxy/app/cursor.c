// SPDX-License-Identifier: MIT
#include "guest-proxy/app/cursor.h"

#include <stdlib.h>
#include <time.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_seat.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/compose.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/send.h"
#include "protocol/limits.h"

#define FRAME_MS 16 // of an animated cursor
// Large images rest longer, so that they take no more than a quarter of the link
#define BYTES_PER_MS 1024

static void forget_surface(struct cursor *cursor) {
	listen_end(&cursor->commit);
	listen_end(&cursor->destroy);
	tree_finish(&cursor->tree);
}

static int larger(int a, int b) {
	return a > b ? a : b;
}

// That of the window beneath, or what makes the image small enough
static uint32_t image_scale(struct app *app, const struct wlr_box *box) {
	struct window *window = window_from_id(app, app->seat.pointer_window);
	uint32_t scale = window != NULL ? window->scale : app->scale;
	int side = larger(box->width, box->height);
	if (compose_pixels(side, scale) > GUI_CURSOR_SIZE_MAX) {
		scale = (uint32_t)(GUI_CURSOR_SIZE_MAX * GUI_SCALE_ONE / side);
	}
	return scale > GUI_SCALE_MIN ? scale : GUI_SCALE_MIN;
}

static int smaller(int a, int b) {
	return a < b ? a : b;
}

static uint32_t hot_pixel(int32_t logical, uint32_t scale, int size) {
	int pixel = logical > 0 ? (int)((int64_t)logical * scale / GUI_SCALE_ONE) : 0;
	return (uint32_t)smaller(pixel, size - 1);
}

static bool send_image(struct app *app, uint32_t *pixels, const struct compose_target *target) {
	struct cursor *cursor = &app->cursor;
	int width = pixman_image_get_width(target->image);
	int height = pixman_image_get_height(target->image);
	pixman_region32_t all;
	pixman_region32_init_rect(&all, 0, 0, (unsigned)width, (unsigned)height);
	pixman_region32_t damage; // an image is always sent whole
	pixman_region32_init(&damage);
	tree_collect(&cursor->tree, &damage);
	compose_tree(&cursor->tree, target, &all);
	pixman_region32_fini(&damage);
	pixman_region32_fini(&all);
	struct gui_cursor_begin begin = {
		.serial = cursor->serial,
		.width = (uint32_t)width,
		.height = (uint32_t)height,
		.hot_x = hot_pixel(cursor->hot_x, target->scale, width),
		.hot_y = hot_pixel(cursor->hot_y, target->scale, height),
		.scale = target->scale,
	};
	return send_cursor_image(app->link, &begin, pixels);
}

static bool send_shape(struct app *app, uint32_t shape) {
	struct gui_cursor_shape record = {.serial = app->cursor.serial, .shape = shape};
	return send_cursor_shape(app->link, &record);
}

// The surface as an image; size becomes its bytes. False: held back.
static bool draw(struct app *app, uint32_t *size) {
	const struct wlr_surface_state *state = &app->cursor.tree.surface->current;
	if (state->width <= 0 || state->height <= 0) {
		return send_shape(app, 0);
	}
	struct compose_target target = {.box = {0, 0, state->width, state->height}};
	target.scale = image_scale(app, &target.box);
	int width = smaller(compose_pixels(state->width, target.scale), GUI_CURSOR_SIZE_MAX);
	int height = smaller(compose_pixels(state->height, target.scale), GUI_CURSOR_SIZE_MAX);
	uint32_t *pixels = calloc((size_t)width * (size_t)height, sizeof(*pixels));
	target.image = pixels != NULL ? pixman_image_create_bits_no_clear(
						PIXMAN_a8r8g8b8, width, height, pixels, width * 4)
				      : NULL;
	bool sent = target.image != NULL && send_image(app, pixels, &target);
	if (target.image != NULL) {
		pixman_image_unref(target.image);
	}
	free(pixels);
	*size = (uint32_t)(width * height * 4);
	return sent;
}

static void flush(struct app *app) {
	struct cursor *cursor = &app->cursor;
	uint32_t size = 0;
	if (cursor->serial == 0) {
		cursor->changed = false; // there is nobody to tell
	} else if (cursor->tree.surface != NULL) {
		cursor->changed = !draw(app, &size);
	} else {
		cursor->changed = !send_shape(app, cursor->shape);
	}
	cursor->resting = true;
	wl_event_source_timer_update(cursor->timer, FRAME_MS + (int)(size / BYTES_PER_MS));
}

static void change(struct app *app) {
	app->cursor.changed = true;
	if (!app->cursor.resting) {
		flush(app);
	}
}

static int handle_timer(void *data) {
	struct app *app = data;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	app->cursor.resting = false;
	if (app->cursor.tree.surface != NULL) {
		wlr_surface_send_frame_done(app->cursor.tree.surface, &now);
	}
	if (app->cursor.changed) {
		flush(app);
	}
	return 0;
}

// From wherever a program puts it, it stays a number that can be reckoned with
static int32_t limit(int64_t hot) {
	if (hot < -GUI_COORD_MAX) {
		return -GUI_COORD_MAX;
	}
	return hot < GUI_COORD_MAX ? (int32_t)hot : GUI_COORD_MAX;
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, cursor.commit);
	const struct wlr_surface_state *state = &app->cursor.tree.surface->current;
	app->cursor.hot_x = limit((int64_t)app->cursor.hot_x - state->dx);
	app->cursor.hot_y = limit((int64_t)app->cursor.hot_y - state->dy);
	change(app);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, cursor.destroy);
	forget_surface(&app->cursor);
	app->cursor.shape = 0;
	change(app);
}

// The picture is drawn when the root is committed; what hangs on it waits for that
static void handle_changed(struct tree *tree) {
}

static void set_surface(struct cursor *cursor, struct wlr_surface *surface) {
	if (cursor->tree.surface == surface) {
		return;
	}
	forget_surface(cursor);
	cursor->shape = 0;
	if (surface != NULL && tree_set_surface(&cursor->tree, surface)) {
		listen_begin(&cursor->commit, &surface->events.commit, handle_commit);
		listen_begin(&cursor->destroy, &surface->events.destroy, handle_destroy);
	}
}

static void handle_request_cursor(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, cursor.request_cursor);
	struct wlr_seat_pointer_request_set_cursor_event *event = data;
	if (event->seat_client != app->seat.wlr->pointer_state.focused_client) {
		return;
	}
	app->cursor.serial = seat_host_serial(app, event->serial);
	app->cursor.hot_x = limit(event->hotspot_x);
	app->cursor.hot_y = limit(event->hotspot_y);
	set_surface(&app->cursor, event->surface);
	change(app);
}

static void handle_request_shape(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, cursor.request_shape);
	struct wlr_cursor_shape_manager_v1_request_set_shape_event *event = data;
	if (event->seat_client != app->seat.wlr->pointer_state.focused_client ||
		event->device_type != WLR_CURSOR_SHAPE_MANAGER_V1_DEVICE_TYPE_POINTER) {
		return;
	}
	set_surface(&app->cursor, NULL);
	app->cursor.serial = seat_host_serial(app, event->serial);
	app->cursor.shape = event->shape;
	change(app);
}

bool cursor_init(struct app *app) {
	struct cursor *cursor = &app->cursor;
	tree_init(&cursor->tree, handle_changed);
	struct wlr_cursor_shape_manager_v1 *shapes = wlr_cursor_shape_manager_v1_create(
		app->display, 1);
	cursor->timer = wl_event_loop_add_timer(
		wl_display_get_event_loop(app->display), handle_timer, app);
	if (shapes == NULL || cursor->timer == NULL) {
		return false;
	}
	listen_begin(&cursor->request_cursor, &app->seat.wlr->events.request_set_cursor,
		handle_request_cursor);
	listen_begin(
		&cursor->request_shape, &shapes->events.request_set_shape, handle_request_shape);
	return true;
}

void cursor_finish(struct app *app) {
	struct cursor *cursor = &app->cursor;
	forget_surface(cursor);
	pixman_region32_fini(&cursor->tree.gone);
	listen_end(&cursor->request_cursor);
	listen_end(&cursor->request_shape);
	if (cursor->timer != NULL) {
		wl_event_source_remove(cursor->timer);
	}
}

void cursor_lose(struct app *app) {
	app->cursor.serial = 0;
}
