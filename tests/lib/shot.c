// SPDX-License-Identifier: MIT
#include "tests/lib/shot.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "tests/lib/client.h"
#include "wlr-screencopy-unstable-v1-client-protocol.h"

#define SHOT_TIMEOUT 10000 // ms

struct copy {
	struct client *client;
	struct wl_buffer *buffer;
	uint32_t format, width, height, stride;
	void *data;
	bool invert, offered, ready, failed, done;
};

static void handle_buffer(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t format,
	uint32_t width, uint32_t height, uint32_t stride) {
	struct copy *copy = data;
	copy->format = format;
	copy->width = width;
	copy->height = height;
	copy->stride = stride;
	copy->offered = true;
}

static void handle_flags(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t flags) {
	struct copy *copy = data;
	copy->invert = flags & ZWLR_SCREENCOPY_FRAME_V1_FLAGS_Y_INVERT;
}

static void handle_ready(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t sec_hi,
	uint32_t sec_lo, uint32_t nsec) {
	struct copy *copy = data;
	copy->ready = copy->done = true;
}

static void handle_failed(void *data, struct zwlr_screencopy_frame_v1 *frame) {
	struct copy *copy = data;
	copy->failed = copy->offered = copy->done = true;
}

static const struct zwlr_screencopy_frame_v1_listener frame_listener = {
	.buffer = handle_buffer,
	.flags = handle_flags,
	.ready = handle_ready,
	.failed = handle_failed,
};

static bool make_buffer(struct copy *copy) {
	size_t size = (size_t)copy->stride * copy->height;
	int fd = memfd_create("shot", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
		return false;
	}
	copy->data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct wl_shm_pool *pool = wl_shm_create_pool(client_shm(copy->client), fd, (int32_t)size);
	close(fd);
	copy->buffer = wl_shm_pool_create_buffer(pool, 0, (int32_t)copy->width,
		(int32_t)copy->height, (int32_t)copy->stride, copy->format);
	wl_shm_pool_destroy(pool);
	return copy->data != MAP_FAILED;
}

static void free_buffer(struct copy *copy) {
	if (copy->buffer != NULL) {
		wl_buffer_destroy(copy->buffer);
	}
	if (copy->data != NULL && copy->data != MAP_FAILED) {
		munmap(copy->data, (size_t)copy->stride * copy->height);
	}
}

static bool read_pixels(struct shot *shot, const struct copy *copy) {
	bool swapped = copy->format == WL_SHM_FORMAT_XBGR8888 ||
		copy->format == WL_SHM_FORMAT_ABGR8888;
	shot->width = copy->width;
	shot->height = copy->height;
	shot->pixels = malloc((size_t)copy->width * copy->height * sizeof(uint32_t));
	if (shot->pixels == NULL) {
		return false;
	}
	for (uint32_t y = 0; y < copy->height; ++y) {
		uint32_t row = copy->invert ? copy->height - 1 - y : y;
		const uint8_t *src = (const uint8_t *)copy->data + (size_t)row * copy->stride;
		uint32_t *dst = shot->pixels + (size_t)y * copy->width;
		memcpy(dst, src, copy->width * sizeof(uint32_t));
		for (uint32_t x = 0; swapped && x < copy->width; ++x) {
			dst[x] = (dst[x] & 0xff00) | (dst[x] & 0xff) << 16 | (dst[x] >> 16 & 0xff);
		}
	}
	return true;
}

bool shot_take(struct shot *shot, struct client *client, bool cursor) {
	*shot = (struct shot){0};
	struct copy copy = {.client = client};
	struct zwlr_screencopy_frame_v1 *frame = zwlr_screencopy_manager_v1_capture_output(
		client_screencopy(client), cursor, client_output(client));
	zwlr_screencopy_frame_v1_add_listener(frame, &frame_listener, &copy);
	bool ok = client_wait(client, &copy.offered, SHOT_TIMEOUT) && !copy.failed &&
		copy.stride == copy.width * sizeof(uint32_t) && make_buffer(&copy);
	if (ok) {
		zwlr_screencopy_frame_v1_copy(frame, copy.buffer);
		ok = client_wait(client, &copy.done, SHOT_TIMEOUT) && copy.ready &&
			read_pixels(shot, &copy);
	}
	if (!ok) {
		fprintf(stderr, "shot: no picture of the screen\n");
	}
	zwlr_screencopy_frame_v1_destroy(frame);
	free_buffer(&copy);
	return ok;
}

void shot_finish(struct shot *shot) {
	free(shot->pixels);
	*shot = (struct shot){0};
}

uint32_t shot_pixel(const struct shot *shot, uint32_t x, uint32_t y) {
	bool inside = x < shot->width && y < shot->height;
	return inside ? shot->pixels[(size_t)y * shot->width + x] & 0xffffff : 0;
}

uint32_t shot_differ(const struct shot *a, const struct shot *b, const struct shot_box *box) {
	const struct shot_box all = {.width = a->width, .height = a->height};
	const struct shot_box *in = box != NULL ? box : &all;
	uint32_t count = 0;
	for (uint32_t y = in->y; y < in->y + in->height; ++y) {
		for (uint32_t x = in->x; x < in->x + in->width; ++x) {
			count += shot_pixel(a, x, y) != shot_pixel(b, x, y);
		}
	}
	return count;
}

uint32_t shot_count(const struct shot *shot, const struct shot_box *box, uint32_t colour) {
	uint32_t count = 0;
	for (uint32_t y = box->y; y < box->y + box->height; ++y) {
		for (uint32_t x = box->x; x < box->x + box->width; ++x) {
			count += shot_pixel(shot, x, y) == colour;
		}
	}
	return count;
}

bool shot_save(const struct shot *shot, const char *path) {
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = shot->width,
		.height = shot->height,
		.format = PNG_FORMAT_BGRA, // 0xAARRGGBB in memory
	};
	size_t count = (size_t)shot->width * shot->height;
	uint32_t *opaque = malloc(count * sizeof(uint32_t));
	if (opaque == NULL) {
		return false;
	}
	for (size_t i = 0; i < count; ++i) {
		opaque[i] = shot->pixels[i] | 0xff000000;
	}
	bool ok = png_image_write_to_file(&image, path, 0, opaque, 0, NULL) != 0;
	if (!ok) {
		fprintf(stderr, "shot: %s: %s\n", path, image.message);
	}
	free(opaque);
	return ok;
}
