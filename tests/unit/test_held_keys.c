// SPDX-License-Identifier: MIT
#include "guest-proxy/app/held_keys.h"

#include "tests/lib/unit.h"

START_TEST(order_is_kept) {
	struct held_keys held = {.holding = true};
	const struct held_key down = {.is_key = true, .key = {.key = 30, .pressed = 1}};
	const struct held_key up = {.is_key = true, .key = {.key = 30}};
	const struct held_key shift = {.modifiers = {.depressed = 1}};
	ck_assert(held_keys_add(&held, &down));
	ck_assert(held_keys_add(&held, &shift));
	ck_assert(held_keys_add(&held, &up));
	ck_assert_uint_eq(held.count, 3);
	ck_assert(held.list[0].is_key && held.list[0].key.pressed);
	ck_assert(!held.list[1].is_key && held.list[1].modifiers.depressed == 1);
	ck_assert(held.list[2].is_key && !held.list[2].key.pressed);
}
END_TEST

START_TEST(full_is_full) {
	struct held_keys held = {.holding = true};
	const struct held_key key = {.is_key = true, .key = {.key = 30, .pressed = 1}};
	const struct held_key none = {0};
	for (size_t i = 0; i < HELD_KEYS_MAX; ++i) {
		ck_assert(held_keys_add(&held, &key));
	}
	ck_assert(!held_keys_add(&held, &key));
	ck_assert(!held_keys_add(&held, &none));
	ck_assert_uint_eq(held.count, HELD_KEYS_MAX);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("held_keys");
	TCase *tests = tcase_create("held_keys");
	tcase_add_test(tests, order_is_kept);
	tcase_add_test(tests, full_is_full);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
