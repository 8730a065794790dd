// SPDX-License-Identifier: MIT
#include "compositor/edge/serials.h"

#include "tests/lib/unit.h"

START_TEST(never_zero) {
	struct serials serials = {.last = UINT32_MAX - 1};
	ck_assert_uint_eq(serials_new(&serials), UINT32_MAX);
	ck_assert_uint_eq(serials_new(&serials), 1);
	ck_assert_uint_eq(serials_new(&serials), 2);
}
END_TEST

START_TEST(sent_is_found) {
	struct serials serials = {0};
	ck_assert_int_eq(serials_find(&serials, 1), SERIALS_NEVER);
	uint32_t event = serials_new(&serials);
	serials_note_event(&serials, event);
	ck_assert_int_eq(serials_find(&serials, event), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, event + 1), SERIALS_NEVER);
	ck_assert_int_eq(serials_find(&serials, UINT32_MAX), SERIALS_NEVER);
	ck_assert_int_eq(serials_find(&serials, 0), SERIALS_NEVER);
}
END_TEST

START_TEST(other_purpose_is_stale) {
	struct serials serials = {0};
	uint32_t configure = serials_new(&serials);
	ck_assert_int_eq(serials_find(&serials, configure), SERIALS_STALE);
}
END_TEST

START_TEST(old_is_stale) {
	struct serials serials = {0};
	for (int i = 0; i < SERIALS_EVENTS + 1; i++) {
		serials_note_event(&serials, serials_new(&serials));
	}
	ck_assert_int_eq(serials_find(&serials, 1), SERIALS_STALE);
	ck_assert_int_eq(serials_find(&serials, 2), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, SERIALS_EVENTS + 1), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, SERIALS_EVENTS + 2), SERIALS_NEVER);
}
END_TEST

START_TEST(enter_outlives_the_ring) {
	struct serials serials = {0};
	serials.pointer_enter = serials_new(&serials);
	serials.keyboard_enter = serials_new(&serials);
	for (int i = 0; i < 2 * SERIALS_EVENTS; i++) {
		serials_note_event(&serials, serials_new(&serials));
	}
	ck_assert_int_eq(serials_find(&serials, 1), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, 2), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, 3), SERIALS_STALE);
}
END_TEST

START_TEST(wraps) {
	struct serials serials = {.last = UINT32_MAX - 1};
	uint32_t before = serials_new(&serials);
	serials_note_event(&serials, before);
	uint32_t after = serials_new(&serials);
	serials_note_event(&serials, after);
	ck_assert_int_eq(serials_find(&serials, before), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, after), SERIALS_SENT);
	ck_assert_int_eq(serials_find(&serials, after + 1), SERIALS_NEVER);
	ck_assert_int_eq(serials_find(&serials, before - 1), SERIALS_STALE);
}
END_TEST

START_TEST(configure_is_found) {
	struct serials_configures configures = {0};
	ck_assert_int_eq(serials_find_configure(&configures, 1), SERIALS_NEVER);
	serials_note_configure(&configures, 4);
	serials_note_configure(&configures, 7);
	ck_assert_int_eq(serials_find_configure(&configures, 4), SERIALS_SENT);
	ck_assert_int_eq(serials_find_configure(&configures, 7), SERIALS_SENT);
	ck_assert_int_eq(serials_find_configure(&configures, 8), SERIALS_NEVER);
	ck_assert_int_eq(serials_find_configure(&configures, 5), SERIALS_NEVER);
	ck_assert_int_eq(serials_find_configure(&configures, 0), SERIALS_NEVER);
}
END_TEST

START_TEST(ack_makes_older_stale) {
	struct serials_configures configures = {0};
	serials_note_configure(&configures, 4);
	serials_note_configure(&configures, 7);
	serials_note_configure(&configures, 9);
	serials_ack(&configures, 7);
	ck_assert_int_eq(serials_find_configure(&configures, 4), SERIALS_STALE);
	ck_assert_int_eq(serials_find_configure(&configures, 7), SERIALS_SENT);
	ck_assert_int_eq(serials_find_configure(&configures, 8), SERIALS_NEVER);
	ck_assert_int_eq(serials_find_configure(&configures, 9), SERIALS_SENT);
}
END_TEST

START_TEST(forgotten_configure_is_stale) {
	struct serials_configures configures = {0};
	for (uint32_t i = 0; i < SERIALS_CONFIGURES + 2; i++) {
		serials_note_configure(&configures, 10 + 2 * i);
	}
	ck_assert_int_eq(serials_find_configure(&configures, 10), SERIALS_STALE);
	ck_assert_int_eq(serials_find_configure(&configures, 14), SERIALS_SENT);
	ck_assert_int_eq(serials_find_configure(&configures, 15), SERIALS_NEVER);
}
END_TEST

START_TEST(configures_wrap) {
	struct serials_configures configures = {0};
	serials_note_configure(&configures, UINT32_MAX);
	serials_note_configure(&configures, 3);
	ck_assert_int_eq(serials_find_configure(&configures, UINT32_MAX), SERIALS_SENT);
	serials_ack(&configures, 3);
	ck_assert_int_eq(serials_find_configure(&configures, UINT32_MAX), SERIALS_STALE);
	ck_assert_int_eq(serials_find_configure(&configures, 4), SERIALS_NEVER);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("serials");
	TCase *tests = tcase_create("serials");
	tcase_add_test(tests, never_zero);
	tcase_add_test(tests, sent_is_found);
	tcase_add_test(tests, other_purpose_is_stale);
	tcase_add_test(tests, old_is_stale);
	tcase_add_test(tests, enter_outlives_the_ring);
	tcase_add_test(tests, wraps);
	tcase_add_test(tests, configure_is_found);
	tcase_add_test(tests, ack_makes_older_stale);
	tcase_add_test(tests, forgotten_configure_is_stale);
	tcase_add_test(tests, configures_wrap);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
