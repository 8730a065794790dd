// SPDX-License-Identifier: MIT
#include "protocol/geom.h"

#include "protocol/limits.h"

uint64_t geom_span(uint32_t width, uint32_t height, uint32_t stride) {
	uint64_t row = (uint64_t)width * GUI_PIXEL_SIZE;
	if (row == 0 || height == 0 || row > stride || stride % GUI_PIXEL_SIZE != 0) {
		return 0;
	}
	return (uint64_t)(height - 1) * stride + row;
}

bool geom_span_fits(uint64_t offset, uint64_t span, uint32_t pages) {
	uint64_t total = (uint64_t)pages * GUI_PAGE_SIZE;
	return span > 0 && span <= total && offset <= total - span;
}

// Cut [*pos, *pos + *len) to [0, end)
static bool clip_axis(int32_t *pos, uint32_t *len, uint32_t end) {
	int64_t first = *pos;
	int64_t last = first + *len;
	first = first < 0 ? 0 : first;
	last = last > end ? end : last;
	if (first >= last || first > INT32_MAX) {
		return false;
	}
	*pos = (int32_t)first;
	*len = (uint32_t)(last - first);
	return true;
}

bool geom_clip(struct gui_rect *rect, uint32_t width, uint32_t height) {
	struct gui_rect clipped = *rect;
	bool left = clip_axis(&clipped.x, &clipped.width, width) &&
		clip_axis(&clipped.y, &clipped.height, height);
	*rect = left ? clipped : (struct gui_rect){0};
	return left;
}

// value * times / by, rounded up; UINT32_MAX if it would not fit or by is 0
static uint32_t scale_up(uint32_t value, uint32_t times, uint32_t by) {
	if (by == 0) {
		return UINT32_MAX;
	}
	uint64_t product = (uint64_t)value * times;
	uint64_t scaled = product / by + (product % by != 0);
	return scaled > UINT32_MAX ? UINT32_MAX : (uint32_t)scaled;
}

uint32_t geom_to_logical(uint32_t pixels, uint32_t scale) {
	return scale_up(pixels, GUI_SCALE_ONE, scale);
}

uint32_t geom_to_pixels(uint32_t logical, uint32_t scale) {
	return scale_up(logical, scale, GUI_SCALE_ONE);
}
