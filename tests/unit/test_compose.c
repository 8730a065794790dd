// SPDX-License-Identifier: MIT
#include "guest-proxy/app/compose.h"

#include <drm_fourcc.h>
#include <limits.h>
#include <string.h>
#include <wayland-server-protocol.h>

#include "tests/lib/unit.h"

#define SIZE 8 // of the target
#define GROUND 0xff101010
#define LONG 40000 // pixels

// A buffer of 2 x 2 pixels with a colour in each corner
static uint32_t corners[] = {0xffff0000, 0xff00ff00, 0xff0000ff, 0xffffffff};

struct canvas {
	uint32_t pixels[SIZE * SIZE];
	pixman_image_t *image;
};

static void canvas_begin(struct canvas *canvas) {
	for (size_t i = 0; i < SIZE * SIZE; ++i) {
		canvas->pixels[i] = GROUND;
	}
	canvas->image = pixman_image_create_bits_no_clear(
		PIXMAN_a8r8g8b8, SIZE, SIZE, canvas->pixels, SIZE * 4);
}

static bool draw(struct canvas *canvas, const struct compose_layer *layer) {
	pixman_region32_t region;
	pixman_region32_init_rect(&region, layer->dst.x, layer->dst.y, (unsigned)layer->dst.width,
		(unsigned)layer->dst.height);
	pixman_region32_intersect_rect(&region, &region, 0, 0, SIZE, SIZE);
	bool done = compose_layer(canvas->image, layer, &region);
	pixman_region32_fini(&region);
	pixman_image_unref(canvas->image);
	return done;
}

static struct compose_layer layer_of_corners(void) {
	return (struct compose_layer){
		.data = corners,
		.format = DRM_FORMAT_ARGB8888,
		.stride = 8,
		.width = 2,
		.height = 2,
		.source = {0, 0, 2, 2},
		.dst = {2, 2, 2, 2},
		.replace = true,
	};
}

// Which corner of the buffer comes to top left, top right, bottom left, bottom right
static const struct {
	uint32_t transform;
	int order[4];
} turned[] = {
	{WL_OUTPUT_TRANSFORM_NORMAL, {0, 1, 2, 3}},
	{WL_OUTPUT_TRANSFORM_90, {2, 0, 3, 1}},
	{WL_OUTPUT_TRANSFORM_180, {3, 2, 1, 0}},
	{WL_OUTPUT_TRANSFORM_270, {1, 3, 0, 2}},
	{WL_OUTPUT_TRANSFORM_FLIPPED, {1, 0, 3, 2}},
	{WL_OUTPUT_TRANSFORM_FLIPPED_90, {0, 2, 1, 3}},
	{WL_OUTPUT_TRANSFORM_FLIPPED_180, {2, 3, 0, 1}},
	{WL_OUTPUT_TRANSFORM_FLIPPED_270, {3, 1, 2, 0}},
};

START_TEST(every_transform) {
	struct canvas canvas;
	canvas_begin(&canvas);
	struct compose_layer layer = layer_of_corners();
	layer.transform = turned[_i].transform;
	ck_assert(draw(&canvas, &layer));
	for (int i = 0; i < 4; ++i) {
		uint32_t pixel = canvas.pixels[(2 + i / 2) * SIZE + 2 + i % 2];
		ck_assert_uint_eq(pixel, corners[turned[_i].order[i]]);
	}
	ck_assert_uint_eq(canvas.pixels[0], GROUND);
	ck_assert_uint_eq(canvas.pixels[4 * SIZE + 4], GROUND);
}
END_TEST

START_TEST(a_part_of_the_buffer) {
	struct canvas canvas;
	canvas_begin(&canvas);
	struct compose_layer layer = layer_of_corners();
	layer.source = (struct wlr_fbox){1, 1, 1, 1};
	layer.dst = (struct wlr_box){0, 0, 1, 1};
	ck_assert(draw(&canvas, &layer));
	ck_assert_uint_eq(canvas.pixels[0], corners[3]);
	ck_assert_uint_eq(canvas.pixels[1], GROUND);
}
END_TEST

START_TEST(one_pixel_fills_any_size) {
	struct canvas canvas;
	canvas_begin(&canvas);
	struct compose_layer layer = layer_of_corners();
	layer.width = layer.height = 1;
	layer.source = (struct wlr_fbox){0, 0, 1, 1};
	layer.dst = (struct wlr_box){-100, -100, 16384, 16384};
	ck_assert(draw(&canvas, &layer));
	for (size_t i = 0; i < SIZE * SIZE; ++i) {
		ck_assert_uint_eq(canvas.pixels[i], corners[0]);
	}
}
END_TEST

START_TEST(translucent_lies_over) {
	struct canvas canvas;
	canvas_begin(&canvas);
	uint32_t clear = 0;
	struct compose_layer layer = layer_of_corners();
	layer.data = &clear;
	layer.stride = 4;
	layer.width = layer.height = 1;
	layer.source = (struct wlr_fbox){0, 0, 1, 1};
	layer.replace = false;
	ck_assert(draw(&canvas, &layer));
	ck_assert_uint_eq(canvas.pixels[2 * SIZE + 2], GROUND);
	canvas_begin(&canvas);
	layer.replace = true;
	ck_assert(draw(&canvas, &layer));
	ck_assert_uint_eq(canvas.pixels[2 * SIZE + 2], 0);
}
END_TEST

START_TEST(unknown_formats_are_left_out) {
	struct canvas canvas;
	canvas_begin(&canvas);
	struct compose_layer layer = layer_of_corners();
	layer.format = DRM_FORMAT_RGB565;
	ck_assert(!draw(&canvas, &layer));
	ck_assert_uint_eq(canvas.pixels[2 * SIZE + 2], GROUND);
}
END_TEST

// Pixman's numbers have 16 bits before the point
START_TEST(what_is_too_far_is_left_out) {
	static uint32_t wide[LONG];
	struct canvas canvas;
	canvas_begin(&canvas);
	struct compose_layer layer = layer_of_corners();
	layer.data = wide;
	layer.width = LONG;
	layer.height = 1;
	layer.stride = sizeof(wide);
	layer.source = (struct wlr_fbox){LONG - 1, 0, 1, 1};
	ck_assert(!draw(&canvas, &layer));
	ck_assert_uint_eq(canvas.pixels[2 * SIZE + 2], GROUND);
}
END_TEST

START_TEST(pixels_of_a_length) {
	ck_assert_int_eq(compose_pixels(100, 120), 100);
	ck_assert_int_eq(compose_pixels(101, 180), 152); // 151.5
	ck_assert_int_eq(compose_pixels(3, 150), 4); // 3.75
	ck_assert_int_eq(compose_pixels(0, 120), 1);
	ck_assert_int_eq(compose_pixels(16384, 960), 131072);
	ck_assert_int_eq(compose_pixels(INT_MAX, 120), INT_MAX);
	ck_assert_int_eq(compose_pixels(INT_MAX, 180), INT_MAX);
	ck_assert_int_eq(compose_pixels(1 << 29, 960), INT_MAX);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("compose");
	TCase *tests = tcase_create("compose");
	tcase_add_loop_test(tests, every_transform, 0, sizeof(turned) / sizeof(turned[0]));
	tcase_add_test(tests, a_part_of_the_buffer);
	tcase_add_test(tests, one_pixel_fills_any_size);
	tcase_add_test(tests, translucent_lies_over);
	tcase_add_test(tests, unknown_formats_are_left_out);
	tcase_add_test(tests, what_is_too_far_is_left_out);
	tcase_add_test(tests, pixels_of_a_length);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
