// SPDX-License-Identifier: MIT
#include "compositor/desk/title.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"
#include "protocol/limits.h"
#include "protocol/text.h"
#include "tests/lib/unit.h"

#define WIDTH 300
#define HEIGHT 40

static struct canvas *canvas;
static const struct wlr_box box = {50, 10, 200, 20};
static const struct title_style style = {"sans-serif", 1, false, 0x123456};

static void setup(void) {
	canvas = canvas_create(WIDTH, HEIGHT, false);
	ck_assert_ptr_nonnull(canvas);
}

static void teardown(void) {
	canvas_drop(canvas);
	title_finish();
}

// Pixels with ink in what lies inside the box, and outside
static uint32_t count_ink(bool inside) {
	uint32_t count = 0;
	for (int i = 0; i < WIDTH * HEIGHT; ++i) {
		int x = i % WIDTH, y = i / WIDTH;
		if (wlr_box_contains_point(&box, x, y) == inside) {
			count += *canvas_pixel(canvas, (uint32_t)x, (uint32_t)y) != 0;
		}
	}
	return count;
}

static int last_ink(void) {
	int last = -1;
	for (int i = 0; i < WIDTH * HEIGHT; ++i) {
		if (*canvas_pixel(canvas, (uint32_t)(i % WIDTH), (uint32_t)(i / WIDTH)) != 0) {
			last = i % WIDTH > last ? i % WIDTH : last;
		}
	}
	return last;
}

START_TEST(width_is_that_of_the_text) {
	uint32_t one = title_width(&style, "m"), many = title_width(&style, "mmmmmmmm");
	ck_assert_uint_gt(one, 4);
	ck_assert_uint_gt(many, 6 * one);
	ck_assert_uint_le(many, 8 * one);
	ck_assert_uint_eq(title_width(&style, ""), 0);
	ck_assert_uint_eq(many % 4, 0);
	char longest[GUI_TITLE_MAX + 1] = {0};
	memset(longest, 'W', GUI_TITLE_MAX);
	ck_assert_uint_eq(title_width(&style, longest), TITLE_WIDTH_MAX);
}
END_TEST

START_TEST(width_hardly_depends_on_scale) {
	uint32_t plain = title_width(&style, "The quick brown fox");
	const float scales[] = {1.25f, 1.5f, 2, 3};
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); ++i) {
		struct title_style other = style;
		other.scale = scales[i];
		uint32_t width = title_width(&other, "The quick brown fox");
		ck_assert_int_le(abs((int)width - (int)plain), (int)plain / 8);
	}
}
END_TEST

START_TEST(size_in_the_font_name_is_not_taken) {
	struct title_style other = style;
	other.font = "sans-serif:size=60";
	ck_assert_uint_eq(title_width(&other, "font"), title_width(&style, "font"));
}
END_TEST

START_TEST(text_that_fits_is_drawn_whole) {
	title_draw(canvas, &box, &style, "fits");
	ck_assert_uint_gt(count_ink(true), 20);
	ck_assert_uint_eq(count_ink(false), 0);
	ck_assert_int_lt(last_ink(), box.x + (int)title_width(&style, "fits"));
}
END_TEST

START_TEST(text_that_is_too_long_stays_in_its_box) {
	char title[GUI_TITLE_MAX + 1] = {0};
	const char *units[] = {"W", "i", "Wi \xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x98\x80",
		"g\xcc\x81\xcc\xa3", "\xd8\xa7\xd9\x84", "\xef\xb7\xbd"};
	for (size_t n = 0; n < sizeof(units) / sizeof(units[0]); ++n) {
		size_t len = strlen(units[n]), end = GUI_TITLE_MAX / len * len;
		for (size_t i = 0; i < end; ++i) {
			title[i] = units[n][i % len];
		}
		title[end] = '\0';
		title_draw(canvas, &box, &style, title);
		ck_assert_uint_gt(count_ink(true), 20);
		ck_assert_uint_eq(count_ink(false), 0);
	}
}
END_TEST

START_TEST(boxes_without_room) {
	const struct wlr_box boxes[] = {
		{0, 0, 0, 20}, {0, 0, 1, 20}, {0, 0, 3, 1}, {295, 30, 100, 100}};
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); ++i) {
		title_draw(canvas, &boxes[i], &style, "no room for it");
	}
}
END_TEST

static size_t put_utf8(char *dst, uint32_t code) {
	if (code < 0x800) {
		dst[0] = (char)(0xc0 | code >> 6);
		dst[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	dst[0] = (char)(0xe0 | code >> 12);
	dst[1] = (char)(0x80 | (code >> 6 & 0x3f));
	dst[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

// More characters than a font may hold in memory, as a guest would send them
START_TEST(every_character_once) {
	char raw[GUI_TITLE_MAX + 1], clean[GUI_TITLE_MAX + 1];
	size_t len = 0;
	unsigned long count = 0;
	for (uint32_t code = 0x80; code < 0xd800; ++code, ++count) {
		len += put_utf8(raw + len, code);
		if (len + 3 > 64) {
			text_title(clean, sizeof(clean), (const uint8_t *)raw, len);
			title_draw(canvas, &box, &style, clean);
			len = 0;
		}
	}
	ck_assert_uint_eq(count_ink(false), 0);
	unit_count("characters", count);
}
END_TEST

// fcft forgets to free what it had when there is no font at all
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
	return "leak:fcft_from_name2\nleak:libfontconfig\n";
}

START_TEST(without_fonts_nothing_is_drawn) {
	char path[] = "/tmp/test_title-XXXXXX";
	const char empty[] = "<?xml version=\"1.0\"?><fontconfig></fontconfig>";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, empty, strlen(empty)), (ssize_t)strlen(empty));
	close(fd);
	setenv("FONTCONFIG_FILE", path, 1);
	ck_assert_uint_eq(title_width(&style, "text"), 0);
	title_draw(canvas, &box, &style, "text");
	ck_assert_uint_eq(count_ink(true), 0);
	title_finish();
	unsetenv("FONTCONFIG_FILE");
	unlink(path);
	ck_assert_uint_gt(title_width(&style, "text"), 0);
}
END_TEST

START_TEST(many_sizes) {
	for (int i = 0; i < 40; ++i) {
		struct title_style other = style;
		other.scale = 0.5f + (float)(i % 20) / 4;
		other.bold = i % 3 == 0;
		title_draw(canvas, &box, &other, "many sizes");
	}
	ck_assert_uint_eq(count_ink(false), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("title");
	TCase *tests = tcase_create("title");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, width_is_that_of_the_text);
	tcase_add_test(tests, width_hardly_depends_on_scale);
	tcase_add_test(tests, size_in_the_font_name_is_not_taken);
	tcase_add_test(tests, text_that_fits_is_drawn_whole);
	tcase_add_test(tests, text_that_is_too_long_stays_in_its_box);
	tcase_add_test(tests, boxes_without_room);
	tcase_add_test(tests, every_character_once);
	tcase_add_test(tests, without_fonts_nothing_is_drawn);
	tcase_add_test(tests, many_sizes);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
