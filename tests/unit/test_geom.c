// SPDX-License-Identifier: MIT
#include "protocol/geom.h"
#include "protocol/limits.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static const struct {
	uint32_t width, height, stride;
	uint64_t span;
} spans[] = {
	{1, 1, 4, 4},
	{1, 2, 4, 8},
	{10, 3, 64, 2 * 64 + 40},
	{GUI_SIZE_MAX, GUI_SIZE_MAX, GUI_SIZE_MAX * 4, 1ull << 30},
	{0, 1, 4, 0},
	{1, 0, 4, 0},
	{0, 0, 0, 0},
	{2, 1, 4, 0}, // a row is longer than the stride
	{1, 1, 0, 0},
	{1, 1, 5, 0}, // no whole pixels
	{1, 1, 6, 0},
	{1, 1, 7, 0},
	{0x40000000, 1, 4, 0}, // times 4 is 0 in 32 bits
	{0x40000001, 1, 4, 0},
	{UINT32_MAX, UINT32_MAX, UINT32_MAX, 0},
	{0x3fffffff, UINT32_MAX, 0xfffffffc, 0xfffffffeull * 0xfffffffc + 0xfffffffc},
};

START_TEST(span) {
	ck_assert_uint_eq(
		geom_span(spans[_i].width, spans[_i].height, spans[_i].stride), spans[_i].span);
}
END_TEST

static const struct {
	uint64_t offset, span;
	uint32_t pages;
	bool fits;
} fits[] = {
	{0, 4096, 1, true},
	{0, 4097, 1, false},
	{1, 4096, 1, false},
	{4, 4092, 1, true},
	{4096, 1, 1, false},
	{4095, 1, 1, true},
	{0, 0, 1, false},
	{0, 1, 0, false},
	{UINT64_MAX, 1, UINT32_MAX, false},
	{1, UINT64_MAX, UINT32_MAX, false},
	{UINT64_MAX, UINT64_MAX, UINT32_MAX, false},
	{0, (uint64_t)UINT32_MAX * 4096, UINT32_MAX, true},
	{1, (uint64_t)UINT32_MAX * 4096, UINT32_MAX, false},
};

START_TEST(span_fits) {
	ck_assert(geom_span_fits(fits[_i].offset, fits[_i].span, fits[_i].pages) == fits[_i].fits);
}
END_TEST

static const struct {
	struct gui_rect rect;
	uint32_t width, height;
	bool left;
	struct gui_rect clipped;
} clips[] = {
	{{1, 2, 3, 4}, 10, 10, true, {1, 2, 3, 4}},
	{{-1, -2, 3, 4}, 10, 10, true, {0, 0, 2, 2}},
	{{8, 9, 3, 4}, 10, 10, true, {8, 9, 2, 1}},
	{{-5, -5, 100, 100}, 10, 20, true, {0, 0, 10, 20}},
	{{10, 0, 1, 1}, 10, 10, false, {0}},
	{{0, 10, 1, 1}, 10, 10, false, {0}},
	{{-3, 0, 3, 1}, 10, 10, false, {0}},
	{{0, 0, 0, 5}, 10, 10, false, {0}},
	{{0, 0, 5, 0}, 10, 10, false, {0}},
	{{0, 0, 5, 5}, 0, 10, false, {0}},
	{{INT32_MIN, INT32_MIN, UINT32_MAX, UINT32_MAX}, 10, 10, true, {0, 0, 10, 10}},
	{{INT32_MAX, 0, UINT32_MAX, 1}, 10, 10, false, {0}},
	{{INT32_MAX, 0, UINT32_MAX, 1}, UINT32_MAX, 10, true,
		{INT32_MAX, 0, UINT32_MAX - INT32_MAX, 1}},
	{{INT32_MIN, 0, 1, 1}, UINT32_MAX, 10, false, {0}},
};

START_TEST(clip) {
	struct gui_rect rect = clips[_i].rect;
	ck_assert(geom_clip(&rect, clips[_i].width, clips[_i].height) == clips[_i].left);
	ck_assert_int_eq(rect.x, clips[_i].clipped.x);
	ck_assert_int_eq(rect.y, clips[_i].clipped.y);
	ck_assert_uint_eq(rect.width, clips[_i].clipped.width);
	ck_assert_uint_eq(rect.height, clips[_i].clipped.height);
}
END_TEST

static const struct {
	uint32_t pixels, scale, logical;
} logicals[] = {
	{0, 120, 0},
	{7, 120, 7},
	{8, 240, 4},
	{7, 240, 4}, // rounded up
	{150, 150, 120},
	{5, 60, 10},
	{UINT32_MAX, 120, UINT32_MAX},
	{UINT32_MAX, 60, UINT32_MAX}, // does not fit
	{UINT32_MAX, 1, UINT32_MAX},
	{1, 0, UINT32_MAX},
};

START_TEST(to_logical) {
	ck_assert_uint_eq(
		geom_to_logical(logicals[_i].pixels, logicals[_i].scale), logicals[_i].logical);
}
END_TEST

static const struct {
	uint32_t logical, scale, pixels;
} pixels[] = {
	{0, 120, 0},
	{7, 120, 7},
	{4, 240, 8},
	{3, 150, 4}, // rounded up
	{120, 150, 150},
	{3, 60, 2},
	{UINT32_MAX, UINT32_MAX, UINT32_MAX},
	{7, 0, 0},
};

START_TEST(to_pixels) {
	ck_assert_uint_eq(geom_to_pixels(pixels[_i].logical, pixels[_i].scale), pixels[_i].pixels);
}
END_TEST

// A buffer made for a length covers that length
START_TEST(there_and_back_is_at_least_as_long) {
	unsigned long cases = 0;
	for (uint32_t scale = GUI_SCALE_MIN; scale <= GUI_SCALE_MAX; scale++) {
		for (uint32_t length = 1; length < 300; length++, cases++) {
			uint32_t back = geom_to_logical(geom_to_pixels(length, scale), scale);
			if (back < length) {
				ck_abort_msg("%u at scale %u", length, scale);
			}
		}
	}
	unit_count("scale there and back", cases);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("geom");
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, span, 0, LEN(spans));
	tcase_add_loop_test(tables, span_fits, 0, LEN(fits));
	tcase_add_loop_test(tables, clip, 0, LEN(clips));
	tcase_add_loop_test(tables, to_logical, 0, LEN(logicals));
	tcase_add_loop_test(tables, to_pixels, 0, LEN(pixels));
	tcase_add_test(tables, there_and_back_is_at_least_as_long);
	suite_add_tcase(suite, tables);
	return unit_run(suite);
}
