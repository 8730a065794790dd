// SPDX-License-Identifier: MIT
#include "compositor/desk/mark.h"

#include <math.h>
#include <stdbool.h>
#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"

#define SAMPLES 4 // a side of a pixel, for smooth edges

// A point relative to the middle of the mark, and the width of a line, logical
struct point {
	double x, y, line;
};

static bool in_rect(const struct point *point, double x, double y, double width, double height) {
	return point->x >= x && point->x < x + width && point->y >= y && point->y < y + height;
}

static bool in_outline(const struct point *point, double x, double y, double size) {
	double line = point->line;
	return in_rect(point, x, y, size, size) &&
		!in_rect(point, x + line, y + line, size - 2 * line, size - 2 * line);
}

static bool in_restore(const struct point *point) {
	if (in_rect(point, -5, -2, 7, 7)) {
		return in_outline(point, -5, -2, 7);
	}
	return in_outline(point, -2, -5, 7);
}

static bool in_close(const struct point *point) {
	double half = point->line * 0.75;
	bool near = fabs(point->x) < 5 && fabs(point->y) < 5;
	double diagonal = fmin(fabs(point->x - point->y), fabs(point->x + point->y));
	return near && diagonal * M_SQRT1_2 < half;
}

static bool in_porthole(const struct point *point) {
	double radius = hypot(point->x, point->y);
	return (radius < 8 && radius > 5.5) || radius < 2.5;
}

static bool in_attention(const struct point *point) {
	bool sign = in_rect(point, -1, -5, 2, 6) || in_rect(point, -1, 2.5, 2, 2);
	return hypot(point->x, point->y) < 8 && !sign;
}

static bool in_silent(const struct point *point) {
	return hypot(point->x, point->y) < 8 && !in_rect(point, -5, -1.25, 10, 2.5);
}

static bool in_mark(enum mark mark, const struct point *point) {
	switch (mark) {
	case MARK_MINIMIZE:
		return in_rect(point, -5, 0, 10, point->line);
	case MARK_MAXIMIZE:
		return in_outline(point, -5, -5, 10);
	case MARK_RESTORE:
		return in_restore(point);
	case MARK_CLOSE:
		return in_close(point);
	case MARK_OURS:
		return in_porthole(point);
	case MARK_ATTENTION:
		return in_attention(point);
	case MARK_SILENT:
		return in_silent(point);
	}
	return false;
}

static void blend(uint32_t *pixel, uint32_t rgb, uint32_t part) {
	uint32_t out = 0;
	for (int shift = 0; shift < 32; shift += 8) {
		uint32_t to = shift == 24 ? 0xff : rgb >> shift & 0xff;
		uint32_t from = *pixel >> shift & 0xff;
		out |= (to * part + from * (255 - part) + 127) / 255 << shift;
	}
	*pixel = out;
}

void mark_draw(struct canvas *canvas, const struct wlr_box *box, enum mark mark, uint32_t rgb,
	float scale) {
	// Whole pixels, or lines would be dim
	double line = fmax(1, round(1.25 * (double)scale)) / (double)scale;
	double middle_x = floor(box->width / 2.0), middle_y = floor(box->height / 2.0);
	for (int i = 0; i < box->width * box->height; i++) {
		int x = i % box->width, y = i / box->width;
		uint32_t count = 0;
		for (int n = 0; n < SAMPLES * SAMPLES; n++) {
			const struct point point = {
				(x + (n % SAMPLES + 0.5) / SAMPLES - middle_x) / (double)scale,
				(y + (n / SAMPLES + 0.5) / SAMPLES - middle_y) / (double)scale,
				line,
			};
			count += in_mark(mark, &point);
		}
		blend(canvas_pixel(canvas, (uint32_t)(box->x + x), (uint32_t)(box->y + y)), rgb,
			count * 255 / (SAMPLES * SAMPLES));
	}
}

void mark_draw_pill(struct canvas *canvas, const struct wlr_box *box, uint32_t rgb) {
	double radius = box->height / 2.0;
	for (int i = 0; i < box->width * box->height; i++) {
		int x = i % box->width, y = i / box->width;
		double over = fmax(radius - (x + 0.5), x + 0.5 - (box->width - radius));
		double part = radius + 0.5 - hypot(fmax(over, 0), y + 0.5 - radius);
		blend(canvas_pixel(canvas, (uint32_t)(box->x + x), (uint32_t)(box->y + y)), rgb,
			(uint32_t)(255 * fmin(fmax(part, 0), 1)));
	}
}
