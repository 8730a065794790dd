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

START_TEST(as_little_as_can_be_is_hidden) {
	struct wlr_box taken[3] = {{300, 125, 600, 450}}, both;
	for (int i = 1; i < 3; ++i) {
		struct wlr_box box = {320, 140, 600, 450};
		ck_assert(room_find(&box, &usable, taken, (size_t)i));
		ck_assert(wlr_box_intersection(&both, &box, &taken[0]));
		ck_assert_int_eq(both.width, 400);
		taken[i] = box;
	}
	ck_assert_int_eq(taken[1].x + taken[2].x, 100 + 500); // one at each side
}
END_TEST

START_TEST(none_is_better) {
	struct wlr_box first = {100, 50, 1000, 600}, box = {107, 58, 400, 301};
	ck_assert(!room_find(&box, &usable, &first, 1));
	ck_assert_int_eq(box.x, 107);
	ck_assert_int_eq(box.y, 58);
}
END_TEST

START_TEST(larger_than_the_area) {
	struct wlr_box box = {0, 0, 1001, 10};
	ck_assert(!room_find(&box, &usable, NULL, 0));
}
END_TEST

static bool touches(const struct wlr_box *box, const struct wlr_box *taken, size_t count) {
	struct wlr_box both;
	for (size_t i = 0; i < count; ++i) {
		if (wlr_box_intersection(&both, box, &taken[i])) {
			return true;
		}
	}
	return false;
}

START_TEST(inside_and_free_while_there_is_room) {
	struct wlr_box taken[ROOM_TAKEN_MAX], both;
	struct wlr_box box = {0, 0, 190, 110};
	size_t count = 0;
	do {
		ck_assert_uint_lt(count, ROOM_TAKEN_MAX);
		taken[count++] = box;
		ck_assert(room_find(&box, &usable, taken, count));
		ck_assert(wlr_box_intersection(&both, &box, &usable));
		ck_assert(wlr_box_equal(&both, &box));
	} while (!touches(&box, taken, count));
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
	tcase_add_test(tests, as_little_as_can_be_is_hidden);
	tcase_add_test(tests, none_is_better);
	tcase_add_test(tests, larger_than_the_area);
	tcase_add_test(tests, inside_and_free_while_there_is_room);
	tcase_add_test(tests, extreme_numbers);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
