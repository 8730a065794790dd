// SPDX-License-Identifier: MIT
#include "compositor/desk/room.h"

#include <limits.h>

#include "tests/lib/unit.h"

static const struct wlr_box usable = {100, 50, 1000, 600};

START_TEST(the_first_is_in_the_middle) {
	struct wlr_box box = {0, 0, 400, 300};
	ck_assert(room_find(&box, &usable, NULL, 0));
	ck_assert_int_eq(box.x, 400);
	ck_assert_int_eq(box.y, 200);
	ck_assert_int_eq(box.width, 400);
}
END_TEST

START_TEST(the_second_is_beside_it) {
	struct wlr_box first = {400, 200, 400, 300}, box = {0, 0, 200, 300};
	ck_assert(room_find(&box, &usable, &first, 1));
	ck_assert(box.x == 200 || box.x == 800);
	ck_assert_int_eq(box.y, 200);
}
END_TEST

START_TEST(none_is_left) {
	struct wlr_box first = {400, 200, 400, 300}, box = {7, 8, 400, 301};
	ck_assert(!room_find(&box, &usable, &first, 1));
	ck_assert_int_eq(box.x, 7);
	ck_assert_int_eq(box.y, 8);
}
END_TEST

START_TEST(larger_than_the_area) {
	struct wlr_box box = {0, 0, 1001, 10};
	ck_assert(!room_find(&box, &usable, NULL, 0));
}
END_TEST

START_TEST(always_inside_and_free) {
	struct wlr_box taken[ROOM_TAKEN_MAX + 4], both;
	size_t count = 0;
	struct wlr_box box = {0, 0, 190, 110};
	while (count < ROOM_TAKEN_MAX && room_find(&box, &usable, taken, count)) {
		ck_assert(wlr_box_intersection(&both, &box, &usable));
		ck_assert(wlr_box_equal(&both, &box));
		for (size_t i = 0; i < count; ++i) {
			ck_assert(!wlr_box_intersection(&both, &box, &taken[i]));
		}
		taken[count++] = box;
	}
	ck_assert_uint_ge(count, 16);
}
END_TEST

START_TEST(extreme_numbers) {
	struct wlr_box taken[] = {
		{INT_MAX - 5, INT_MIN, 5, INT_MAX}, {-32768, -32768, 16384, 16384}};
	struct wlr_box box = {0, 0, 16384, 16384}, area = {-32768, 32767 - 16384, 16384, 16384};
	ck_assert(room_find(&box, &area, taken, 2));
	ck_assert_int_eq(box.x, -32768);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("room");
	TCase *tests = tcase_create("room");
	tcase_add_test(tests, the_first_is_in_the_middle);
	tcase_add_test(tests, the_second_is_beside_it);
	tcase_add_test(tests, none_is_left);
	tcase_add_test(tests, larger_than_the_area);
	tcase_add_test(tests, always_inside_and_free);
	tcase_add_test(tests, extreme_numbers);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
