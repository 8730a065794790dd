// SPDX-License-Identifier: MIT
#include "tests/lib/picture.h"

#include <check.h>
#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

static struct wlr_scene_output *scene_output(struct stage *stage) {
	struct wlr_scene *scene = stage->desk.scene;
	struct wlr_scene_output *output = wlr_scene_get_scene_output(scene, stage->output);
	if (output != NULL) {
		return output;
	}
	ck_assert(
		wlr_output_init_render(stage->output, stage->desk.allocator, stage->desk.renderer));
	output = wlr_scene_output_create(scene, stage->output);
	ck_assert_ptr_nonnull(output);
	return output;
}

static void copy(struct picture *picture, struct wlr_buffer *buffer) {
	void *data;
	uint32_t format;
	size_t stride;
	ck_assert(wlr_buffer_begin_data_ptr_access(
		buffer, WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride));
	ck_assert(format == DRM_FORMAT_XRGB8888 || format == DRM_FORMAT_ARGB8888);
	picture->width = (uint32_t)buffer->width;
	picture->height = (uint32_t)buffer->height;
	size_t count = (size_t)picture->width * picture->height;
	picture->pixels = calloc(count, sizeof(*picture->pixels));
	ck_assert_ptr_nonnull(picture->pixels);
	for (uint32_t y = 0; y < picture->height; ++y) {
		const uint32_t *src = (const uint32_t *)((const uint8_t *)data + y * stride);
		uint32_t *dst = picture->pixels + (size_t)y * picture->width;
		for (uint32_t x = 0; x < picture->width; ++x) {
			dst[x] = src[x] | 0xff000000;
		}
	}
	wlr_buffer_end_data_ptr_access(buffer);
}

void picture_take(struct picture *picture, struct stage *stage) {
	struct wlr_scene_output *output = scene_output(stage);
	struct wlr_output_state state;
	*picture = (struct picture){0};
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	ck_assert(wlr_output_commit_state(stage->output, &state));
	wlr_output_state_finish(&state);
	// All of it, also what has not changed since the last one
	wlr_damage_ring_add_whole(&output->damage_ring);
	wlr_output_state_init(&state);
	ck_assert(wlr_scene_output_build_state(output, &state, NULL));
	ck_assert_ptr_nonnull(state.buffer);
	copy(picture, state.buffer);
	wlr_output_state_finish(&state);
}

void picture_finish(struct picture *picture) {
	free(picture->pixels);
	*picture = (struct picture){0};
}

uint32_t picture_pixel(const struct picture *picture, int x, int y) {
	ck_assert(
		x >= 0 && y >= 0 && (uint32_t)x < picture->width && (uint32_t)y < picture->height);
	return picture->pixels[(size_t)y * picture->width + (size_t)x] & 0xffffff;
}

// Row y of box
static const uint32_t *row_of(const struct picture *picture, const struct wlr_box *box, int y) {
	ck_assert(box->x >= 0 && box->y >= 0 && (uint32_t)(box->x + box->width) <= picture->width &&
		(uint32_t)(box->y + box->height) <= picture->height);
	return picture->pixels + (size_t)(box->y + y) * picture->width + (size_t)box->x;
}

uint32_t picture_differ(
	const struct picture *a, const struct picture *b, const struct wlr_box *box) {
	uint32_t count = 0;
	for (int y = 0; y < box->height; ++y) {
		const uint32_t *row_a = row_of(a, box, y), *row_b = row_of(b, box, y);
		for (int x = 0; x < box->width; ++x) {
			count += row_a[x] != row_b[x];
		}
	}
	return count;
}

uint32_t picture_count(const struct picture *picture, const struct wlr_box *box, uint32_t rgb) {
	uint32_t count = 0;
	for (int y = 0; y < box->height; ++y) {
		const uint32_t *row = row_of(picture, box, y);
		for (int x = 0; x < box->width; ++x) {
			count += row[x] == (0xff000000 | rgb);
		}
	}
	return count;
}
