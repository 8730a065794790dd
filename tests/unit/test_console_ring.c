// SPDX-License-Identifier: MIT
#include "hv/console/console_ring.h"

#include <string.h>

#include "tests/lib/unit.h"

static struct console_ring ring;
static uint8_t out[CONSOLE_RING_SIZE];

static void setup(void) {
	ring = (struct console_ring){0};
}

static void teardown(void) {
	console_ring_finish(&ring);
}

START_TEST(nothing) {
	ck_assert_uint_eq(console_ring_copy(&ring, out), 0);
	ck_assert(console_ring_add(&ring, out, 0));
	ck_assert_uint_eq(console_ring_copy(&ring, out), 0);
}
END_TEST

START_TEST(some) {
	ck_assert(console_ring_add(&ring, (const uint8_t *)"one ", 4));
	ck_assert(console_ring_add(&ring, (const uint8_t *)"two", 3));
	ck_assert_uint_eq(console_ring_copy(&ring, out), 7);
	ck_assert_mem_eq(out, "one two", 7);
	console_ring_finish(&ring);
	ck_assert_uint_eq(console_ring_copy(&ring, out), 0);
}
END_TEST

// Whatever pieces it comes in, the last of it is there
START_TEST(last_of_much) {
	static uint8_t all[5 * CONSOLE_RING_SIZE];
	size_t sizes[] = {509, 4096, CONSOLE_RING_SIZE - 1, CONSOLE_RING_SIZE,
		CONSOLE_RING_SIZE + 1, 3 * CONSOLE_RING_SIZE / 2};
	for (size_t i = 0; i < sizeof(all); i++) {
		all[i] = (uint8_t)(i * 31 + i / 256);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t end = 0;
		for (; end + sizes[i] <= sizeof(all); end += sizes[i]) {
			ck_assert(console_ring_add(&ring, all + end, sizes[i]));
			size_t len = console_ring_copy(&ring, out), said = end + sizes[i];
			ck_assert_uint_eq(len, said < CONSOLE_RING_SIZE ? said : CONSOLE_RING_SIZE);
			ck_assert_mem_eq(out, all + said - len, len);
		}
		console_ring_finish(&ring);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("console_ring");
	TCase *tcase = tcase_create("console_ring");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, some);
	tcase_add_test(tcase, last_of_much);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
