// SPDX-License-Identifier: MIT
#include "compositor/desk/confine.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/lib/unit.h"

#define REGIONS 2000
#define MOTIONS 30

static uint32_t state = 1;

static uint32_t below(uint32_t end) {
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % end;
}

static bool holds(const pixman_region32_t *region, double x, double y) {
	return pixman_region32_contains_point(region, (int)floor(x), (int)floor(y), NULL);
}

static void assert_near(double value, double wanted) {
	ck_assert_msg(fabs(value - wanted) <= 1, "%f is not near %f", value, wanted);
}

// Where a motion ends
static void assert_end(const pixman_region32_t *region, const double way[4], double x, double y) {
	double dx = way[2], dy = way[3];
	confine_motion(region, way[0], way[1], &dx, &dy);
	ck_assert(holds(region, way[0] + dx, way[1] + dy));
	assert_near(way[0] + dx, x);
	assert_near(way[1] + dy, y);
}

START_TEST(a_rectangle) {
	pixman_region32_t region;
	pixman_region32_init_rect(&region, 10, 10, 100, 50);
	assert_end(&region, (double[]){50, 30, 20.5, 7.25}, 70.5, 37.25); // all of it
	assert_end(&region, (double[]){50, 30, 0, 0}, 50, 30);
	assert_end(&region, (double[]){50, 30, 300, 0}, 110, 30);
	assert_end(&region, (double[]){50, 30, -300, 0}, 10, 30);
	assert_end(&region, (double[]){50, 30, 300, 20}, 110, 50); // along the border
	assert_end(&region, (double[]){50, 30, -1e9, -1e9}, 10, 10);
	double dx = 5, dy = 5;
	confine_motion(&region, 200, 200, &dx, &dy);
	ck_assert(dx == 0 && dy == 0);
	pixman_region32_fini(&region);
}
END_TEST

START_TEST(no_way_over_a_gap) {
	pixman_region32_t region;
	pixman_region32_init_rect(&region, 0, 0, 50, 50);
	pixman_region32_union_rect(&region, &region, 51, 0, 50, 50);
	assert_end(&region, (double[]){10, 10, 80, 0}, 50, 10);
	pixman_region32_union_rect(&region, &region, 50, 20, 1, 1); // a bridge
	assert_end(&region, (double[]){10, 20.5, 80, 0}, 90, 20.5);
	pixman_region32_fini(&region);
}
END_TEST

// Some of these keep wlr_region_confine() busy for ever
START_TEST(always_comes_back) {
	for (int i = 0; i < REGIONS; ++i) {
		pixman_region32_t region;
		pixman_region32_init(&region);
		for (uint32_t n = 1 + below(8); n > 0; --n) {
			pixman_region32_union_rect(&region, &region, (int)below(20), (int)below(20),
				1 + below(10), 1 + below(10));
		}
		for (int n = 0; n < MOTIONS; ++n) {
			double x = below(5120) / 256.0, y = below(5120) / 256.0;
			double dx = below(10240) / 256.0 - 20, dy = below(10240) / 256.0 - 20;
			bool inside = holds(&region, x, y);
			confine_motion(&region, x, y, &dx, &dy);
			ck_assert_int_eq(holds(&region, x + dx, y + dy), inside);
		}
		pixman_region32_fini(&region);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("confine");
	TCase *tests = tcase_create("confine");
	tcase_add_test(tests, a_rectangle);
	tcase_add_test(tests, no_way_over_a_gap);
	tcase_add_test(tests, always_comes_back);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
