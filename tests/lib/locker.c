// SPDX-License-Identifier: MIT
#include "tests/lib/locker.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "ext-session-lock-v1-client-protocol.h"
#include "tests/lib/process.h"

#define TIMEOUT 10000 // ms

struct locker {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_output *output;
	struct wl_surface *surface;
	struct ext_session_lock_manager_v1 *manager;
	struct ext_session_lock_v1 *lock;
	struct ext_session_lock_surface_v1 *lock_surface;
	uint32_t colour;
	bool locked, finished, drawn;
};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct locker *locker = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&ext_session_lock_manager_v1_interface, (void **)&locker->manager, 1},
		{&wl_compositor_interface, (void **)&locker->compositor, 4},
		{&wl_output_interface, (void **)&locker->output, 1},
		{&wl_shm_interface, (void **)&locker->shm, 1},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
		if (strcmp(interface, wanted[i].interface->name) == 0 &&
			*wanted[i].object == NULL) {
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

static void handle_locked(void *data, struct ext_session_lock_v1 *lock) {
	struct locker *locker = data;
	locker->locked = true;
}

static void handle_finished(void *data, struct ext_session_lock_v1 *lock) {
	struct locker *locker = data;
	locker->finished = true;
}

static const struct ext_session_lock_v1_listener lock_listener = {
	.locked = handle_locked,
	.finished = handle_finished,
};

static struct wl_buffer *make_buffer(struct locker *locker, uint32_t width, uint32_t height) {
	size_t size = (size_t)width * height * sizeof(uint32_t);
	int fd = memfd_create("locker", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
		return NULL;
	}
	uint32_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pixels == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	for (size_t i = 0; i < size / sizeof(uint32_t); ++i) {
		pixels[i] = locker->colour;
	}
	munmap(pixels, size);
	struct wl_shm_pool *pool = wl_shm_create_pool(locker->shm, fd, (int32_t)size);
	struct wl_buffer *buffer = wl_shm_pool_create_buffer(pool, 0, (int32_t)width,
		(int32_t)height, (int32_t)width * 4, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	return buffer;
}

static void handle_configure(void *data, struct ext_session_lock_surface_v1 *lock_surface,
	uint32_t serial, uint32_t width, uint32_t height) {
	struct locker *locker = data;
	struct wl_buffer *buffer = make_buffer(locker, width, height);
	if (buffer == NULL) {
		return; // seen as no colour
	}
	ext_session_lock_surface_v1_ack_configure(lock_surface, serial);
	wl_surface_attach(locker->surface, buffer, 0, 0);
	wl_surface_damage_buffer(locker->surface, 0, 0, (int32_t)width, (int32_t)height);
	wl_surface_commit(locker->surface);
	wl_buffer_destroy(buffer);
	locker->drawn = true;
}

static const struct ext_session_lock_surface_v1_listener surface_listener = {
	.configure = handle_configure,
};

static bool connect_globals(struct locker *locker, const char *socket) {
	locker->display = wl_display_connect(socket);
	if (locker->display == NULL) {
		return false;
	}
	locker->registry = wl_display_get_registry(locker->display);
	wl_registry_add_listener(locker->registry, &registry_listener, locker);
	return wl_display_roundtrip(locker->display) >= 0 && locker->manager != NULL &&
		locker->compositor != NULL && locker->output != NULL && locker->shm != NULL;
}

struct locker *locker_create(const char *socket, uint32_t colour) {
	struct locker *locker = calloc(1, sizeof(*locker));
	if (locker == NULL) {
		return NULL;
	}
	locker->colour = colour;
	if (!connect_globals(locker, socket)) {
		fprintf(stderr, "locker: %s: cannot lock there\n", socket);
		locker_destroy(locker);
		return NULL;
	}
	locker->lock = ext_session_lock_manager_v1_lock(locker->manager);
	ext_session_lock_v1_add_listener(locker->lock, &lock_listener, locker);
	locker->surface = wl_compositor_create_surface(locker->compositor);
	locker->lock_surface = ext_session_lock_v1_get_lock_surface(
		locker->lock, locker->surface, locker->output);
	ext_session_lock_surface_v1_add_listener(locker->lock_surface, &surface_listener, locker);
	return locker;
}

// One read that waits for at most ms
static bool read_once(struct locker *locker, int ms) {
	while (wl_display_prepare_read(locker->display) != 0) {
		wl_display_dispatch_pending(locker->display);
	}
	wl_display_flush(locker->display);
	struct pollfd poll_fd = {.fd = wl_display_get_fd(locker->display), .events = POLLIN};
	if (poll(&poll_fd, 1, ms) <= 0) {
		wl_display_cancel_read(locker->display);
		return true;
	}
	return wl_display_read_events(locker->display) == 0 &&
		wl_display_dispatch_pending(locker->display) >= 0;
}

bool locker_locked(struct locker *locker) {
	uint64_t start = process_now();
	while (!(locker->locked && locker->drawn) && !locker->finished &&
		process_now() - start < TIMEOUT) {
		if (!read_once(locker, 100)) {
			return false;
		}
	}
	return locker->locked && locker->drawn && wl_display_roundtrip(locker->display) >= 0;
}

bool locker_unlock(struct locker *locker) {
	if (!locker->locked || locker->finished) {
		return false;
	}
	ext_session_lock_v1_unlock_and_destroy(locker->lock);
	locker->lock = NULL;
	locker->locked = false;
	return wl_display_roundtrip(locker->display) >= 0;
}

void locker_destroy(struct locker *locker) {
	if (locker == NULL) {
		return;
	}
	// The lock itself may not be destroyed by request: what is left goes with the connection
	struct wl_proxy *proxies[] = {(struct wl_proxy *)locker->lock_surface,
		(struct wl_proxy *)locker->lock, (struct wl_proxy *)locker->surface,
		(struct wl_proxy *)locker->manager, (struct wl_proxy *)locker->output,
		(struct wl_proxy *)locker->shm, (struct wl_proxy *)locker->compositor,
		(struct wl_proxy *)locker->registry};
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); ++i) {
		if (proxies[i] != NULL) {
			wl_proxy_destroy(proxies[i]);
		}
	}
	if (locker->display != NULL) {
		wl_display_disconnect(locker->display);
	}
	free(locker);
}
