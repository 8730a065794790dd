// SPDX-License-Identifier: MIT
#include "guest-proxy/app/damage.h"

#include "protocol/limits.h"
#include "tests/lib/unit.h"

#define RECTS 64

// Every pixel of region lies in one of the rectangles
static bool covered(const pixman_region32_t *region, const struct gui_rect *rects, size_t len) {
	pixman_region32_t left;
	pixman_region32_init(&left);
	pixman_region32_copy(&left, region);
	for (size_t i = 0; i < len; ++i) {
		pixman_region32_t rect;
		pixman_region32_init_rect(
			&rect, rects[i].x, rects[i].y, rects[i].width, rects[i].height);
		pixman_region32_subtract(&left, &left, &rect);
		pixman_region32_fini(&rect);
	}
	bool none = !pixman_region32_not_empty(&left);
	pixman_region32_fini(&left);
	return none;
}

START_TEST(few_are_kept_as_they_are) {
	struct gui_rect rects[RECTS];
	pixman_region32_t region;
	pixman_region32_init_rect(&region, 3, 4, 5, 6);
	pixman_region32_union_rect(&region, &region, 100, 200, 10, 20);
	ck_assert_uint_eq(damage_rects(&region, rects, RECTS), 2);
	ck_assert_int_eq(rects[0].x, 3);
	ck_assert_uint_eq(rects[1].height, 20);
	pixman_region32_fini(&region);
}
END_TEST

START_TEST(many_are_joined_and_nothing_is_lost) {
	struct gui_rect rects[RECTS];
	pixman_region32_t region;
	pixman_region32_init(&region);
	for (int i = 0; i < 1000; ++i) {
		pixman_region32_union_rect(&region, &region, i * 37 % 997 * 2, i * 3, 1, 1);
	}
	for (size_t max = 1; max <= RECTS; ++max) {
		size_t len = damage_rects(&region, rects, max);
		ck_assert_uint_ge(len, 1);
		ck_assert_uint_le(len, max);
		ck_assert(covered(&region, rects, len));
	}
	pixman_region32_fini(&region);
}
END_TEST

START_TEST(nothing_and_no_room) {
	struct gui_rect rects[1];
	pixman_region32_t region;
	pixman_region32_init(&region);
	ck_assert_uint_eq(damage_rects(&region, rects, 1), 0);
	pixman_region32_union_rect(&region, &region, 0, 0, 9, 9);
	ck_assert_uint_eq(damage_rects(&region, rects, 0), 0);
	pixman_region32_fini(&region);
}
END_TEST

// At every scale, each pixel that a logical unit touches is in the result
START_TEST(scaled_touches_every_pixel) {
	for (uint32_t scale = GUI_SCALE_MIN; scale <= 480; scale += 7) {
		pixman_region32_t region, pixels;
		pixman_region32_init_rect(&region, 11, 13, 3, 5);
		pixman_region32_init(&pixels);
		damage_scale(&pixels, &region, scale);
		pixman_box32_t touched = {(int32_t)(11 * scale / 120), (int32_t)(13 * scale / 120),
			(int32_t)((14 * scale + 119) / 120), (int32_t)((18 * scale + 119) / 120)};
		ck_assert_int_eq(
			pixman_region32_contains_rectangle(&pixels, &touched), PIXMAN_REGION_IN);
		pixman_region32_fini(&region);
		pixman_region32_fini(&pixels);
	}
}
END_TEST

START_TEST(scale_of_one_changes_nothing) {
	pixman_region32_t region;
	pixman_region32_init_rect(&region, 1, 2, 3, 4);
	damage_scale(&region, &region, 120);
	pixman_box32_t *box = pixman_region32_extents(&region);
	ck_assert_int_eq(box->x1, 1);
	ck_assert_int_eq(box->y2, 6);
	pixman_region32_fini(&region);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("damage");
	TCase *tests = tcase_create("damage");
	tcase_add_test(tests, few_are_kept_as_they_are);
	tcase_add_test(tests, many_are_joined_and_nothing_is_lost);
	tcase_add_test(tests, nothing_and_no_room);
	tcase_add_test(tests, scaled_touches_every_pixel);
	tcase_add_test(tests, scale_of_one_changes_nothing);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
