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

// In square pixels; what two hide of one another counts twice
static int64_t hidden(const struct wlr_box *box, const struct wlr_box *taken, size_t count) {
	int64_t sum = 0;
	struct wlr_box both;
	for (size_t i = 0; i < count; i++) {
		if (wlr_box_intersection(&both, box, &taken[i])) {
			sum += (int64_t)both.width * both.height;
		}
	}
	return sum;
}

// From the middle of the area, in halves, squared
static int64_t distance(const struct wlr_box *box, const struct wlr_box *usable) {
	int64_t dx = 2 * ((int64_t)box->x - usable->x) + box->width - usable->width;
	int64_t dy = 2 * ((int64_t)box->y - usable->y) + box->height - usable->height;
	return dx * dx + dy * dy;
}

struct found {
	struct wlr_box box;
	int64_t hidden, far;
};

static void try_place(struct found *best, const struct wlr_box *box, const struct wlr_box *usable,
	const struct wlr_box *taken, size_t count) {
	struct found found = {*box, hidden(box, taken, count), distance(box, usable)};
	if (found.hidden < best->hidden ||
		(found.hidden == best->hidden && found.far < best->far)) {
		*best = found;
	}
}

bool room_find(struct wlr_box *outer, const struct wlr_box *usable, const struct wlr_box *taken,
	size_t count) {
	struct axis x = {usable->x, usable->width, outer->width};
	struct axis y = {usable->y, usable->height, outer->height};
	struct starts starts[2] = {0};
	add_area(&starts[0], &x);
	add_area(&starts[1], &y);
	count = count < ROOM_TAKEN_MAX ? count : ROOM_TAKEN_MAX;
	for (size_t i = 0; i < count; i++) {
		add(&starts[0], &x, (int64_t)taken[i].x + taken[i].width);
		add(&starts[0], &x, (int64_t)taken[i].x - outer->width);
		add(&starts[1], &y, (int64_t)taken[i].y + taken[i].height);
		add(&starts[1], &y, (int64_t)taken[i].y - outer->height);
	}
	// A place that hides as much as this one is no better, unless that is nothing
	int64_t now = hidden(outer, taken, count);
	struct found best = {*outer, now > 0 ? now : 1, INT64_MIN};
	for (size_t i = 0; i < starts[0].count; i++) {
		for (size_t j = 0; j < starts[1].count; j++) {
			struct wlr_box at = {
				starts[0].pos[i], starts[1].pos[j], outer->width, outer->height};
			try_place(&best, &at, usable, taken, count);
		}
	}
	*outer = best.box;
	return best.far != INT64_MIN;
}
