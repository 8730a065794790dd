// SPDX-License-Identifier: MIT
#include "common/conn.h"

#include "tests/hostile/fake_loop.h"
#include "tests/lib/conn_pair.h"
#include "tests/lib/unit.h"

#define LATE "half a record for too long"

static struct conn_pair pair;
static uint8_t bytes[2 * GUI_RECORD_MAX];
static size_t len; // of one record in bytes; another follows

static void setup(void) {
	conn_pair_init(&pair);
	len = conn_pair_put(bytes, GUI_CODE_title);
	conn_pair_put(bytes + len, GUI_CODE_title);
}

static void teardown(void) {
	conn_pair_finish(&pair);
}

START_TEST(half_a_record) {
	conn_pair_write(&pair, bytes, (size_t)_i);
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT - 1);
	ck_assert_ptr_null(pair.seen.lost);
	fake_loop_pass(pair.loop, 1);
	ck_assert_str_eq(pair.seen.lost, LATE);
}
END_TEST

// A byte now and then does not put it off
START_TEST(half_a_record_dribbles) {
	for (size_t pos = 0; pos < len - 1; pos++) {
		conn_pair_write(&pair, bytes + pos, 1);
		fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT / (uint32_t)len);
		ck_assert_ptr_null(pair.seen.lost);
	}
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT / 2);
	ck_assert_str_eq(pair.seen.lost, LATE);
}
END_TEST

// Each record has its own time
START_TEST(slow_records) {
	for (int i = 0; i < 10; i++) {
		conn_pair_write(&pair, bytes, 5);
		fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT - 1);
		conn_pair_write(&pair, bytes + 5, len - 5);
		conn_pair_settle(&pair);
	}
	ck_assert_ptr_null(pair.seen.lost);
	ck_assert_uint_eq(pair.seen.len, 10);
}
END_TEST

START_TEST(half_a_record_behind_a_whole_one) {
	conn_pair_write(&pair, bytes, 5);
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT - 1);
	conn_pair_write(&pair, bytes + 5, len);
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT - 1);
	ck_assert_ptr_null(pair.seen.lost);
	fake_loop_pass(pair.loop, 1);
	ck_assert_str_eq(pair.seen.lost, LATE);
}
END_TEST

// What has come by the time that we look is not late
START_TEST(rest_came_while_we_slept) {
	conn_pair_write(&pair, bytes, 5);
	conn_pair_settle(&pair);
	fake_loop_sleep(GUI_RECORD_TIMEOUT + 100);
	conn_pair_write(&pair, bytes + 5, len - 5);
	conn_pair_settle(&pair);
	ck_assert_ptr_null(pair.seen.lost);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_title}, 1);
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT);
	ck_assert_ptr_null(pair.seen.lost);
}
END_TEST

// It is we who do not read
START_TEST(paused_is_not_late) {
	pair.acts.pause_at = GUI_CODE_title;
	conn_pair_write(&pair, bytes, len + 5);
	fake_loop_pass(pair.loop, 3 * GUI_RECORD_TIMEOUT);
	ck_assert_ptr_null(pair.seen.lost);
	conn_pause(pair.conn, false);
	fake_loop_pass(pair.loop, GUI_RECORD_TIMEOUT);
	ck_assert_str_eq(pair.seen.lost, LATE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conn_time");
	TCase *tests = tcase_create("conn_time");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, half_a_record, 1, 20);
	tcase_add_test(tests, half_a_record_dribbles);
	tcase_add_test(tests, slow_records);
	tcase_add_test(tests, half_a_record_behind_a_whole_one);
	tcase_add_test(tests, rest_came_while_we_slept);
	tcase_add_test(tests, paused_is_not_late);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
