// SPDX-License-Identifier: MIT
#include "tests/lib/native.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/native_priv.h"
#include "xdg-activation-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define TIMEOUT 5000 // ms

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct native *native = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&wl_compositor_interface, (void **)&native->compositor, 4},
		{&wl_data_device_manager_interface, (void **)&native->data_manager, 3},
		{&wl_seat_interface, (void **)&native->seat, 1},
		{&wl_shm_interface, (void **)&native->shm, 1},
		{&xdg_activation_v1_interface, (void **)&native->activation, 1},
		{&xdg_wm_base_interface, (void **)&native->wm_base, 1},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, wanted[i].version);
		}
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static void read_events(struct native *native) {
	while (wl_display_prepare_read(native->display) != 0) {
		ck_assert_int_ge(wl_display_dispatch_pending(native->display), 0);
	}
	struct pollfd poll_fd = {.fd = wl_display_get_fd(native->display), .events = POLLIN};
	if (poll(&poll_fd, 1, 0) > 0) {
		ck_assert_int_eq(wl_display_read_events(native->display), 0);
	} else {
		wl_display_cancel_read(native->display);
	}
	ck_assert_int_ge(wl_display_dispatch_pending(native->display), 0);
}

void natives_init(struct natives *natives, struct stage *stage) {
	natives->stage = stage;
	wl_list_init(&natives->list);
}

void natives_run(struct natives *natives, int ms) {
	uint64_t end = loop_now() + (uint64_t)ms * LOOP_NS_PER_MS;
	struct native *native;
	do {
		wl_list_for_each(native, &natives->list, link) {
			ck_assert_int_ge(wl_display_flush(native->display), 0);
		}
		stage_run(natives->stage, 1);
		wl_display_flush_clients(natives->stage->display);
		wl_list_for_each(native, &natives->list, link) {
			read_events(native);
		}
	} while (loop_now() < end);
}

// A global
static void wait_for(struct native *native, void *const *object) {
	for (uint64_t start = loop_now(); *object == NULL;) {
		ck_assert_uint_lt(loop_now() - start, TIMEOUT * LOOP_NS_PER_MS);
		natives_run(native->all, 1);
	}
}

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

void native_init(struct native *native, struct natives *natives, const char *title) {
	int fds[2];
	*native = (struct native){.all = natives, .title = title};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	ck_assert_ptr_nonnull(wl_client_create(natives->stage->display, fds[0]));
	native->display = wl_display_connect_to_fd(fds[1]);
	ck_assert_ptr_nonnull(native->display);
	wl_list_insert(&natives->list, &native->link);
	native->registry = wl_display_get_registry(native->display);
	wl_registry_add_listener(native->registry, &registry_listener, native);
	wait_for(native, (void *const *)&native->wm_base);
	wait_for(native, (void *const *)&native->data_manager);
	wait_for(native, (void *const *)&native->activation);
	xdg_wm_base_add_listener(native->wm_base, &wm_base_listener, NULL);
	native_input_init(native);
	native_drag_init(native);
	natives_run(natives, 20);
}

void native_finish(struct native *native) {
	native_drag_finish(native);
	native_input_finish(native);
	native_unmap(native);
	struct wl_proxy *proxies[] = {(struct wl_proxy *)native->activation,
		(struct wl_proxy *)native->data_manager, (struct wl_proxy *)native->wm_base,
		(struct wl_proxy *)native->seat, (struct wl_proxy *)native->shm,
		(struct wl_proxy *)native->compositor, (struct wl_proxy *)native->registry};
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++) {
		wl_proxy_destroy(proxies[i]);
	}
	wl_display_disconnect(native->display);
	wl_list_remove(&native->link);
	natives_run(native->all, 5);
}

void native_show(struct native *native, struct wl_surface *surface, int32_t width, int32_t height) {
	size_t size = (size_t)(width * height) * sizeof(uint32_t);
	int fd = memfd_create("native", MFD_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	struct wl_shm_pool *pool = wl_shm_create_pool(native->shm, fd, (int32_t)size);
	struct wl_buffer *buffer = wl_shm_pool_create_buffer(
		pool, 0, width, height, width * 4, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, width, height);
	wl_surface_commit(surface);
	wl_buffer_destroy(buffer);
}

static void handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct native *native = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	native_show(native, native->surface, NATIVE_WIDTH, NATIVE_HEIGHT);
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = handle_configure};

static void handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states) {
}

static void handle_close(void *data, struct xdg_toplevel *toplevel) {
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = handle_toplevel_configure,
	.close = handle_close,
};

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
	native->surface = wl_compositor_create_surface(native->compositor);
	native->xdg_surface = xdg_wm_base_get_xdg_surface(native->wm_base, native->surface);
	native->toplevel = xdg_surface_get_toplevel(native->xdg_surface);
	xdg_surface_add_listener(native->xdg_surface, &xdg_surface_listener, native);
	xdg_toplevel_add_listener(native->toplevel, &toplevel_listener, native);
	xdg_toplevel_set_title(native->toplevel, native->title);
	if (token != NULL) {
		native_activate(native, token);
	}
	wl_surface_commit(native->surface);
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
		xdg_activation_token_v1_set_serial(wish, serial, native->seat);
		xdg_activation_token_v1_set_surface(wish, native->surface);
	}
	xdg_activation_token_v1_commit(wish);
	for (uint64_t start = loop_now(); token[0] == '\0';) {
		ck_assert_uint_lt(loop_now() - start, TIMEOUT * LOOP_NS_PER_MS);
		natives_run(native->all, 1);
	}
	xdg_activation_token_v1_destroy(wish);
}

void native_activate(struct native *native, const char *token) {
	xdg_activation_v1_activate(native->activation, token, native->surface);
	natives_run(native->all, 10);
}

void native_unmap(struct native *native) {
	if (native->toplevel != NULL) {
		xdg_toplevel_destroy(native->toplevel);
		xdg_surface_destroy(native->xdg_surface);
		wl_surface_destroy(native->surface);
		native->toplevel = NULL;
		native->surface = NULL;
	}
}
