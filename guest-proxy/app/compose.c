// SPDX-License-Identifier: MIT
#include "guest-proxy/app/compose.h"

#include <drm_fourcc.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_compositor.h>

#include "guest-proxy/app/content.h"
#include "guest-proxy/app/tree.h"
#include "protocol/limits.h"

static const struct {
	uint32_t drm;
	pixman_format_code_t pixman;
} formats[] = {
	{DRM_FORMAT_ARGB8888, PIXMAN_a8r8g8b8},
	{DRM_FORMAT_XRGB8888, PIXMAN_x8r8g8b8},
	{DRM_FORMAT_ABGR8888, PIXMAN_a8b8g8r8},
	{DRM_FORMAT_XBGR8888, PIXMAN_x8b8g8r8},
};

// How a point of the surface, 0..1, becomes one of the buffer: u' = a u + b v + c
static const struct {
	double a, b, c;
	double d, e, f;
} transforms[] = {
	[WL_OUTPUT_TRANSFORM_NORMAL] = {1, 0, 0, 0, 1, 0},
	[WL_OUTPUT_TRANSFORM_90] = {0, 1, 0, -1, 0, 1},
	[WL_OUTPUT_TRANSFORM_180] = {-1, 0, 1, 0, -1, 1},
	[WL_OUTPUT_TRANSFORM_270] = {0, -1, 1, 1, 0, 0},
	[WL_OUTPUT_TRANSFORM_FLIPPED] = {-1, 0, 1, 0, 1, 0},
	[WL_OUTPUT_TRANSFORM_FLIPPED_90] = {0, 1, 0, 1, 0, 0},
	[WL_OUTPUT_TRANSFORM_FLIPPED_180] = {1, 0, 0, 0, -1, 1},
	[WL_OUTPUT_TRANSFORM_FLIPPED_270] = {0, -1, 1, -1, 0, 1},
};

int compose_pixels(int logical, uint32_t scale) {
	int64_t pixels = ((int64_t)logical * scale + GUI_SCALE_ONE / 2) / GUI_SCALE_ONE;
	if (pixels < 1) {
		return 1;
	}
	return pixels < INT_MAX ? (int)pixels : INT_MAX;
}

static int position(int logical, uint32_t scale) {
	return (int)floor((double)logical * scale / GUI_SCALE_ONE + 0.5);
}

static pixman_image_t *layer_image(const struct compose_layer *layer) {
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].drm == layer->format) {
			return pixman_image_create_bits_no_clear(formats[i].pixman, layer->width,
				layer->height, layer->data, (int)layer->stride);
		}
	}
	return NULL;
}

// Whether each pixel of dst is one of the buffer, so that nothing is computed
static bool is_plain(const struct compose_layer *layer) {
	const struct wlr_fbox *source = &layer->source;
	return layer->transform == WL_OUTPUT_TRANSFORM_NORMAL && source->x == floor(source->x) &&
		source->y == floor(source->y) && source->width == layer->dst.width &&
		source->height == layer->dst.height;
}

static bool is_scaled(const struct compose_layer *layer) {
	bool swapped = layer->transform % 2 == 1;
	double width = swapped ? layer->source.height : layer->source.width;
	double height = swapped ? layer->source.width : layer->source.height;
	return width != layer->dst.width || height != layer->dst.height ||
		layer->source.x != floor(layer->source.x) ||
		layer->source.y != floor(layer->source.y);
}

// False if it is more than pixman's numbers can hold
static bool set_transform(pixman_image_t *image, const struct compose_layer *layer) {
	if (layer->width == 1 && layer->height == 1) {
		pixman_image_set_repeat(image, PIXMAN_REPEAT_NORMAL); // a colour, for pixman
		return true;
	}
	const struct wlr_fbox *source = &layer->source;
	double width = layer->dst.width, height = layer->dst.height;
	size_t i = layer->transform;
	struct pixman_f_transform matrix = {{
		{transforms[i].a * source->width / width, transforms[i].b * source->width / height,
			transforms[i].c * source->width + source->x},
		{transforms[i].d * source->height / width,
			transforms[i].e * source->height / height,
			transforms[i].f * source->height + source->y},
		{0, 0, 1},
	}};
	struct pixman_transform fixed;
	if (!pixman_transform_from_pixman_f_transform(&fixed, &matrix)) {
		return false;
	}
	pixman_image_set_transform(image, &fixed);
	pixman_image_set_filter(
		image, is_scaled(layer) ? PIXMAN_FILTER_BILINEAR : PIXMAN_FILTER_NEAREST, NULL, 0);
	pixman_image_set_repeat(image, PIXMAN_REPEAT_PAD);
	return true;
}

// Whether the bytes of the buffer are those of the image
static bool is_copy(pixman_image_t *image, pixman_image_t *src, const struct compose_layer *layer) {
	const struct wlr_fbox *source = &layer->source;
	pixman_format_code_t from = pixman_image_get_format(src);
	pixman_format_code_t to = pixman_image_get_format(image);
	bool same = from == to || (from == PIXMAN_a8r8g8b8 && to == PIXMAN_x8r8g8b8);
	return same && layer->replace && is_plain(layer) && source->x >= 0 && source->y >= 0 &&
		source->x + source->width <= layer->width &&
		source->y + source->height <= layer->height;
}

// A whole row at once is faster than pixman's own loop on what no cache holds
static void copy_box(
	pixman_image_t *image, const struct compose_layer *layer, const pixman_box32_t *box) {
	size_t stride = (size_t)pixman_image_get_stride(image);
	size_t len = (size_t)(box->x2 - box->x1) * sizeof(uint32_t);
	int x = (int)layer->source.x + box->x1 - layer->dst.x;
	int y = (int)layer->source.y + box->y1 - layer->dst.y;
	uint8_t *dst = (uint8_t *)(pixman_image_get_data(image) + box->x1);
	const uint8_t *src = (const uint8_t *)((const uint32_t *)layer->data + x);
	for (int row = box->y1; row < box->y2; row++, y++) {
		memcpy(dst + (size_t)row * stride, src + (size_t)y * layer->stride, len);
	}
}

static void copy_region(
	pixman_image_t *image, const struct compose_layer *layer, const pixman_region32_t *region) {
	pixman_region32_t inside;
	pixman_region32_init_rect(&inside, 0, 0, (unsigned)pixman_image_get_width(image),
		(unsigned)pixman_image_get_height(image));
	pixman_region32_intersect(&inside, &inside, (pixman_region32_t *)region);
	pixman_region32_t dst;
	pixman_region32_init_rect(&dst, layer->dst.x, layer->dst.y, (unsigned)layer->dst.width,
		(unsigned)layer->dst.height);
	pixman_region32_intersect(&inside, &inside, &dst);
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(&inside, &count);
	for (int i = 0; i < count; i++) {
		copy_box(image, layer, &boxes[i]);
	}
	pixman_region32_fini(&dst);
	pixman_region32_fini(&inside);
}

bool compose_layer(
	pixman_image_t *image, const struct compose_layer *layer, const pixman_region32_t *region) {
	pixman_image_t *src = layer_image(layer);
	if (src == NULL) {
		return false;
	}
	if (is_copy(image, src, layer)) {
		copy_region(image, layer, region);
		pixman_image_unref(src);
		return true;
	}
	int x = 0, y = 0; // in the buffer, of the first pixel of dst
	if (is_plain(layer)) {
		x = (int)layer->source.x;
		y = (int)layer->source.y;
	} else if (!set_transform(src, layer)) {
		pixman_image_unref(src);
		return false;
	}
	pixman_image_set_clip_region32(image, (pixman_region32_t *)region);
	// No more than the region's extents: pixman's numbers are small
	const pixman_box32_t *extents = pixman_region32_extents((pixman_region32_t *)region);
	pixman_image_composite32(layer->replace ? PIXMAN_OP_SRC : PIXMAN_OP_OVER, src, NULL, image,
		x + extents->x1 - layer->dst.x, y + extents->y1 - layer->dst.y, 0, 0, extents->x1,
		extents->y1, extents->x2 - extents->x1, extents->y2 - extents->y1);
	pixman_image_set_clip_region32(image, NULL);
	pixman_image_unref(src);
	return true;
}

// Edges are rounded each for itself, so that what touches still does. A buffer that
// was drawn for this scale keeps its size: one pixel less would blur all of it.
static struct wlr_box content_pixels(
	const struct content *content, const struct compose_target *target) {
	struct wlr_box box = content->box;
	box.x -= target->box.x;
	box.y -= target->box.y;
	struct wlr_box dst = {
		.x = position(box.x, target->scale), .y = position(box.y, target->scale)};
	dst.width = position(box.x + box.width, target->scale) - dst.x;
	dst.height = position(box.y + box.height, target->scale) - dst.y;
	bool swapped = content->transform % 2 == 1;
	int width = (int)(swapped ? content->source.height : content->source.width);
	int height = (int)(swapped ? content->source.width : content->source.height);
	if (width == compose_pixels(box.width, target->scale) &&
		height == compose_pixels(box.height, target->scale)) {
		dst.width = width;
		dst.height = height;
	}
	return dst;
}

static void clear(pixman_image_t *image, const pixman_region32_t *region) {
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(region, &count);
	pixman_color_t none = {0};
	if (count > 0) {
		pixman_image_fill_boxes(PIXMAN_OP_SRC, image, &none, count, boxes);
	}
}

static bool draw_content(const struct content *content, const struct compose_target *target,
	struct compose_layer *layer, const pixman_region32_t *region) {
	void *data;
	if (!wlr_buffer_begin_data_ptr_access(content->buffer, WLR_BUFFER_DATA_PTR_ACCESS_READ,
		    &data, &layer->format, &layer->stride)) {
		return false;
	}
	layer->data = data;
	layer->width = content->buffer->width;
	layer->height = content->buffer->height;
	layer->source = content->source;
	layer->transform = content->transform;
	bool drawn = compose_layer(target->image, layer, region);
	wlr_buffer_end_data_ptr_access(content->buffer);
	return drawn;
}

static bool is_opaque(const struct content *content) {
	pixman_box32_t box = {0, 0, content->box.width, content->box.height};
	return pixman_region32_contains_rectangle(&content->surface->opaque_region, &box) ==
		PIXMAN_REGION_IN;
}

void compose_tree(const struct tree *tree, const struct compose_target *target,
	const pixman_region32_t *region) {
	pixman_region32_t bare, part;
	pixman_region32_init(&bare); // of region, where nothing is drawn yet
	pixman_region32_init(&part);
	pixman_region32_copy(&bare, region);
	struct content *content;
	wl_list_for_each(content, &tree->contents, link) {
		struct compose_layer layer = {.dst = content_pixels(content, target)};
		pixman_region32_intersect_rect(&part, region, layer.dst.x, layer.dst.y,
			(unsigned)layer.dst.width, (unsigned)layer.dst.height);
		if (!pixman_region32_not_empty(&part)) {
			continue;
		}
		bool lowest = content->link.prev == &tree->contents;
		layer.replace = lowest || is_opaque(content);
		if (!layer.replace) {
			pixman_region32_t beneath;
			pixman_region32_init(&beneath);
			pixman_region32_intersect(&beneath, &bare, &part);
			clear(target->image, &beneath);
			pixman_region32_fini(&beneath);
		}
		pixman_region32_subtract(&bare, &bare, &part);
		if (!draw_content(content, target, &layer, &part) && layer.replace) {
			clear(target->image, &part); // pages may hold what another window was
		}
	}
	clear(target->image, &bare);
	pixman_region32_fini(&bare);
	pixman_region32_fini(&part);
}
