// SPDX-License-Identifier: MIT
#include "compositor/desk/room.h"

#include <stdint.h>

// Where one axis of a box that touches its neighbours may begin
struct starts {
	int pos[2 * ROOM_TAKEN_MAX + 3];
	size_t count;
};

struct axis {
	int pos, size; // of the area
	int length; // of the box
};

static void add(struct starts *starts, const struct axis *axis, int64_t pos) {
	if (pos >= axis->pos && pos + axis->length <= (int64_t)axis->pos + axis->size) {
		starts->pos[starts->count++] = (int)pos;
	}
}

static void add_area(struct starts *starts, const struct axis *axis) {
	add(starts, axis, axis->pos + (axis->size - axis->length) / 2);
	add(starts, axis, axis->pos);
	add(starts, axis, (int64_t)axis->pos + axis->size - axis->length);
}

static bool is_free(const struct wlr_box *box, const struct wlr_box *taken, size_t count) {
	struct wlr_box both;
	for (size_t i = 0; i < count; ++i) {
		if (wlr_box_intersection(&both, box, &taken[i])) {
			return false;
		}
	}
	return true;
}

// From the middle of the area, in halves, squared
static int64_t distance(const struct wlr_box *box, const struct wlr_box *usable) {
	int64_t dx = 2 * ((int64_t)box->x - usable->x) + box->width - usable->width;
	int64_t dy = 2 * ((int64_t)box->y - usable->y) + box->height - usable->height;
	return dx * dx + dy * dy;
}

static bool find(struct wlr_box *outer, const struct wlr_box *usable, const struct starts starts[2],
	const struct wlr_box *taken, size_t count) {
	int64_t best = INT64_MAX;
	struct wlr_box at = *outer;
	for (size_t i = 0; i < starts[0].count; ++i) {
		for (size_t j = 0; j < starts[1].count; ++j) {
			at.x = starts[0].pos[i];
			at.y = starts[1].pos[j];
			int64_t far = distance(&at, usable);
			if (far < best && is_free(&at, taken, count)) {
				best = far;
				*outer = at;
			}
		}
	}
	return best < INT64_MAX;
}

bool room_find(struct wlr_box *outer, const struct wlr_box *usable, const struct wlr_box *taken,
	size_t count) {
	struct axis x = {usable->x, usable->width, outer->width};
	struct axis y = {usable->y, usable->height, outer->height};
	struct starts starts[2] = {0};
	add_area(&starts[0], &x);
	add_area(&starts[1], &y);
	count = count < ROOM_TAKEN_MAX ? count : ROOM_TAKEN_MAX;
	for (size_t i = 0; i < count; ++i) {
		add(&starts[0], &x, (int64_t)taken[i].x + taken[i].width);
		add(&starts[0], &x, (int64_t)taken[i].x - outer->width);
		add(&starts[1], &y, (int64_t)taken[i].y + taken[i].height);
		add(&starts[1], &y, (int64_t)taken[i].y - outer->height);
	}
	return find(outer, usable, starts, taken, count);
}
