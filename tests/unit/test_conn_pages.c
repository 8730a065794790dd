// SPDX-License-Identifier: MIT
#include "common/conn.h"

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

START_TEST(pages_come_with_their_record) {
	pair.acts.take = true;
	uint8_t bytes[GUI_RECORD_MAX];
	conn_pair_send(&pair, GUI_CODE_ping);
	for (int i = 0; i < 3; i++) {
		conn_pair_write_pages(&pair, bytes, conn_pair_put_pool(bytes));
	}
	conn_pair_send(&pair, GUI_CODE_pong);
	conn_pair_settle(&pair);
	ck_assert_ptr_null(pair.seen.lost);
	conn_pair_expect(&pair,
		(uint32_t[]){GUI_CODE_ping, GUI_CODE_pool_create, GUI_CODE_pool_create,
			GUI_CODE_pool_create, GUI_CODE_pong},
		5);
}
END_TEST

// The record is cut at _i; behind its rest stands another that has pages too
START_TEST(pages_come_with_half_a_record) {
	pair.acts.take = true;
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = conn_pair_put_pool(bytes);
	ck_assert_int_lt(_i, (int)len);
	conn_pair_write_pages(&pair, bytes, (size_t)_i);
	if (_i % 2 == 0) {
		conn_pair_settle(&pair);
		ck_assert_uint_eq(pair.seen.len, 0);
	}
	conn_pair_write(&pair, bytes + _i, len - (size_t)_i);
	conn_pair_write_pages(&pair, bytes, len);
	conn_pair_settle(&pair);
	ck_assert_ptr_null(pair.seen.lost);
	conn_pair_expect(&pair, (uint32_t[]){GUI_CODE_pool_create, GUI_CODE_pool_create}, 2);
}
END_TEST

START_TEST(pages_without_a_pool) {
	pair.acts.take = true;
	uint8_t bytes[2 * GUI_RECORD_MAX];
	size_t len = conn_pair_put(bytes, GUI_CODE_ping);
	if (_i == 0) {
		conn_pair_write_pages(&pair, bytes, len);
	} else if (_i == 1) { // only in pieces
		conn_pair_write_pages(&pair, bytes, 1);
		conn_pair_settle(&pair);
		conn_pair_write(&pair, bytes + 1, len - 1);
	} else if (_i == 2) { // a pool follows, but too late
		conn_pair_write_pages(&pair, bytes, 1);
		conn_pair_settle(&pair);
		conn_pair_write(&pair, bytes + 1, len - 1);
		len = conn_pair_put_pool(bytes);
		conn_pair_write(&pair, bytes, len);
	}
	conn_pair_settle(&pair);
	ck_assert_ptr_nonnull(pair.seen.lost);
	ck_assert_str_eq(pair.seen.lost, "pages without a pool");
}
END_TEST

START_TEST(pages_that_the_handler_leaves) {
	uint8_t bytes[GUI_RECORD_MAX];
	conn_pair_write_pages(&pair, bytes, conn_pair_put_pool(bytes));
	conn_pair_settle(&pair);
	ck_assert_str_eq(pair.seen.lost, "pages without a pool");
}
END_TEST

// Ours, seen from the peer: each with its own record
START_TEST(pages_are_sent_with_their_record) {
	struct gui_record pool = {.code = GUI_CODE_pool_create};
	struct gui_record ping = example_record(GUI_CODE_ping);
	for (uint32_t i = 1; i <= 3; i++) {
		struct transport_pages pages = conn_pair_share(&pair, i);
		pool.u.pool_create = (struct gui_pool_create){.pool = i, .pages = i};
		ck_assert(conn_send(pair.conn, &ping, CONN_CONTROL, NULL));
		ck_assert(conn_send(pair.conn, &pool, CONN_CONTROL, &pages));
		ck_assert_int_eq(pages.fd, -1); // taken
	}
	conn_pair_settle(&pair);
	for (uint32_t i = 1; i <= 3; i++) {
		uint8_t bytes[24 + 24 + 1];
		ck_assert_int_eq(pair.peer->impl->read(pair.peer, bytes, 24), 24);
		ck_assert(!pair.peer->impl->pages_pending(pair.peer));
		ck_assert_int_eq(pair.peer->impl->read(pair.peer, bytes, 24), 24);
		struct transport_pages taken = {.pages = i};
		ck_assert(pair.peer->impl->pages_take(pair.peer, &taken, NULL, 0));
		transport_pages_finish(&taken);
	}
}
END_TEST

// Queued pages are closed with the connection: teardown counts
START_TEST(pages_that_were_never_sent) {
	struct gui_record pool = {
		.code = GUI_CODE_pool_create, .u.pool_create = {.pool = 1, .pages = 2}};
	struct transport_pages pages = conn_pair_share(&pair, 2);
	ck_assert(conn_send(pair.conn, &pool, CONN_CONTROL, &pages));
	conn_destroy(pair.conn);
	pair.conn = NULL;
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conn_pages");
	TCase *tests = tcase_create("conn_pages");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, pages_come_with_their_record);
	tcase_add_loop_test(tests, pages_come_with_half_a_record, 1, 24);
	tcase_add_loop_test(tests, pages_without_a_pool, 0, 3);
	tcase_add_test(tests, pages_that_the_handler_leaves);
	tcase_add_test(tests, pages_are_sent_with_their_record);
	tcase_add_test(tests, pages_that_were_never_sent);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
