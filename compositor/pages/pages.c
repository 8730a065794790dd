// SPDX-License-Identifier: MIT
#include "compositor/pages/pages.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_buffer.h>

#include "common/transport.h"
#include "protocol/geom.h"

struct pages_pool {
	const void *addr; // mapped read-only
	uint32_t pages;
	uint32_t users; // its owner, and each of its buffers
	void (*unmapped)(void *data); // may be NULL
	void *data;
};

struct pages_buffer {
	struct wlr_buffer base;
	struct pages_pool *pool; // one of its users
	const uint8_t *pixels; // in the pool
	uint32_t format; // DRM
	size_t stride;
};

// The last user undoes the mapping: what shows a buffer may read it until then
static void pool_unref(struct pages_pool *pool) {
	pool->users--;
	if (pool->users > 0) {
		return;
	}
	transport_pages_unmap(pool->addr, pool->pages);
	if (pool->unmapped != NULL) {
		pool->unmapped(pool->data);
	}
	free(pool);
}

struct pages_pool *pages_pool_create(const struct transport_pages *pages) {
	struct pages_pool *pool = calloc(1, sizeof(*pool));
	if (pool == NULL) {
		return NULL;
	}
	pool->pages = pages->pages;
	pool->users = 1;
	pool->addr = pages->impl->pages_map(pages);
	if (pool->addr == NULL) {
		free(pool);
		return NULL;
	}
	return pool;
}

void pages_pool_on_unmap(struct pages_pool *pool, void (*unmapped)(void *data), void *data) {
	pool->unmapped = unmapped;
	pool->data = data;
}

void pages_pool_destroy(struct pages_pool *pool) {
	if (pool != NULL) {
		pool_unref(pool);
	}
}

static struct pages_buffer *buffer_from(struct wlr_buffer *base) {
	struct pages_buffer *buffer = wl_container_of(base, buffer, base);
	return buffer;
}

static void buffer_destroy(struct wlr_buffer *base) {
	struct pages_buffer *buffer = buffer_from(base);
	pool_unref(buffer->pool);
	free(buffer);
}

// The guest may draw at any time, so there is nothing to begin or to end
static bool buffer_begin_data_ptr_access(
	struct wlr_buffer *base, uint32_t flags, void **data, uint32_t *format, size_t *stride) {
	struct pages_buffer *buffer = buffer_from(base);
	if ((flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) != 0) {
		return false;
	}
	*data = (void *)buffer->pixels;
	*format = buffer->format;
	*stride = buffer->stride;
	return true;
}

static void buffer_end_data_ptr_access(struct wlr_buffer *base) {
}

static const struct wlr_buffer_impl buffer_impl = {
	.destroy = buffer_destroy,
	.begin_data_ptr_access = buffer_begin_data_ptr_access,
	.end_data_ptr_access = buffer_end_data_ptr_access,
};

static uint32_t drm_format(uint32_t format) {
	switch (format) {
	case GUI_FORMAT_ARGB8888:
		return DRM_FORMAT_ARGB8888;
	case GUI_FORMAT_XRGB8888:
		return DRM_FORMAT_XRGB8888;
	default:
		return DRM_FORMAT_INVALID;
	}
}

// All that the edge has checked, once more: here it is memory
static bool span_is_good(
	const struct pages_pool *pool, const struct gui_buffer_create *untrusted_span) {
	uint64_t size = geom_span(
		untrusted_span->width, untrusted_span->height, untrusted_span->stride);
	return drm_format(untrusted_span->format) != DRM_FORMAT_INVALID &&
		untrusted_span->width <= GUI_SIZE_MAX && untrusted_span->height <= GUI_SIZE_MAX &&
		untrusted_span->offset % GUI_PIXEL_SIZE == 0 && size > 0 &&
		geom_span_fits(untrusted_span->offset, size, pool->pages);
}

struct wlr_buffer *pages_buffer_create(
	struct pages_pool *pool, const struct gui_buffer_create *span) {
	if (!span_is_good(pool, span)) {
		return NULL;
	}
	struct pages_buffer *buffer = calloc(1, sizeof(*buffer));
	if (buffer == NULL) {
		return NULL;
	}
	wlr_buffer_init(&buffer->base, &buffer_impl, (int)span->width, (int)span->height);
	buffer->pool = pool;
	buffer->pixels = (const uint8_t *)pool->addr + span->offset;
	buffer->format = drm_format(span->format);
	buffer->stride = span->stride;
	pool->users++;
	return &buffer->base;
}
