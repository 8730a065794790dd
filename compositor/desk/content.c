// SPDX-License-Identifier: MIT
#include "compositor/desk/content.h"

#include <pixman.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/content_feedback.h"
#include "compositor/desk/content_pace.h"
#include "compositor/desk/desk_guest.h"
#include "protocol/records.h"

// More would cost the scene more time than the pixels that they save
#define DAMAGE_BOXES_MAX 64

struct content {
	struct desk_guest *guest; // borrowed
	struct wlr_scene_rect *ground;
	struct wlr_scene_buffer *node; // above ground
	struct content_pace pace;
	struct content_feedback feedback;
	struct gui_commit last; // without its rectangles
	uint32_t buffer_width, buffer_height; // pixels, 0: none
	uint32_t width, height; // of the interior
	struct gui_rect *input; // relative to the window geometry; owned
	uint32_t input_count;
	bool input_all;
};

// Neutral, and neither the black nor the white of a program's own first frame
static const float ground_color[4] = {0.18f, 0.18f, 0.18f, 1.0f};

struct content *content_create(
	struct desk_guest *guest, uint32_t id, struct wlr_scene_tree *interior) {
	struct content *content = calloc(1, sizeof(*content));
	if (content == NULL) {
		return NULL;
	}
	content->guest = guest;
	content->input_all = true;
	content->ground = wlr_scene_rect_create(interior, 0, 0, ground_color);
	content->node = wlr_scene_buffer_create(interior, NULL);
	if (content->ground == NULL || content->node == NULL) {
		content_destroy(content);
		return NULL;
	}
	content_pace_init(&content->pace, guest, id, content->node);
	content_feedback_init(&content->feedback, guest, id, content->node);
	return content;
}

void content_destroy(struct content *content) {
	if (content == NULL) {
		return;
	}
	if (content->node != NULL && content->ground != NULL) {
		content_feedback_finish(&content->feedback);
		content_pace_finish(&content->pace);
	}
	if (content->node != NULL) {
		wlr_scene_node_destroy(&content->node->node);
	}
	if (content->ground != NULL) {
		wlr_scene_node_destroy(&content->ground->node);
	}
	free(content->input);
	free(content);
}

// One side of the window geometry, and of the source that it lies in
struct axis {
	uint32_t source, source_len; // fixed, pixels of the buffer
	uint32_t pos, len; // logical
	uint32_t scale;
};

// Fixed pixels from the source's start, not beyond its end
static uint32_t to_source(const struct axis *axis, uint32_t pos) {
	uint32_t pixels = geom_to_pixels(pos, axis->scale);
	return pixels > axis->source_len / GUI_FIXED_ONE ? axis->source_len
							 : pixels * GUI_FIXED_ONE;
}

// Where the geometry lies in the buffer: from whole pixel to whole pixel of the source,
// so that nothing is blurred. Never empty and never outside, for wlroots asserts that.
static void sample_axis(const struct axis *axis, double *pos, double *len) {
	uint32_t start = to_source(axis, axis->pos);
	uint32_t end = to_source(axis, axis->pos + axis->len);
	if (start >= end) {
		start = end > GUI_FIXED_ONE ? end - GUI_FIXED_ONE : 0;
	}
	*pos = (double)(axis->source + start) / GUI_FIXED_ONE;
	*len = (double)(end - start) / GUI_FIXED_ONE;
}

static struct wlr_fbox sample_box(const struct content *content, uint32_t width, uint32_t height) {
	const struct gui_commit *last = &content->last;
	bool whole = last->source_width == 0;
	struct axis x = {(uint32_t)last->source_x, (uint32_t)last->source_width, (uint32_t)last->x,
		width, last->scale};
	struct axis y = {(uint32_t)last->source_y, (uint32_t)last->source_height, (uint32_t)last->y,
		height, last->scale};
	if (whole) {
		x.source_len = content->buffer_width * GUI_FIXED_ONE;
		y.source_len = content->buffer_height * GUI_FIXED_ONE;
	}
	struct wlr_fbox box;
	sample_axis(&x, &box.x, &box.width);
	sample_axis(&y, &box.y, &box.height);
	return box;
}

static uint32_t min(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

// What is shown: the geometry, as far as the interior reaches
static void cut(struct content *content) {
	uint32_t width = min(content->last.width, content->width);
	uint32_t height = min(content->last.height, content->height);
	bool any = width > 0 && height > 0 && content->buffer_width > 0;
	wlr_scene_node_set_enabled(&content->node->node, any);
	if (any) {
		const struct wlr_fbox box = sample_box(content, width, height);
		wlr_scene_buffer_set_source_box(content->node, &box);
		wlr_scene_buffer_set_dest_size(content->node, (int)width, (int)height);
	}
}

// The edge has clipped the rectangles to the buffer. False: take all of it.
static bool damage_init(pixman_region32_t *damage, const struct gui_commit *record) {
	pixman_box32_t boxes[GUI_DAMAGE_MAX];
	for (uint32_t i = 0; i < record->damage; i++) {
		const struct gui_rect *rect = &record->tail[i];
		boxes[i] = (pixman_box32_t){rect->x, rect->y, rect->x + (int32_t)rect->width,
			rect->y + (int32_t)rect->height};
	}
	if (!pixman_region32_init_rects(damage, boxes, (int)record->damage)) {
		pixman_region32_init(damage);
		return false;
	}
	if (pixman_region32_n_rects(damage) > DAMAGE_BOXES_MAX) {
		pixman_box32_t all = *pixman_region32_extents(damage);
		pixman_region32_reset(damage, &all);
	}
	return true;
}

// The scene keeps a lock on buffer as long as it reads it, and lets go of the last one
static void show(struct content *content, const struct gui_commit *record) {
	struct wlr_buffer *buffer = content->guest->buffers[record->buffer]; // of 0: NULL
	content->buffer_width = buffer == NULL ? 0 : (uint32_t)buffer->width;
	content->buffer_height = buffer == NULL ? 0 : (uint32_t)buffer->height;
	cut(content);
	if (buffer == NULL) {
		wlr_scene_buffer_set_buffer(content->node, NULL);
		return;
	}
	pixman_region32_t damage;
	bool known = damage_init(&damage, record);
	wlr_scene_buffer_set_buffer_with_damage(content->node, buffer, known ? &damage : NULL);
	pixman_region32_fini(&damage);
}

static bool take_input(struct content *content, const struct gui_commit *record) {
	if ((record->flags & (GUI_COMMIT_INPUT_REGION | GUI_COMMIT_INPUT_ALL)) == 0) {
		return true;
	}
	uint32_t count = record->count - record->damage;
	struct gui_rect *input = NULL;
	if (count > 0) {
		input = calloc(count, sizeof(*input));
		if (input == NULL) {
			return false;
		}
		memcpy(input, record->tail + record->damage, count * sizeof(*input));
	}
	free(content->input);
	content->input = input;
	content->input_count = count;
	content->input_all = (record->flags & GUI_COMMIT_INPUT_ALL) != 0;
	return true;
}

bool content_commit(struct content *content, const struct gui_commit *record) {
	if (!take_input(content, record)) {
		return false;
	}
	content->last = *record;
	content->last.count = 0;
	content->last.tail = NULL;
	if ((record->flags & GUI_COMMIT_BUFFER) != 0) {
		show(content, record);
	} else {
		cut(content); // damage is of no use: the guest may not draw to what we hold
	}
	bool mapped = content->buffer_width > 0;
	content_feedback_commit(&content->feedback, record, mapped);
	content_pace_commit(
		&content->pace, record->scale, mapped, (record->flags & GUI_COMMIT_FRAME) != 0);
	return true;
}

uint32_t content_width(const struct content *content) {
	return content->last.width;
}

uint32_t content_height(const struct content *content) {
	return content->last.height;
}

void content_set_size(struct content *content, uint32_t width, uint32_t height) {
	content->width = width;
	content->height = height;
	wlr_scene_rect_set_size(content->ground, (int)width, (int)height);
	cut(content);
}

void content_set_visible(struct content *content, bool visible) {
	content_pace_show(&content->pace, visible);
}

static bool holds(const struct gui_rect *rect, double x, double y) {
	return x >= rect->x && y >= rect->y && x < (double)rect->x + rect->width &&
		y < (double)rect->y + rect->height;
}

bool content_takes_input(const struct content *content, double x, double y) {
	const struct gui_rect shown = {0, 0, min(content->last.width, content->width),
		min(content->last.height, content->height)};
	bool takes = content->input_all;
	for (uint32_t i = 0; i < content->input_count && !takes; i++) {
		takes = holds(&content->input[i], x, y);
	}
	return takes && holds(&shown, x, y);
}

void content_update_outputs(struct content *content) {
	content_pace_update_outputs(&content->pace);
}
