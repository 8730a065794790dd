// SPDX-License-Identifier: MIT
#include "tests/lib/native.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/native_priv.h"
#include "xdg-activation-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define TIMEOUT 5000 // ms

static void read_events(struct native *native) {
	while (wl_display_prepare_read(native->app.display) != 0) {
		ck_assert_int_ge(wl_display_dispatch_pending(native->app.display), 0);
	}
	struct pollfd poll_fd = {.fd = wl_display_get_fd(native->app.display), .events = POLLIN};
	if (poll(&poll_fd, 1, 0) > 0) {
		ck_assert_int_eq(wl_display_read_events(native->app.display), 0);
	} else {
		wl_display_cancel_read(native->app.display);
	}
	ck_assert_int_ge(wl_display_dispatch_pending(native->app.display), 0);
}

static void handle_new_input(void *data, struct wlr_input_device *device) {
}

void natives_init(struct natives *natives) {
	natives->stage = stage_create();
	natives->server = (struct local_server){
		.backend = natives->stage->backend, .new_input = handle_new_input};
	ck_assert(local_init(&natives->local, &natives->stage->desk, &natives->server));
	wl_list_init(&natives->list);
}

void natives_finish(struct natives *natives) {
	wl_display_destroy_clients(natives->stage->display);
	local_finish(&natives->local);
	stage_destroy(natives->stage);
}

void natives_run(struct natives *natives, int ms) {
	uint64_t end = loop_now() + (uint64_t)ms * LOOP_NS_PER_MS;
	struct native *native;
	do {
		wl_list_for_each(native, &natives->list, link) {
			ck_assert_int_ge(wl_display_flush(native->app.display), 0);
		}
		stage_run(natives->stage, 1);
		wl_display_flush_clients(natives->stage->display);
		wl_list_for_each(native, &natives->list, link) {
			read_events(native);
		}
	} while (loop_now() < end);
}

static void show_window(struct applet *app, struct xdg_surface *xdg_surface) {
	struct native *native = wl_container_of(app, native, app);
	native_show(native, app->surface, NATIVE_WIDTH, NATIVE_HEIGHT);
}

static void bind_globals(struct native *native) {
	for (uint64_t start = loop_now(); native->app.wm_base == NULL;) {
		ck_assert_uint_lt(loop_now() - start, TIMEOUT * LOOP_NS_PER_MS);
		natives_run(native->all, 1);
	}
	native->data_manager = applet_bind(&native->app, &wl_data_device_manager_interface, 3);
	native->activation = applet_bind(&native->app, &xdg_activation_v1_interface, 1);
	ck_assert_ptr_nonnull(native->data_manager);
	ck_assert_ptr_nonnull(native->activation);
}

void native_init(struct native *native, struct natives *natives, const char *title) {
	int fds[2];
	*native = (struct native){.all = natives, .title = title};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	ck_assert_ptr_nonnull(wl_client_create(natives->stage->display, fds[0]));
	struct wl_display *display = wl_display_connect_to_fd(fds[1]);
	ck_assert_ptr_nonnull(display);
	applet_init(&native->app, display);
	native->app.configured = show_window;
	wl_list_insert(&natives->list, &native->link);
	bind_globals(native);
	native_input_init(native);
	native_drag_init(native);
	natives_run(natives, 20);
}

void native_finish(struct native *native) {
	native_drag_finish(native);
	native_input_finish(native);
	native_unmap(native);
	xdg_activation_v1_destroy(native->activation);
	wl_data_device_manager_destroy(native->data_manager);
	applet_finish(&native->app);
	wl_list_remove(&native->link);
	natives_run(native->all, 5);
}

void native_show(struct native *native, struct wl_surface *surface, int32_t width, int32_t height) {
	size_t size = (size_t)(width * height) * sizeof(uint32_t);
	int fd;
	struct wl_shm_pool *pool = applet_pool(&native->app, size, &fd);
	ck_assert_ptr_nonnull(pool);
	struct wl_buffer *buffer = wl_shm_pool_create_buffer(
		pool, 0, width, height, width * 4, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, width, height);
	wl_surface_commit(surface);
	wl_buffer_destroy(buffer);
}

static struct window *find_window(const struct native *native) {
	struct window *window;
	wl_list_for_each(window, &native->all->stage->desk.windows, link) {
		if (strcmp(window->title, native->title) == 0 && window->mapped) {
			return window;
		}
	}
	return NULL;
}

struct window *native_map(struct native *native, const char *token) {
	applet_open(&native->app, native->title);
	if (token != NULL) {
		native_activate(native, token);
	}
	wl_surface_commit(native->app.surface);
	struct window *window = find_window(native);
	for (uint64_t start = loop_now(); window == NULL; window = find_window(native)) {
		ck_assert_uint_lt(loop_now() - start, TIMEOUT * LOOP_NS_PER_MS);
		natives_run(native->all, 1);
	}
	window->mapped_at = 0;
	return window;
}

static void handle_done(void *data, struct xdg_activation_token_v1 *token, const char *name) {
	snprintf(data, NATIVE_TEXT_MAX, "%s", name);
}

static const struct xdg_activation_token_v1_listener token_listener = {.done = handle_done};

void native_token(struct native *native, uint32_t serial, char token[NATIVE_TEXT_MAX]) {
	struct xdg_activation_token_v1 *wish = xdg_activation_v1_get_activation_token(
		native->activation);
	token[0] = '\0';
	xdg_activation_token_v1_add_listener(wish, &token_listener, token);
	if (serial != 0) {
		xdg_activation_token_v1_set_serial(wish, serial, native->app.seat);
		xdg_activation_token_v1_set_surface(wish, native->app.surface);
	}
	xdg_activation_token_v1_commit(wish);
	for (uint64_t start = loop_now(); token[0] == '\0';) {
		ck_assert_uint_lt(loop_now() - start, TIMEOUT * LOOP_NS_PER_MS);
		natives_run(native->all, 1);
	}
	xdg_activation_token_v1_destroy(wish);
}

void native_activate(struct native *native, const char *token) {
	xdg_activation_v1_activate(native->activation, token, native->app.surface);
	natives_run(native->all, 10);
}

void native_unmap(struct native *native) {
	applet_close(&native->app);
}
