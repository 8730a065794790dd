// SPDX-License-Identifier: MIT
#include "common/conn.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/conn_pair.h"
#include "tests/lib/examples.h"
#include "tests/lib/unit.h"

static struct conn_pair pair;

static void setup(void) {
	conn_pair_init(&pair);
}

static void teardown(void) {
	conn_pair_finish(&pair);
}

START_TEST(destroyed_by_the_drained_handler) {
	pair.acts.destroy_when_drained = true;
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
	conn_pair_settle(&pair);
	ck_assert_ptr_null(pair.conn);
}
END_TEST

START_TEST(paused_still_writes) {
	conn_pause(pair.conn, true);
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
	conn_pair_settle(&pair);
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_int_eq(pair.peer->impl->read(pair.peer, bytes, sizeof(bytes)), 24);
}
END_TEST

START_TEST(sent_from_the_loop_in_order) {
	static const uint32_t codes[] = {GUI_CODE_ping, GUI_CODE_configure, GUI_CODE_key};
	for (size_t i = 0; i < 3; i++) {
		struct gui_record record = example_record(codes[i]);
		ck_assert(conn_send(pair.conn, &record, CONN_CONTROL, NULL));
	}
	ck_assert_int_eq(pair.seen.drained, 0);
	uint32_t got[8];
	ck_assert_uint_eq(conn_pair_read(&pair, got, 8), 3);
	ck_assert_mem_eq(got, codes, sizeof(codes));
	ck_assert_int_eq(pair.seen.drained, 1);
	ck_assert_uint_eq(conn_queued(pair.conn), 0);
}
END_TEST

START_TEST(record_that_breaks_the_table_is_not_sent) {
	struct gui_record record = example_record(GUI_CODE_configure);
	record.u.configure.window = 0;
	struct transport_pages pages = {.impl = &transport_unix, .fd = dup(STDIN_FILENO)};
	ck_assert(!conn_send(pair.conn, &record, CONN_CONTROL, &pages));
	ck_assert_uint_eq(conn_queued(pair.conn), 0);
	ck_assert_int_ge(fcntl(pages.fd, F_GETFD), 0); // still ours
	transport_pages_finish(&pages);
}
END_TEST

START_TEST(queue_is_bounded_and_whole) {
	struct gui_record ping = example_record(GUI_CODE_ping);
	size_t sent = 0;
	// The socket takes some, the queue the rest
	while (conn_send(pair.conn, &ping, CONN_CONTROL, NULL)) {
		ck_assert_uint_lt(++sent, CONN_PAIR_SEEN * 4);
		if (sent % 1000 == 0 && sent < 10000) {
			conn_pair_settle(&pair);
		}
	}
	ck_assert_uint_le(conn_queued(pair.conn), GUI_QUEUE_MAX);
	ck_assert_uint_gt(conn_queued(pair.conn), GUI_QUEUE_MAX - 24);
	pair.seen.drained = 0;
	uint32_t *codes = calloc(CONN_PAIR_SEEN * 4, sizeof(*codes));
	ck_assert_ptr_nonnull(codes);
	ck_assert_uint_eq(conn_pair_read(&pair, codes, CONN_PAIR_SEEN * 4), sent);
	free(codes);
	ck_assert_int_eq(pair.seen.drained, 1);
	ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
}
END_TEST

START_TEST(only_input_is_dropped) {
	struct gui_record key = example_record(GUI_CODE_key);
	struct gui_record gone = example_record(GUI_CODE_window_gone);
	size_t keys = 0, left = 0;
	while (conn_send(pair.conn, &key, CONN_INPUT, NULL)) {
		keys++;
		if (keys % 10 == 0 && conn_send(pair.conn, &gone, CONN_CONTROL, NULL)) {
			left++;
		}
		if (keys == 5000) {
			conn_pair_settle(&pair); // fills the socket: one may be half written now
		}
	}
	size_t before = conn_queued(pair.conn);
	ck_assert(conn_drop_input(pair.conn));
	ck_assert_uint_lt(conn_queued(pair.conn), before);
	ck_assert(!conn_drop_input(pair.conn));
	uint32_t *codes = calloc(CONN_PAIR_SEEN * 4, sizeof(*codes));
	ck_assert_ptr_nonnull(codes);
	size_t len = conn_pair_read(&pair, codes, CONN_PAIR_SEEN * 4), gones = 0;
	for (size_t i = 0; i < len; i++) {
		gones += codes[i] == GUI_CODE_window_gone;
	}
	free(codes);
	ck_assert_uint_eq(gones, left);
	ck_assert_uint_lt(len - gones, keys);
}
END_TEST

// Else whoever waits for it to send an input_reset would wait for ever
START_TEST(drained_when_all_was_dropped) {
	struct gui_record key = example_record(GUI_CODE_key);
	ck_assert(conn_send(pair.conn, &key, CONN_INPUT, NULL));
	ck_assert(conn_drop_input(pair.conn));
	ck_assert_uint_eq(conn_queued(pair.conn), 0);
	ck_assert_int_eq(pair.seen.drained, 0);
	conn_pair_settle(&pair);
	ck_assert_int_eq(pair.seen.drained, 1);
}
END_TEST

START_TEST(lost_is_not_called_by_send) {
	transport_destroy(pair.peer);
	pair.peer = NULL;
	struct gui_record ping = example_record(GUI_CODE_ping);
	for (int i = 0; i < 100; i++) {
		ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
	}
	ck_assert_ptr_null(pair.seen.lost);
	conn_pair_settle(&pair);
	ck_assert_ptr_nonnull(pair.seen.lost);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conn_out");
	TCase *tests = tcase_create("conn_out");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, destroyed_by_the_drained_handler);
	tcase_add_test(tests, paused_still_writes);
	tcase_add_test(tests, sent_from_the_loop_in_order);
	tcase_add_test(tests, record_that_breaks_the_table_is_not_sent);
	tcase_add_test(tests, queue_is_bounded_and_whole);
	tcase_add_test(tests, only_input_is_dropped);
	tcase_add_test(tests, drained_when_all_was_dropped);
	tcase_add_test(tests, lost_is_not_called_by_send);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
