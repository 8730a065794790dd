// SPDX-License-Identifier: MIT
#include "compositor/desk/pattern.h"

#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/label.h"
#include "tests/lib/unit.h"

#define SIZE 32
#define COLOURS 8

static struct canvas *draw(struct label *label, const char *colour, uint32_t period) {
	ck_assert(label_init(label, "work", colour));
	struct canvas *canvas = canvas_create(SIZE, SIZE, true);
	ck_assert_ptr_nonnull(canvas);
	const struct wlr_box box = {0, 0, SIZE, SIZE};
	pattern_draw(canvas, &box, label, period);
	return canvas;
}

static uint32_t count_rgb(struct canvas *canvas, uint32_t rgb) {
	uint32_t count = 0;
	for (uint32_t i = 0; i < SIZE * SIZE; ++i) {
		count += *canvas_pixel(canvas, i % SIZE, i / SIZE) == (0xff000000 | rgb);
	}
	return count;
}

START_TEST(every_label_shows_both_colours) {
	for (const char *const *colour = label_colours(); *colour != NULL; ++colour) {
		for (uint32_t period = 4; period <= 16; period *= 2) {
			struct label label;
			struct canvas *canvas = draw(&label, *colour, period);
			ck_assert_uint_gt(count_rgb(canvas, label.base), SIZE * SIZE / 5);
			ck_assert_uint_gt(count_rgb(canvas, label.second), SIZE * SIZE / 20);
			canvas_drop(canvas);
		}
	}
}
END_TEST

// Where the second colour is, without any hue
static void shape(bool second[SIZE * SIZE], const char *colour, uint32_t period) {
	struct label label;
	struct canvas *canvas = draw(&label, colour, period);
	for (uint32_t i = 0; i < SIZE * SIZE; ++i) {
		uint32_t rgb = *canvas_pixel(canvas, i % SIZE, i / SIZE) & 0xffffff;
		second[i] = rgb == label.second;
	}
	canvas_drop(canvas);
}

START_TEST(no_two_patterns_are_alike) {
	static bool shapes[COLOURS][SIZE * SIZE];
	const char *const *colours = label_colours();
	for (uint32_t period = 4; period <= 8; period *= 2) {
		for (int i = 0; i < COLOURS; ++i) {
			shape(shapes[i], colours[i], period);
		}
		for (int i = 0; i < COLOURS * COLOURS; ++i) {
			int a = i % COLOURS, b = i / COLOURS, differ = 0;
			for (int at = 0; at < SIZE * SIZE; ++at) {
				differ += shapes[a][at] != shapes[b][at];
			}
			ck_assert(a == b || differ > SIZE * SIZE / 16);
		}
	}
}
END_TEST

START_TEST(pattern_repeats_and_keeps_to_its_box) {
	struct label label;
	ck_assert(label_init(&label, "work", "red"));
	struct canvas *canvas = canvas_create(SIZE, SIZE, false);
	const struct wlr_box box = {3, 5, 20, 13};
	pattern_draw(canvas, &box, &label, 5);
	for (int i = 0; i < SIZE * SIZE; ++i) {
		int x = i % SIZE, y = i / SIZE;
		uint32_t pixel = *canvas_pixel(canvas, (uint32_t)x, (uint32_t)y);
		bool inside = wlr_box_contains_point(&box, x, y);
		ck_assert_uint_eq(pixel >> 24, inside ? 0xff : 0);
		if (inside && wlr_box_contains_point(&box, x + 5, y)) {
			ck_assert_uint_eq(
				pixel, *canvas_pixel(canvas, (uint32_t)x + 5, (uint32_t)y));
		}
		if (inside && wlr_box_contains_point(&box, x, y + 5)) {
			ck_assert_uint_eq(
				pixel, *canvas_pixel(canvas, (uint32_t)x, (uint32_t)y + 5));
		}
	}
	canvas_drop(canvas);
}
END_TEST

START_TEST(periods_out_of_range) {
	const uint32_t periods[] = {0, 1, PATTERN_TILE_MAX, PATTERN_TILE_MAX + 1, UINT32_MAX};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); ++i) {
		struct label label;
		canvas_drop(draw(&label, "blue", periods[i]));
	}
}
END_TEST

START_TEST(mixing_colours) {
	ck_assert_uint_eq(pattern_mix(0x102030, 0xffffff, 0), 0x102030);
	ck_assert_uint_eq(pattern_mix(0x102030, 0xffeedd, 1), 0xffeedd);
	ck_assert_uint_eq(pattern_mix(0x000000, 0xffffff, 0.5), 0x808080);
	ck_assert_uint_eq(pattern_mix(0xff0000, 0x0000ff, 0.2), 0xcc0033);
}
END_TEST

START_TEST(canvas_sizes) {
	ck_assert_ptr_null(canvas_create(0, 1, true));
	ck_assert_ptr_null(canvas_create(1, 0, true));
	ck_assert_ptr_null(canvas_create(CANVAS_SIZE_MAX + 1, 1, true));
	ck_assert_ptr_null(canvas_create(1, UINT32_MAX, true));
	canvas_drop(NULL);
	ck_assert_uint_eq(canvas_pixels(0, 1), 1);
	ck_assert_uint_eq(canvas_pixels(20, 1.25f), 25);
	ck_assert_uint_eq(canvas_pixels(16384, 2), 32768);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("pattern");
	TCase *tests = tcase_create("pattern");
	tcase_add_test(tests, every_label_shows_both_colours);
	tcase_add_test(tests, no_two_patterns_are_alike);
	tcase_add_test(tests, pattern_repeats_and_keeps_to_its_box);
	tcase_add_test(tests, periods_out_of_range);
	tcase_add_test(tests, mixing_colours);
	tcase_add_test(tests, canvas_sizes);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
