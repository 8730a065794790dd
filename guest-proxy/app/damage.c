// SPDX-License-Identifier: MIT
#include "guest-proxy/app/damage.h"

#include <wlr/util/region.h>

#include "protocol/limits.h"

void damage_scale(pixman_region32_t *dst, const pixman_region32_t *region, uint32_t scale) {
	if (scale == GUI_SCALE_ONE) {
		pixman_region32_copy(dst, region);
		return;
	}
	wlr_region_scale(dst, region, scale / (float)GUI_SCALE_ONE);
	if (scale % GUI_SCALE_ONE != 0) {
		wlr_region_expand(dst, dst, 1); // what a filter reads beyond the edge
	}
}

static pixman_box32_t join(const pixman_box32_t *boxes, size_t count) {
	pixman_box32_t joined = boxes[0];
	for (size_t i = 1; i < count; i++) {
		joined.x1 = boxes[i].x1 < joined.x1 ? boxes[i].x1 : joined.x1;
		joined.y1 = boxes[i].y1 < joined.y1 ? boxes[i].y1 : joined.y1;
		joined.x2 = boxes[i].x2 > joined.x2 ? boxes[i].x2 : joined.x2;
		joined.y2 = boxes[i].y2 > joined.y2 ? boxes[i].y2 : joined.y2;
	}
	return joined;
}

size_t damage_rects(const pixman_region32_t *region, struct gui_rect *rects, size_t max) {
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(region, &count);
	size_t left = (size_t)count;
	size_t step = max > 0 ? (left + max - 1) / max : 0;
	size_t made = 0;
	// Pixman keeps boxes in bands from top to bottom, so those that follow each
	// other are near.
	while (left > 0 && made < max) {
		size_t take = step < left ? step : left;
		pixman_box32_t box = join(boxes, take);
		rects[made++] = (struct gui_rect){
			.x = box.x1,
			.y = box.y1,
			.width = (uint32_t)(box.x2 - box.x1),
			.height = (uint32_t)(box.y2 - box.y1),
		};
		boxes += take;
		left -= take;
	}
	return made;
}
