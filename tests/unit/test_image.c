// SPDX-License-Identifier: MIT
#include "compositor/edge/image.h"

#include <stddef.h>
#include <string.h>

#include "compositor/edge/guest.h"
#include "tests/lib/unit.h"

static struct image image;
static struct guest_cursor cursor;
static const uint8_t bytes[GUI_CURSOR_BYTES_MAX] = {1, 2, 3, 4, 5};

static const char *begin(uint32_t width, uint32_t height, uint32_t hot_x, uint32_t hot_y) {
	struct gui_cursor_begin record = {
		.width = width,
		.height = height,
		.hot_x = hot_x,
		.hot_y = hot_y,
		.scale = 120,
	};
	return image_begin(&image, &record);
}

static const char *piece(uint32_t offset, uint32_t count) {
	struct gui_cursor_piece record = {.offset = offset, .count = count, .tail = bytes};
	return image_piece(&image, &record);
}

START_TEST(hot_spot_inside) {
	ck_assert_ptr_null(begin(4, 2, 3, 1));
	ck_assert_str_eq(begin(4, 2, 4, 1), "hot spot outside the image");
	ck_assert_ptr_nonnull(begin(4, 2, 3, 2));
}
END_TEST

START_TEST(pieces_make_an_image) {
	ck_assert_ptr_null(begin(2, 2, 0, 1));
	ck_assert_ptr_null(piece(0, 5));
	ck_assert_ptr_null(piece(5, 11));
	ck_assert_ptr_null(image_end(&image, &cursor));
	ck_assert_uint_eq(cursor.width, 2);
	ck_assert_uint_eq(cursor.height, 2);
	ck_assert_uint_eq(cursor.hot_x, 0);
	ck_assert_uint_eq(cursor.hot_y, 1);
	ck_assert_uint_eq(cursor.scale, 120);
	uint8_t whole[] = {1, 2, 3, 4, 5, 1, 2, 3, 4, 5};
	ck_assert_mem_eq(cursor.pixels, whole, sizeof(whole));
}
END_TEST

START_TEST(largest_image) {
	ck_assert_ptr_null(begin(GUI_CURSOR_SIZE_MAX, GUI_CURSOR_SIZE_MAX, 0, 0));
	ck_assert_ptr_null(piece(0, GUI_CURSOR_BYTES_MAX));
	ck_assert_ptr_nonnull(piece(GUI_CURSOR_BYTES_MAX, 1));
	ck_assert_ptr_null(image_end(&image, &cursor));
}
END_TEST

START_TEST(gap_overlap_and_excess) {
	ck_assert_ptr_null(begin(2, 2, 0, 0));
	ck_assert_ptr_null(piece(0, 4));
	ck_assert_str_eq(piece(5, 4), "piece does not follow the last one");
	ck_assert_ptr_nonnull(piece(3, 4));
	ck_assert_ptr_nonnull(piece(0, 4));
	ck_assert_str_eq(piece(4, 13), "more bytes than the image has");
	ck_assert_str_eq(image_end(&image, &cursor), "fewer bytes than the image has");
	ck_assert_ptr_null(piece(4, 12));
	ck_assert_ptr_null(image_end(&image, &cursor));
}
END_TEST

START_TEST(begins_anew) {
	ck_assert_ptr_null(begin(2, 2, 0, 0));
	ck_assert_ptr_null(piece(0, 16));
	ck_assert_ptr_null(begin(2, 2, 0, 0));
	ck_assert_ptr_nonnull(image_end(&image, &cursor));
	ck_assert_ptr_null(piece(0, 16));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("image");
	TCase *tests = tcase_create("image");
	tcase_add_test(tests, hot_spot_inside);
	tcase_add_test(tests, pieces_make_an_image);
	tcase_add_test(tests, largest_image);
	tcase_add_test(tests, gap_overlap_and_excess);
	tcase_add_test(tests, begins_anew);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
