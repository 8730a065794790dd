// SPDX-License-Identifier: MIT
#include "compositor/desk/canvas.h"

#include <drm_fourcc.h>
#include <math.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/util/box.h>

static struct canvas *canvas_from(struct wlr_buffer *base) {
	struct canvas *canvas = wl_container_of(base, canvas, base);
	return canvas;
}

static void buffer_destroy(struct wlr_buffer *base) {
	struct canvas *canvas = canvas_from(base);
	pixman_image_unref(canvas->image);
	free(canvas);
}

static bool buffer_begin_data_ptr_access(
	struct wlr_buffer *base, uint32_t flags, void **data, uint32_t *format, size_t *stride) {
	struct canvas *canvas = canvas_from(base);
	if ((flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) != 0) {
		return false;
	}
	*data = pixman_image_get_data(canvas->image);
	*format = canvas->opaque ? DRM_FORMAT_XRGB8888 : DRM_FORMAT_ARGB8888;
	*stride = (size_t)pixman_image_get_stride(canvas->image);
	return true;
}

static void buffer_end_data_ptr_access(struct wlr_buffer *base) {
}

static const struct wlr_buffer_impl buffer_impl = {
	.destroy = buffer_destroy,
	.begin_data_ptr_access = buffer_begin_data_ptr_access,
	.end_data_ptr_access = buffer_end_data_ptr_access,
};

struct canvas *canvas_create(uint32_t width, uint32_t height, bool opaque) {
	if (width == 0 || height == 0 || width > CANVAS_SIZE_MAX || height > CANVAS_SIZE_MAX) {
		return NULL;
	}
	struct canvas *canvas = calloc(1, sizeof(*canvas));
	if (canvas == NULL) {
		return NULL;
	}
	canvas->image = pixman_image_create_bits(PIXMAN_a8r8g8b8, (int)width, (int)height, NULL, 0);
	if (canvas->image == NULL) {
		free(canvas);
		return NULL;
	}
	canvas->opaque = opaque;
	wlr_buffer_init(&canvas->base, &buffer_impl, (int)width, (int)height);
	return canvas;
}

void canvas_drop(struct canvas *canvas) {
	if (canvas != NULL) {
		wlr_buffer_drop(&canvas->base);
	}
}

void canvas_fill(struct canvas *canvas, const struct wlr_box *box, uint32_t rgb) {
	const struct wlr_box all = {.width = canvas->base.width, .height = canvas->base.height};
	struct wlr_box cut;
	if (!wlr_box_intersection(&cut, &all, box)) {
		return;
	}
	int stride = pixman_image_get_stride(canvas->image) / (int)sizeof(uint32_t);
	pixman_fill(pixman_image_get_data(canvas->image), stride, 32, cut.x, cut.y, cut.width,
		cut.height, 0xff000000 | rgb);
}

uint32_t *canvas_pixel(struct canvas *canvas, uint32_t x, uint32_t y) {
	size_t stride = (size_t)pixman_image_get_stride(canvas->image) / sizeof(uint32_t);
	return pixman_image_get_data(canvas->image) + y * stride + x;
}

void canvas_colour(float colour[4], uint32_t rgb) {
	colour[0] = (float)(rgb >> 16 & 0xff) / 255;
	colour[1] = (float)(rgb >> 8 & 0xff) / 255;
	colour[2] = (float)(rgb & 0xff) / 255;
	colour[3] = 1;
}

uint32_t canvas_pixels(double logical, float scale) {
	long pixels = lround(logical * (double)scale);
	return pixels > 1 ? (uint32_t)pixels : 1;
}
