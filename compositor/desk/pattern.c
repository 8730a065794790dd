// SPDX-License-Identifier: MIT
#include "compositor/desk/pattern.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/label.h"

#define SAMPLES 4 // a side of a pixel, so that slants and dots are smooth

// Whether a point of the tile, 0 to 1 each way, has the second colour
static bool is_second(enum label_pattern pattern, double x, double y) {
	switch (pattern) {
	case LABEL_PLAIN:
		return false;
	case LABEL_STRIPES:
		return fmod(x + y, 1) < 0.5;
	case LABEL_BACK_STRIPES:
		return fmod(x - y + 1, 1) < 0.5;
	case LABEL_DOTS:
		return hypot(x - 0.5, y - 0.5) < 0.35;
	case LABEL_CHECKS:
		return (x < 0.5) != (y < 0.5);
	case LABEL_LINES:
		return y >= 0.25 && y < 0.75;
	case LABEL_COLUMNS:
		return x >= 0.25 && x < 0.75;
	case LABEL_CROSSES:
		return (x >= 0.25 && x < 0.5 && y < 0.75) || (y >= 0.25 && y < 0.5 && x < 0.75);
	case LABEL_GRID:
		return x < 0.25 || y < 0.25;
	}
	return false;
}

// How much of a pixel of the tile is of the second colour
static double coverage(enum label_pattern pattern, uint32_t x, uint32_t y, uint32_t period) {
	int count = 0;
	for (int i = 0; i < SAMPLES * SAMPLES; i++) {
		double sub_x = (i % SAMPLES + 0.5) / SAMPLES, sub_y = (i / SAMPLES + 0.5) / SAMPLES;
		count += is_second(pattern, (x + sub_x) / period, (y + sub_y) / period);
	}
	return (double)count / (SAMPLES * SAMPLES);
}

static uint32_t channel(uint32_t a, uint32_t b, double part, int shift) {
	double from = a >> shift & 0xff, to = b >> shift & 0xff;
	return (uint32_t)lround(from + (to - from) * part) << shift;
}

uint32_t pattern_mix(uint32_t a, uint32_t b, double part) {
	return channel(a, b, part, 16) | channel(a, b, part, 8) | channel(a, b, part, 0);
}

// The first row is drawn, then copied: what is long costs no more than memory
static void draw_row(uint32_t *row, size_t len, const uint32_t *tile, uint32_t period) {
	size_t done = len < period ? len : period;
	memcpy(row, tile, done * sizeof(*row));
	while (done < len) {
		size_t more = len - done < done ? len - done : done;
		memcpy(row + done, row, more * sizeof(*row));
		done += more;
	}
}

void pattern_draw(struct canvas *canvas, const struct wlr_box *box, const struct label *label,
	uint32_t period) {
	uint32_t tile[PATTERN_TILE_MAX];
	period = period < 2 ? 2 : period > PATTERN_TILE_MAX ? PATTERN_TILE_MAX : period;
	for (uint32_t y = 0; y < (uint32_t)box->height; y++) {
		uint32_t *row = canvas_pixel(canvas, (uint32_t)box->x, (uint32_t)box->y + y);
		if (y >= period) {
			const uint32_t *above = canvas_pixel(
				canvas, (uint32_t)box->x, (uint32_t)box->y + y - period);
			memcpy(row, above, (size_t)box->width * sizeof(*row));
			continue;
		}
		for (uint32_t x = 0; x < period; x++) {
			tile[x] = 0xff000000 |
				pattern_mix(label->base, label->second,
					coverage(label->pattern, x, y, period));
		}
		draw_row(row, (size_t)box->width, tile, period);
	}
}
