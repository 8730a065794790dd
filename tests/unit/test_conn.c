// SPDX-License-Identifier: MIT
#include "common/conn.h"

#include <string.h>

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

START_TEST(records_come_in_order) {
	static const uint32_t codes[] = {
		GUI_CODE_toplevel_create, GUI_CODE_title, GUI_CODE_commit, GUI_CODE_ping};
	uint8_t bytes[4 * GUI_RECORD_MAX];
	size_t len = 0;
	for (size_t i = 0; i < 4; i++) {
		len += conn_pair_put(bytes + len, codes[i]);
	}
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, codes, 4);
	ck_assert_uint_eq(conn_bytes_read(pair.conn), len);
}
END_TEST

START_TEST(records_come_byte_by_byte) {
	static const uint32_t codes[] = {GUI_CODE_title, GUI_CODE_commit};
	for (size_t i = 0; i < 2; i++) {
		uint8_t bytes[GUI_RECORD_MAX];
		size_t len = conn_pair_put(bytes, codes[i]);
		for (size_t pos = 0; pos < len; pos++) {
			ck_assert_uint_eq(pair.seen.len, i);
			conn_pair_write(&pair, bytes + pos, 1);
			conn_pair_settle(&pair);
		}
	}
	conn_pair_expect(&pair, codes, 2);
	ck_assert_ptr_null(pair.seen.lost);
}
END_TEST

// More than the buffer holds, with records across its end
START_TEST(a_long_stream) {
	uint8_t bytes[GUI_RECORD_MAX];
	struct gui_record record = example_record(GUI_CODE_title);
	char text[GUI_TITLE_MAX];
	memset(text, 'x', sizeof(text));
	size_t sent = 0;
	for (uint32_t i = 0; i < 2000; i++) {
		example_set_tail(&record, text, i % GUI_TITLE_MAX);
		size_t len = example_bytes(&record, bytes);
		conn_pair_write(&pair, bytes, len);
		sent += len;
		if (i % 100 == 99) {
			conn_pair_settle(&pair);
		}
	}
	conn_pair_settle(&pair);
	ck_assert_uint_eq(pair.seen.len, 2000);
	ck_assert_uint_eq(conn_bytes_read(pair.conn), sent);
	ck_assert_ptr_null(pair.seen.lost);
}
END_TEST

START_TEST(bad_record_ends_it) {
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_ping);
	size_t bad = len;
	len += conn_pair_put(bytes + len, GUI_CODE_ping);
	len += conn_pair_put(bytes + len, GUI_CODE_title);
	bytes[bad + 12] = 1;
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_ping}, 1);
	ck_assert_str_eq(pair.seen.lost, row_error_name(ROW_BAD_HEADER));
}
END_TEST

START_TEST(bad_field_ends_it) {
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_toplevel_create);
	example_poke(bytes, gui_row(GUI_CODE_toplevel_create),
		gui_row(GUI_CODE_toplevel_create)->fields, 0);
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	ck_assert_uint_eq(pair.seen.len, 0);
	ck_assert_str_eq(pair.seen.lost, row_error_name(ROW_BAD_FIELD));
}
END_TEST

// The header is enough: what it announces is not waited for
START_TEST(bad_header_is_not_waited_for) {
	uint8_t bytes[GUI_RECORD_MAX];
	conn_pair_put(bytes, GUI_CODE_title);
	example_poke_header(bytes, EXAMPLE_SIZE, 0x7fffffff);
	conn_pair_write(&pair, bytes, GUI_HEADER_SIZE);
	conn_pair_settle(&pair);
	ck_assert_str_eq(pair.seen.lost, row_error_name(ROW_BAD_SIZE));
}
END_TEST

START_TEST(peer_that_goes_is_lost_after_its_last_record) {
	conn_pair_send(&pair, GUI_CODE_ping);
	transport_destroy(pair.peer);
	pair.peer = NULL;
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_ping}, 1);
	ck_assert_str_eq(pair.seen.lost, "the peer is gone");
}
END_TEST

START_TEST(nothing_is_called_after_lost) {
	pair.acts.keep = true;
	conn_pair_send(&pair, GUI_CODE_welcome); // not a guest's
	conn_pair_settle(&pair);
	ck_assert_str_eq(pair.seen.lost, row_error_name(ROW_BAD_DIRECTION));
	conn_pair_send(&pair, GUI_CODE_ping);
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
	conn_pair_settle(&pair); // the handlers see to it
	ck_assert_uint_eq(pair.seen.len, 0);
	ck_assert_int_eq(pair.seen.drained, 0);
}
END_TEST

START_TEST(handler_changes_the_state) {
	pair.acts.open_at = GUI_CODE_hello;
	pair.context.state = ROW_LINK_NEW;
	uint8_t bytes[2 * GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_hello);
	len += conn_pair_put(bytes + len, GUI_CODE_ping);
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_hello, GUI_CODE_ping}, 2);
	conn_pair_send(&pair, GUI_CODE_hello);
	conn_pair_settle(&pair);
	ck_assert_str_eq(pair.seen.lost, row_error_name(ROW_BAD_STATE));
}
END_TEST

START_TEST(destroyed_by_the_record_handler) {
	pair.acts.destroy_at = GUI_CODE_title;
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_ping);
	len += conn_pair_put(bytes + len, GUI_CODE_title);
	len += conn_pair_put(bytes + len, GUI_CODE_ping);
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_ping, GUI_CODE_title}, 2);
	ck_assert_ptr_null(pair.conn);
	ck_assert_ptr_null(pair.seen.lost);
}
END_TEST

START_TEST(paused_reads_nothing) {
	pair.acts.pause_at = GUI_CODE_title;
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_title);
	len += conn_pair_put(bytes + len, GUI_CODE_ping);
	conn_pair_write(&pair, bytes, len);
	conn_pair_settle(&pair);
	uint64_t read_before = conn_bytes_read(pair.conn);
	conn_pair_send(&pair, GUI_CODE_pong);
	conn_pair_settle(&pair);
	ck_assert_uint_eq(pair.seen.len, 1);
	ck_assert_uint_eq(conn_bytes_read(pair.conn), read_before);
	conn_pause(pair.conn, false);
	ck_assert_uint_eq(pair.seen.len, 1); // only from the loop
	conn_pair_settle(&pair);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_title, GUI_CODE_ping, GUI_CODE_pong}, 3);
}
END_TEST

START_TEST(paused_peer_that_goes_is_no_busy_loop) {
	pair.acts.pause_at = GUI_CODE_ping;
	conn_pair_send(&pair, GUI_CODE_ping);
	conn_pair_settle(&pair);
	transport_destroy(pair.peer);
	pair.peer = NULL;
	conn_pair_settle(&pair);
	ck_assert_ptr_null(pair.seen.lost);
	uint64_t start = loop_now();
	ck_assert(loop_dispatch(pair.loop, 30));
	ck_assert_uint_ge(loop_now() - start, 25000000);
	conn_pause(pair.conn, false);
	conn_pair_settle(&pair);
	ck_assert_ptr_nonnull(pair.seen.lost);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conn");
	TCase *tests = tcase_create("conn");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, records_come_in_order);
	tcase_add_test(tests, records_come_byte_by_byte);
	tcase_add_test(tests, a_long_stream);
	tcase_add_test(tests, bad_record_ends_it);
	tcase_add_test(tests, bad_field_ends_it);
	tcase_add_test(tests, bad_header_is_not_waited_for);
	tcase_add_test(tests, peer_that_goes_is_lost_after_its_last_record);
	tcase_add_test(tests, nothing_is_called_after_lost);
	tcase_add_test(tests, handler_changes_the_state);
	tcase_add_test(tests, destroyed_by_the_record_handler);
	tcase_add_test(tests, paused_reads_nothing);
	tcase_add_test(tests, paused_peer_that_goes_is_no_busy_loop);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
