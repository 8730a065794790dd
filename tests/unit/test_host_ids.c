// SPDX-License-Identifier: MIT
#include "guest-proxy/host/host_ids.h"

#include "tests/lib/unit.h"

START_TEST(next_does_not_take) {
	struct host_ids ids;
	host_ids_init(&ids, 3);
	uint32_t id = host_ids_next(&ids);
	ck_assert_uint_eq(id, 1);
	ck_assert(host_ids_is(&ids, id, HOST_IDS_FREE));
	ck_assert(host_ids_take(&ids, id));
	ck_assert(!host_ids_take(&ids, id));
}
END_TEST

START_TEST(the_longest_free_comes_first) {
	struct host_ids ids;
	host_ids_init(&ids, 3);
	ck_assert(host_ids_take(&ids, host_ids_next(&ids)));
	ck_assert(host_ids_drop(&ids, 1));
	ck_assert(host_ids_free(&ids, 1));
	ck_assert_uint_eq(host_ids_next(&ids), 2);
	ck_assert_uint_eq(host_ids_next(&ids), 3);
	ck_assert_uint_eq(host_ids_next(&ids), 1);
}
END_TEST

START_TEST(none_while_all_are_live_or_dying) {
	struct host_ids ids;
	host_ids_init(&ids, 2);
	ck_assert(host_ids_take(&ids, 1));
	ck_assert(host_ids_take(&ids, 2));
	ck_assert_uint_eq(host_ids_next(&ids), 0);
	ck_assert(host_ids_drop(&ids, 2));
	ck_assert_uint_eq(host_ids_next(&ids), 0);
	ck_assert(host_ids_free(&ids, 2));
	ck_assert_uint_eq(host_ids_next(&ids), 2);
}
END_TEST

// What the compositor says of an id may be anything
START_TEST(any_value_may_be_asked) {
	static const uint32_t values[] = {0, 3, HOST_IDS_MAX, HOST_IDS_MAX + 1, UINT32_MAX};
	struct host_ids ids;
	host_ids_init(&ids, 2);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); ++i) {
		ck_assert(!host_ids_take(&ids, values[i]));
		ck_assert(!host_ids_drop(&ids, values[i]));
		ck_assert(!host_ids_free(&ids, values[i]));
		ck_assert(!host_ids_is(&ids, values[i], HOST_IDS_FREE));
	}
	ck_assert(!host_ids_free(&ids, 1)); // it is free already
	ck_assert(!host_ids_drop(&ids, 1));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("host_ids");
	TCase *tests = tcase_create("host_ids");
	tcase_add_test(tests, next_does_not_take);
	tcase_add_test(tests, the_longest_free_comes_first);
	tcase_add_test(tests, none_while_all_are_live_or_dying);
	tcase_add_test(tests, any_value_may_be_asked);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
