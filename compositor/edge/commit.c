// SPDX-License-Identifier: MIT
#include "compositor/edge/commit.h"

#include <stddef.h>

#include "compositor/edge/guest_priv.h"
#include "protocol/geom.h"

struct size {
	uint32_t width, height;
};

static const char *check_flags(const struct gui_commit *untrusted) {
	bool has_buffer = (untrusted->flags & GUI_COMMIT_BUFFER) != 0;
	bool has_region = (untrusted->flags & GUI_COMMIT_INPUT_REGION) != 0;
	if (!has_buffer && untrusted->buffer != 0) {
		return "buffer without its flag";
	}
	if (has_region && (untrusted->flags & GUI_COMMIT_INPUT_ALL) != 0) {
		return "input region and all input";
	}
	if (untrusted->damage > untrusted->count) {
		return "more damage than rectangles";
	}
	return has_region || untrusted->damage == untrusted->count ? NULL
								   : "rectangles for nothing";
}

static const char *check_buffer(const struct guest *guest, const struct gui_commit *untrusted) {
	if (untrusted->buffer == 0) {
		return NULL;
	}
	if (guest->ids.buffers[untrusted->buffer].held) {
		return "buffer is not released";
	}
	const struct ids_window *window = &guest->ids.windows[untrusted->window];
	bool acked = window->configures.acked != 0 || untrusted->serial != 0 || guest->stale;
	return window->role != IDS_TOPLEVEL || acked ? NULL : "no configure is acked";
}

// Of what the window shows from now on
static struct size content_size(const struct guest *guest, const struct gui_commit *commit) {
	if ((commit->flags & GUI_COMMIT_BUFFER) == 0) {
		const struct ids_window *window = &guest->ids.windows[commit->window];
		return (struct size){window->width, window->height};
	}
	const struct ids_buffer *buffer = &guest->ids.buffers[commit->buffer];
	return (struct size){buffer->width, buffer->height}; // of buffer 0: none
}

static bool fits(uint32_t pos, uint32_t len, uint32_t end) {
	return len <= end && pos <= end - len;
}

static bool is_whole(const struct gui_commit *commit) {
	return commit->source_width == 0 && commit->source_height == 0;
}

static const char *check_source(const struct gui_commit *untrusted, struct size size) {
	if (is_whole(untrusted)) {
		bool at_zero = untrusted->source_x == 0 && untrusted->source_y == 0;
		return at_zero ? NULL : "source without a size";
	}
	// None is negative, by the table
	bool inside = fits((uint32_t)untrusted->source_x, (uint32_t)untrusted->source_width,
			      size.width * GUI_FIXED_ONE) &&
		fits((uint32_t)untrusted->source_y, (uint32_t)untrusted->source_height,
			size.height * GUI_FIXED_ONE);
	bool empty = untrusted->source_width == 0 || untrusted->source_height == 0;
	return inside && !empty ? NULL : "source outside the buffer";
}

static uint32_t fixed_ceil(int32_t value) {
	return ((uint32_t)value + GUI_FIXED_ONE - 1) / GUI_FIXED_ONE;
}

// Logical size of the source, which is checked
static struct size source_size(const struct gui_commit *commit, struct size size) {
	if (!is_whole(commit)) {
		size.width = fixed_ceil(commit->source_width);
		size.height = fixed_ceil(commit->source_height);
	}
	size.width = geom_to_logical(size.width, commit->scale);
	size.height = geom_to_logical(size.height, commit->scale);
	return size;
}

static const char *check_geometry(const struct gui_commit *untrusted, struct size content) {
	struct size size = source_size(untrusted, content);
	bool inside = fits((uint32_t)untrusted->x, untrusted->width, size.width) &&
		fits((uint32_t)untrusted->y, untrusted->height, size.height);
	if (!inside) {
		return "geometry outside the source";
	}
	bool empty = untrusted->width == 0 || untrusted->height == 0;
	return empty && content.width != 0 ? "geometry is empty" : NULL;
}

// Those of which nothing is left are forgotten. Returns how many are left.
static uint32_t clip(
	struct gui_rect *dst, const struct gui_rect *src, uint32_t count, struct size size) {
	uint32_t left = 0;
	for (uint32_t i = 0; i < count; i++) {
		dst[left] = src[i];
		left += geom_clip(&dst[left], size.width, size.height) ? 1 : 0;
	}
	return left;
}

static void clip_rects(struct guest *guest, struct gui_commit *commit, struct size content) {
	struct size most = {GUI_SIZE_MAX, GUI_SIZE_MAX};
	uint32_t damage = clip(guest->rects, commit->tail, commit->damage, content);
	uint32_t region = clip(guest->rects + damage, commit->tail + commit->damage,
		commit->count - commit->damage, most);
	commit->damage = damage;
	commit->count = damage + region;
	commit->tail = guest->rects;
}

static void apply(struct guest *guest, const struct gui_commit *commit, struct size content) {
	struct ids_window *window = &guest->ids.windows[commit->window];
	window->width = content.width;
	window->height = content.height;
	if (commit->buffer != 0) {
		guest->ids.buffers[commit->buffer].held = true;
	}
	if (commit->serial != 0) {
		serials_ack(&window->configures, commit->serial);
	}
}

const char *commit_apply(struct guest *guest, struct gui_commit *untrusted_commit) {
	const char *reason = check_flags(untrusted_commit);
	if (reason == NULL) {
		reason = check_buffer(guest, untrusted_commit);
	}
	struct size content = content_size(guest, untrusted_commit);
	if (reason == NULL) {
		reason = check_source(untrusted_commit, content);
	}
	if (reason == NULL) {
		reason = check_geometry(untrusted_commit, content);
	}
	if (reason == NULL) {
		clip_rects(guest, untrusted_commit, content);
		apply(guest, untrusted_commit, content);
	}
	return reason;
}
