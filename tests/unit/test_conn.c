// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/examples.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define SEEN_MAX 20000

// The compositor's end, and a peer that writes what bytes it likes
static struct loop *loop;
static struct conn *conn;
static struct transport *peer;
static struct gui_context context;
static int fds_before;

static struct {
	uint32_t codes[SEEN_MAX];
	size_t len;
	const char *lost;
	int drained;
} seen;

// What the handler does at a record of this code
static struct {
	uint32_t destroy_at, pause_at, open_at;
	bool take, keep, destroy_when_drained;
} acts;

static void take_pages(const struct gui_pool_create *record) {
	struct transport *transport = conn_transport(conn);
	struct transport_pages pages = { .pages = record->pages };
	ck_assert(transport->impl->pages_take(transport, &pages, record->tail, record->count));
	transport_pages_finish(&pages);
}

static void handle_record(void *data, struct gui_record *record) {
	ck_assert_ptr_eq(data, &seen);
	ck_assert_ptr_null(seen.lost);
	ck_assert_uint_lt(seen.len, SEEN_MAX);
	seen.codes[seen.len++] = record->code;
	if (record->code == GUI_CODE_pool_create && acts.take) {
		take_pages(&record->u.pool_create);
	}
	if (record->code == acts.open_at) {
		context.state = GUI_LINK_OPEN;
	}
	if (record->code == acts.pause_at) {
		conn_pause(conn, true);
	}
	if (record->code == acts.destroy_at) {
		conn_destroy(conn);
		conn = NULL;
	}
}

static void handle_lost(void *data, const char *reason) {
	ck_assert_ptr_null(seen.lost);
	seen.lost = reason;
	if (!acts.keep) {
		conn_destroy(conn);
		conn = NULL;
	}
}

static void handle_drained(void *data) {
	seen.drained++;
	if (acts.destroy_when_drained) {
		conn_destroy(conn);
		conn = NULL;
	}
}

static const struct conn_handler handler = { handle_record, handle_lost, handle_drained };

static void setup(void) {
	fds_before = fds_open();
	memset(&seen, 0, sizeof(seen));
	memset(&acts, 0, sizeof(acts));
	context = (struct gui_context){ GUI_FROM_GUEST, GUI_LINK_OPEN, GUI_VERSION };
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	loop = loop_create();
	peer = transport_unix_from_fd(ends[1]);
	conn = conn_create(loop, transport_unix_from_fd(ends[0]), &context, &handler, &seen);
	ck_assert_ptr_nonnull(conn);
}

static void teardown(void) {
	conn_destroy(conn);
	transport_destroy(peer);
	loop_destroy(loop);
	ck_assert_int_eq(fds_open(), fds_before);
}

// Until nothing happens any more
static void settle(void) {
	for (int i = 0; i < 50; i++) {
		ck_assert(loop_dispatch(loop, 0));
	}
}

static void peer_write(const void *bytes, size_t len) {
	ck_assert_int_eq(peer->impl->write(peer, bytes, len, NULL), (ssize_t)len);
}

static size_t peer_put(uint8_t *dst, uint32_t code) {
	struct gui_record record = example_record(code);
	return example_bytes(&record, dst);
}

static void peer_send(uint32_t code) {
	uint8_t bytes[GUI_RECORD_MAX];
	peer_write(bytes, peer_put(bytes, code));
}

static void expect_seen(const uint32_t *codes, size_t len) {
	ck_assert_uint_eq(seen.len, len);
	ck_assert_mem_eq(seen.codes, codes, len * sizeof(codes[0]));
}

START_TEST(records_come_in_order) {
	static const uint32_t codes[] = { GUI_CODE_toplevel_create, GUI_CODE_title,
		GUI_CODE_commit, GUI_CODE_ping };
	uint8_t bytes[4 * GUI_RECORD_MAX];
	size_t len = 0;
	for (size_t i = 0; i < 4; i++) {
		len += peer_put(bytes + len, codes[i]);
	}
	peer_write(bytes, len);
	settle();
	expect_seen(codes, 4);
	ck_assert_uint_eq(conn_bytes_read(conn), len);
}
END_TEST

START_TEST(records_come_byte_by_byte) {
	static const uint32_t codes[] = { GUI_CODE_title, GUI_CODE_commit };
	for (size_t i = 0; i < 2; i++) {
		uint8_t bytes[GUI_RECORD_MAX];
		size_t len = peer_put(bytes, codes[i]);
		for (size_t pos = 0; pos < len; pos++) {
			ck_assert_uint_eq(seen.len, i);
			peer_write(bytes + pos, 1);
			settle();
		}
	}
	expect_seen(codes, 2);
	ck_assert_ptr_null(seen.lost);
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
		peer_write(bytes, len);
		sent += len;
		if (i % 100 == 99) {
			settle();
		}
	}
	settle();
	ck_assert_uint_eq(seen.len, 2000);
	ck_assert_uint_eq(conn_bytes_read(conn), sent);
	ck_assert_ptr_null(seen.lost);
}
END_TEST

START_TEST(bad_record_ends_it) {
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_ping);
	size_t bad = len;
	len += peer_put(bytes + len, GUI_CODE_ping);
	len += peer_put(bytes + len, GUI_CODE_title);
	bytes[bad + 12] = 1;
	peer_write(bytes, len);
	settle();
	expect_seen((uint32_t[]){ GUI_CODE_ping }, 1);
	ck_assert_str_eq(seen.lost, gui_error_name(GUI_BAD_HEADER));
}
END_TEST

START_TEST(bad_field_ends_it) {
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_toplevel_create);
	example_poke(bytes, gui_row(GUI_CODE_toplevel_create),
		gui_row(GUI_CODE_toplevel_create)->fields, 0);
	peer_write(bytes, len);
	settle();
	ck_assert_uint_eq(seen.len, 0);
	ck_assert_str_eq(seen.lost, gui_error_name(GUI_BAD_FIELD));
}
END_TEST

// The header is enough: what it announces is not waited for
START_TEST(bad_header_is_not_waited_for) {
	uint8_t bytes[GUI_RECORD_MAX];
	peer_put(bytes, GUI_CODE_title);
	example_poke_header(bytes, EXAMPLE_SIZE, 0x7fffffff);
	peer_write(bytes, GUI_HEADER_SIZE);
	settle();
	ck_assert_str_eq(seen.lost, gui_error_name(GUI_BAD_SIZE));
}
END_TEST

START_TEST(peer_that_goes_is_lost_after_its_last_record) {
	peer_send(GUI_CODE_ping);
	transport_destroy(peer);
	peer = NULL;
	settle();
	expect_seen((uint32_t[]){ GUI_CODE_ping }, 1);
	ck_assert_ptr_nonnull(seen.lost);
}
END_TEST

START_TEST(nothing_is_called_after_lost) {
	acts.keep = true;
	peer_send(GUI_CODE_welcome); // not a guest's
	settle();
	ck_assert_str_eq(seen.lost, gui_error_name(GUI_BAD_DIRECTION));
	peer_send(GUI_CODE_ping);
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
	settle(); // the handlers see to it
	ck_assert_uint_eq(seen.len, 0);
	ck_assert_int_eq(seen.drained, 0);
}
END_TEST

START_TEST(handler_changes_the_state) {
	acts.open_at = GUI_CODE_hello;
	context.state = GUI_LINK_NEW;
	uint8_t bytes[2 * GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_hello);
	len += peer_put(bytes + len, GUI_CODE_ping);
	peer_write(bytes, len);
	settle();
	expect_seen((uint32_t[]){ GUI_CODE_hello, GUI_CODE_ping }, 2);
	peer_send(GUI_CODE_hello);
	settle();
	ck_assert_str_eq(seen.lost, gui_error_name(GUI_BAD_STATE));
}
END_TEST

START_TEST(destroyed_by_the_record_handler) {
	acts.destroy_at = GUI_CODE_title;
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_ping);
	len += peer_put(bytes + len, GUI_CODE_title);
	len += peer_put(bytes + len, GUI_CODE_ping);
	peer_write(bytes, len);
	settle();
	expect_seen((uint32_t[]){ GUI_CODE_ping, GUI_CODE_title }, 2);
	ck_assert_ptr_null(conn);
	ck_assert_ptr_null(seen.lost);
}
END_TEST

START_TEST(destroyed_by_the_drained_handler) {
	acts.destroy_when_drained = true;
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
	settle();
	ck_assert_ptr_null(conn);
}
END_TEST

START_TEST(paused_reads_nothing) {
	acts.pause_at = GUI_CODE_title;
	uint8_t bytes[3 * GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_title);
	len += peer_put(bytes + len, GUI_CODE_ping);
	peer_write(bytes, len);
	settle();
	uint64_t read_before = conn_bytes_read(conn);
	peer_send(GUI_CODE_pong);
	settle();
	ck_assert_uint_eq(seen.len, 1);
	ck_assert_uint_eq(conn_bytes_read(conn), read_before);
	conn_pause(conn, false);
	ck_assert_uint_eq(seen.len, 1); // only from the loop
	settle();
	expect_seen((uint32_t[]){ GUI_CODE_title, GUI_CODE_ping, GUI_CODE_pong }, 3);
}
END_TEST

START_TEST(paused_peer_that_goes_is_no_busy_loop) {
	acts.pause_at = GUI_CODE_ping;
	peer_send(GUI_CODE_ping);
	settle();
	transport_destroy(peer);
	peer = NULL;
	settle();
	ck_assert_ptr_null(seen.lost);
	uint64_t start = loop_now();
	ck_assert(loop_dispatch(loop, 30));
	ck_assert_uint_ge(loop_now() - start, 25000000);
	conn_pause(conn, false);
	settle();
	ck_assert_ptr_nonnull(seen.lost);
}
END_TEST

START_TEST(paused_still_writes) {
	conn_pause(conn, true);
	struct gui_record ping = example_record(GUI_CODE_ping);
	ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
	settle();
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert_int_eq(peer->impl->read(peer, bytes, sizeof(bytes)), 24);
}
END_TEST

// One half record whose rest never comes, and one whose rest has come while this
// process slept
START_TEST(half_a_record_for_too_long) {
	struct transport *sleeper = conn_transport(conn);
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_title);
	peer_write(bytes, 5);
	settle();
	uint64_t start = loop_now();
	size_t pos = 5;
	if (_i == 0) {
		while (seen.lost == NULL && loop_now() - start < 9000000000) {
			ck_assert(loop_dispatch(loop, 1000));
			peer->impl->write(peer, bytes + pos++, 1, NULL); // dribbles
		}
		ck_assert_str_eq(seen.lost, "half a record for too long");
		ck_assert_uint_ge(loop_now() - start, GUI_RECORD_TIMEOUT * 990000ull);
		return;
	}
	usleep((GUI_RECORD_TIMEOUT + 100) * 1000);
	peer_write(bytes + pos, len - pos);
	settle();
	ck_assert_ptr_null(seen.lost);
	expect_seen((uint32_t[]){ GUI_CODE_title }, 1);
	ck_assert_ptr_eq(conn_transport(conn), sleeper);
}
END_TEST

// What came out of the other end, all of it whole records
static size_t peer_read_records(uint32_t *codes, size_t max) {
	static uint8_t bytes[2 * GUI_QUEUE_MAX];
	size_t len = 0, count = 0, pos = 0, size;
	for (ssize_t more = 1; more > 0 || conn_queued(conn) > 0;) {
		settle();
		more = peer->impl->read(peer, bytes + len, sizeof(bytes) - len);
		ck_assert_int_ge(more, 0);
		len += (size_t)more;
	}
	struct gui_context host = { GUI_FROM_HOST, GUI_LINK_OPEN, GUI_VERSION };
	while (pos < len) {
		_Alignas(8) uint8_t copy[GUI_RECORD_MAX];
		struct gui_record record;
		ck_assert_int_eq(gui_frame(&host, bytes + pos, len - pos, &size), GUI_OK);
		memcpy(copy, bytes + pos, size);
		ck_assert_int_eq(gui_decode(&host, copy, size, &record), GUI_OK);
		ck_assert_uint_lt(count, max);
		codes[count++] = record.code;
		pos += size;
	}
	return count;
}

START_TEST(sent_from_the_loop_in_order) {
	static const uint32_t codes[] = { GUI_CODE_ping, GUI_CODE_configure, GUI_CODE_key };
	for (size_t i = 0; i < 3; i++) {
		struct gui_record record = example_record(codes[i]);
		ck_assert(conn_send(conn, &record, CONN_CONTROL, NULL));
	}
	ck_assert_int_eq(seen.drained, 0);
	uint32_t got[8];
	ck_assert_uint_eq(peer_read_records(got, 8), 3);
	ck_assert_mem_eq(got, codes, sizeof(codes));
	ck_assert_int_eq(seen.drained, 1);
	ck_assert_uint_eq(conn_queued(conn), 0);
}
END_TEST

START_TEST(record_that_breaks_the_table_is_not_sent) {
	struct gui_record record = example_record(GUI_CODE_configure);
	record.u.configure.window = 0;
	struct transport_pages pages = { .impl = &transport_unix, .fd = dup(STDIN_FILENO) };
	ck_assert(!conn_send(conn, &record, CONN_CONTROL, &pages));
	ck_assert_uint_eq(conn_queued(conn), 0);
	ck_assert_int_ge(fcntl(pages.fd, F_GETFD), 0); // still ours
	transport_pages_finish(&pages);
}
END_TEST

START_TEST(queue_is_bounded_and_whole) {
	struct gui_record ping = example_record(GUI_CODE_ping);
	size_t sent = 0;
	// The socket takes some, the queue the rest
	while (conn_send(conn, &ping, CONN_CONTROL, NULL)) {
		ck_assert_uint_lt(++sent, SEEN_MAX * 4);
		if (sent % 1000 == 0 && sent < 10000) {
			settle();
		}
	}
	ck_assert_uint_le(conn_queued(conn), GUI_QUEUE_MAX);
	ck_assert_uint_gt(conn_queued(conn), GUI_QUEUE_MAX - 24);
	seen.drained = 0;
	uint32_t *codes = calloc(SEEN_MAX * 4, sizeof(*codes));
	ck_assert_ptr_nonnull(codes);
	ck_assert_uint_eq(peer_read_records(codes, SEEN_MAX * 4), sent);
	free(codes);
	ck_assert_int_eq(seen.drained, 1);
	ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
}
END_TEST

START_TEST(only_input_is_dropped) {
	struct gui_record key = example_record(GUI_CODE_key);
	struct gui_record gone = example_record(GUI_CODE_window_gone);
	size_t keys = 0, left = 0;
	while (conn_send(conn, &key, CONN_INPUT, NULL)) {
		keys++;
		if (keys % 10 == 0 && conn_send(conn, &gone, CONN_CONTROL, NULL)) {
			left++;
		}
		if (keys == 5000) {
			settle(); // fills the socket: one may be half written now
		}
	}
	size_t before = conn_queued(conn);
	ck_assert(conn_drop_input(conn));
	ck_assert_uint_lt(conn_queued(conn), before);
	ck_assert(!conn_drop_input(conn));
	uint32_t *codes = calloc(SEEN_MAX * 4, sizeof(*codes));
	ck_assert_ptr_nonnull(codes);
	size_t len = peer_read_records(codes, SEEN_MAX * 4), gones = 0;
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
	ck_assert(conn_send(conn, &key, CONN_INPUT, NULL));
	ck_assert(conn_drop_input(conn));
	ck_assert_uint_eq(conn_queued(conn), 0);
	ck_assert_int_eq(seen.drained, 0);
	settle();
	ck_assert_int_eq(seen.drained, 1);
}
END_TEST

START_TEST(lost_is_not_called_by_send) {
	transport_destroy(peer);
	peer = NULL;
	struct gui_record ping = example_record(GUI_CODE_ping);
	for (int i = 0; i < 100; i++) {
		ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
	}
	ck_assert_ptr_null(seen.lost);
	settle();
	ck_assert_ptr_nonnull(seen.lost);
}
END_TEST

static struct transport_pages share(uint32_t count) {
	struct transport_pages pages = { .pages = count };
	void *addr = peer->impl->pages_share(peer, &pages);
	ck_assert_ptr_nonnull(addr);
	transport_pages_unmap(addr, count);
	return pages;
}

static size_t put_pool(uint8_t *dst) {
	struct gui_record record = { .code = GUI_CODE_pool_create,
		.u.pool_create = { .pool = 1, .pages = 2 } };
	return example_bytes(&record, dst);
}

// Write len bytes with pages at the first
static void peer_write_pages(const void *bytes, size_t len) {
	struct transport_pages pages = share(2);
	ck_assert_int_eq(peer->impl->write(peer, bytes, len, &pages), (ssize_t)len);
	transport_pages_finish(&pages);
}

START_TEST(pages_come_with_their_record) {
	acts.take = true;
	uint8_t bytes[GUI_RECORD_MAX];
	peer_send(GUI_CODE_ping);
	for (int i = 0; i < 3; i++) {
		peer_write_pages(bytes, put_pool(bytes));
	}
	peer_send(GUI_CODE_pong);
	settle();
	ck_assert_ptr_null(seen.lost);
	expect_seen((uint32_t[]){ GUI_CODE_ping, GUI_CODE_pool_create, GUI_CODE_pool_create,
		GUI_CODE_pool_create, GUI_CODE_pong }, 5);
}
END_TEST

// The record is cut at _i; behind its rest stands another that has pages too
START_TEST(pages_come_with_half_a_record) {
	acts.take = true;
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = put_pool(bytes);
	ck_assert_int_lt(_i, (int)len);
	peer_write_pages(bytes, (size_t)_i);
	if (_i % 2 == 0) {
		settle();
		ck_assert_uint_eq(seen.len, 0);
	}
	peer_write(bytes + _i, len - (size_t)_i);
	peer_write_pages(bytes, len);
	settle();
	ck_assert_ptr_null(seen.lost);
	expect_seen((uint32_t[]){ GUI_CODE_pool_create, GUI_CODE_pool_create }, 2);
}
END_TEST

START_TEST(pages_without_a_pool) {
	acts.take = true;
	uint8_t bytes[2 * GUI_RECORD_MAX];
	size_t len = peer_put(bytes, GUI_CODE_ping);
	if (_i == 0) {
		peer_write_pages(bytes, len);
	} else if (_i == 1) { // only in pieces
		peer_write_pages(bytes, 1);
		settle();
		peer_write(bytes + 1, len - 1);
	} else if (_i == 2) { // a pool follows, but too late
		peer_write_pages(bytes, 1);
		settle();
		peer_write(bytes + 1, len - 1);
		len = put_pool(bytes);
		peer_write(bytes, len);
	}
	settle();
	ck_assert_ptr_nonnull(seen.lost);
	ck_assert_str_eq(seen.lost, "pages without a pool");
}
END_TEST

START_TEST(pages_that_the_handler_leaves) {
	uint8_t bytes[GUI_RECORD_MAX];
	peer_write_pages(bytes, put_pool(bytes));
	settle();
	ck_assert_str_eq(seen.lost, "pages without a pool");
}
END_TEST

// Ours, seen from the peer: each with its own record
START_TEST(pages_are_sent_with_their_record) {
	struct gui_record pool = { .code = GUI_CODE_pool_create };
	struct gui_record ping = example_record(GUI_CODE_ping);
	for (uint32_t i = 1; i <= 3; i++) {
		struct transport_pages pages = share(i);
		pool.u.pool_create = (struct gui_pool_create){ .pool = i, .pages = i };
		ck_assert(conn_send(conn, &ping, CONN_CONTROL, NULL));
		ck_assert(conn_send(conn, &pool, CONN_CONTROL, &pages));
		ck_assert_int_eq(pages.fd, -1); // taken
	}
	settle();
	for (uint32_t i = 1; i <= 3; i++) {
		uint8_t bytes[24 + 24 + 1];
		ck_assert_int_eq(peer->impl->read(peer, bytes, 24), 24);
		ck_assert(!peer->impl->pages_pending(peer));
		ck_assert_int_eq(peer->impl->read(peer, bytes, 24), 24);
		struct transport_pages taken = { .pages = i };
		ck_assert(peer->impl->pages_take(peer, &taken, NULL, 0));
		transport_pages_finish(&taken);
	}
}
END_TEST

// Queued pages are closed with the connection: teardown counts
START_TEST(pages_that_were_never_sent) {
	struct gui_record pool = { .code = GUI_CODE_pool_create,
		.u.pool_create = { .pool = 1, .pages = 2 } };
	struct transport_pages pages = share(2);
	ck_assert(conn_send(conn, &pool, CONN_CONTROL, &pages));
	conn_destroy(conn);
	conn = NULL;
}
END_TEST

int main(void) {
	Suite *suite = suite_create("conn");
	TCase *in = tcase_create("in");
	tcase_add_checked_fixture(in, setup, teardown);
	tcase_add_test(in, records_come_in_order);
	tcase_add_test(in, records_come_byte_by_byte);
	tcase_add_test(in, a_long_stream);
	tcase_add_test(in, bad_record_ends_it);
	tcase_add_test(in, bad_field_ends_it);
	tcase_add_test(in, bad_header_is_not_waited_for);
	tcase_add_test(in, peer_that_goes_is_lost_after_its_last_record);
	tcase_add_test(in, nothing_is_called_after_lost);
	tcase_add_test(in, handler_changes_the_state);
	tcase_add_test(in, destroyed_by_the_record_handler);
	tcase_add_test(in, paused_reads_nothing);
	tcase_add_test(in, paused_peer_that_goes_is_no_busy_loop);
	tcase_add_loop_test(in, half_a_record_for_too_long, 0, 2);
	suite_add_tcase(suite, in);
	TCase *out = tcase_create("out");
	tcase_add_checked_fixture(out, setup, teardown);
	tcase_add_test(out, destroyed_by_the_drained_handler);
	tcase_add_test(out, paused_still_writes);
	tcase_add_test(out, sent_from_the_loop_in_order);
	tcase_add_test(out, record_that_breaks_the_table_is_not_sent);
	tcase_add_test(out, queue_is_bounded_and_whole);
	tcase_add_test(out, only_input_is_dropped);
	tcase_add_test(out, drained_when_all_was_dropped);
	tcase_add_test(out, lost_is_not_called_by_send);
	suite_add_tcase(suite, out);
	TCase *pages = tcase_create("pages");
	tcase_add_checked_fixture(pages, setup, teardown);
	tcase_add_test(pages, pages_come_with_their_record);
	tcase_add_loop_test(pages, pages_come_with_half_a_record, 1, 24);
	tcase_add_loop_test(pages, pages_without_a_pool, 0, 3);
	tcase_add_test(pages, pages_that_the_handler_leaves);
	tcase_add_test(pages, pages_are_sent_with_their_record);
	tcase_add_test(pages, pages_that_were_never_sent);
	suite_add_tcase(suite, pages);
	return unit_run(suite);
}
