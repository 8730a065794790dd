// SPDX-License-Identifier: MIT
/*
 * latency SOCKET X Y COUNT: with the keyboard at the painter's window, whose pixel at
 * X, Y changes with each key: from a key injected at a random phase of the screen's
 * frames to the frame that has the change, COUNT times, one line of microseconds each.
 */
#include <linux/input-event-codes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>

#include "tests/lib/client.h"
#include "wlr-screencopy-unstable-v1-client-protocol.h"

#define PIXELS_MAX 64 // bytes of one pixel, with whatever stride
#define TIMEOUT 2000 // ms
#define HOLD_OFF 500000 // us: a new window takes no click at first
#define PAUSE 60000 // us, between two keys
#define PHASE 33333 // us, added at random

struct probe {
	struct client *client;
	int32_t x, y;
	struct wl_buffer *buffer;
	uint32_t *pixel;
	uint32_t format, width, height, stride;
	bool offered, done, failed;
};

static uint64_t now_us(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void handle_buffer(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t format,
	uint32_t width, uint32_t height, uint32_t stride) {
	struct probe *probe = data;
	probe->format = format;
	probe->width = width;
	probe->height = height;
	probe->stride = stride;
	probe->offered = true;
}

static void handle_flags(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t flags) {
	// One pixel is the same upside down
}

static void handle_ready(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t sec_hi,
	uint32_t sec_lo, uint32_t nsec) {
	struct probe *probe = data;
	probe->done = true;
}

static void handle_failed(void *data, struct zwlr_screencopy_frame_v1 *frame) {
	struct probe *probe = data;
	probe->failed = probe->offered = probe->done = true;
}

static void handle_damage(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t x,
	uint32_t y, uint32_t width, uint32_t height) {
	// That there is some is all that counts
}

static const struct zwlr_screencopy_frame_v1_listener frame_listener = {
	.buffer = handle_buffer,
	.flags = handle_flags,
	.ready = handle_ready,
	.failed = handle_failed,
	.damage = handle_damage,
};

static bool make_buffer(struct probe *probe) {
	int fd = memfd_create("latency", MFD_CLOEXEC);
	if (probe->stride * probe->height > PIXELS_MAX || fd < 0 ||
		ftruncate(fd, PIXELS_MAX) != 0) {
		return false;
	}
	probe->pixel = mmap(NULL, PIXELS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct wl_shm_pool *pool = wl_shm_create_pool(client_shm(probe->client), fd, PIXELS_MAX);
	probe->buffer = wl_shm_pool_create_buffer(pool, 0, (int32_t)probe->width,
		(int32_t)probe->height, (int32_t)probe->stride, probe->format);
	wl_shm_pool_destroy(pool);
	close(fd);
	return probe->pixel != MAP_FAILED;
}

static struct zwlr_screencopy_frame_v1 *begin(struct probe *probe) {
	probe->offered = probe->done = probe->failed = false;
	struct zwlr_screencopy_frame_v1 *frame = zwlr_screencopy_manager_v1_capture_output_region(
		client_screencopy(probe->client), 0, client_output(probe->client), probe->x,
		probe->y, 1, 1);
	zwlr_screencopy_frame_v1_add_listener(frame, &frame_listener, probe);
	bool ok = client_wait(probe->client, &probe->offered, TIMEOUT) && !probe->failed &&
		(probe->buffer != NULL || make_buffer(probe));
	if (!ok) {
		zwlr_screencopy_frame_v1_destroy(frame);
		return NULL;
	}
	return frame;
}

// The pixel as it is now
static bool look(struct probe *probe, uint32_t *pixel) {
	struct zwlr_screencopy_frame_v1 *frame = begin(probe);
	if (frame == NULL) {
		return false;
	}
	zwlr_screencopy_frame_v1_copy(frame, probe->buffer);
	bool ok = client_wait(probe->client, &probe->done, TIMEOUT) && !probe->failed;
	zwlr_screencopy_frame_v1_destroy(frame);
	*pixel = *probe->pixel;
	return ok;
}

// A picture of the first frame in which the pixel was drawn anew
static struct zwlr_screencopy_frame_v1 *wait_for_damage(struct probe *probe) {
	struct zwlr_screencopy_frame_v1 *frame = begin(probe);
	if (frame != NULL) {
		zwlr_screencopy_frame_v1_copy_with_damage(frame, probe->buffer);
		client_sync(probe->client);
	}
	return frame;
}

static bool finish(struct probe *probe, struct zwlr_screencopy_frame_v1 *frame) {
	bool ok = frame != NULL && client_wait(probe->client, &probe->done, TIMEOUT) &&
		!probe->failed;
	if (frame != NULL) {
		zwlr_screencopy_frame_v1_destroy(frame);
	}
	return ok;
}

// The request itself makes a frame, so the key comes some frames later
static bool measure(struct probe *probe, uint64_t *us) {
	uint32_t before;
	if (!look(probe, &before)) {
		return false;
	}
	struct zwlr_screencopy_frame_v1 *frame = wait_for_damage(probe);
	usleep((useconds_t)(PAUSE + random() % PHASE));
	uint64_t start = now_us();
	client_key(probe->client, KEY_A, true);
	bool ok = finish(probe, frame);
	while (ok && *probe->pixel == before) {
		ok = finish(probe, wait_for_damage(probe));
	}
	*us = now_us() - start;
	client_key(probe->client, KEY_A, false);
	return ok;
}

int main(int argc, char *argv[]) {
	if (argc != 5) {
		fprintf(stderr, "usage: latency SOCKET X Y COUNT\n");
		return 2;
	}
	struct probe probe = {.client = client_create(argv[1])};
	if (probe.client == NULL) {
		return 1;
	}
	probe.x = (int32_t)strtol(argv[2], NULL, 10);
	probe.y = (int32_t)strtol(argv[3], NULL, 10);
	long count = strtol(argv[4], NULL, 10);
	srand((unsigned)now_us());
	usleep(HOLD_OFF);
	client_click(probe.client, probe.x + 20, probe.y + 20);
	bool ok = true;
	for (long i = 0; i < count && ok; ++i) {
		uint64_t us;
		ok = measure(&probe, &us);
		if (ok) {
			printf("%llu\n", (unsigned long long)us);
		}
	}
	if (!ok) {
		fprintf(stderr, "latency: no frame with a change\n");
	}
	if (probe.buffer != NULL) {
		wl_buffer_destroy(probe.buffer);
	}
	client_destroy(probe.client);
	return ok ? 0 : 1;
}
