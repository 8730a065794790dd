// SPDX-License-Identifier: MIT
#include "tests/lib/conn_pair.h"

#include <check.h>
#include <string.h>

#include "common/conn.h"
#include "common/loop.h"
#include "tests/lib/examples.h"
#include "tests/lib/fds.h"

static void destroy_conn(struct conn_pair *pair) {
	conn_destroy(pair->conn);
	pair->conn = NULL;
}

static void take_pages(struct conn_pair *pair, const struct gui_pool_create *record) {
	struct transport *transport = conn_transport(pair->conn);
	struct transport_pages pages = {.pages = record->pages};
	ck_assert(transport->impl->pages_take(transport, &pages, record->tail, record->count));
	transport_pages_finish(&pages);
}

static void handle_record(void *data, void *untyped) {
	struct conn_pair *pair = data;
	const struct gui_record *record = untyped;
	ck_assert_ptr_null(pair->seen.lost);
	ck_assert_uint_lt(pair->seen.len, CONN_PAIR_SEEN);
	pair->seen.codes[pair->seen.len++] = record->code;
	if (record->code == GUI_CODE_pool_create && pair->acts.take) {
		take_pages(pair, &record->u.pool_create);
	}
	if (record->code == pair->acts.open_at) {
		pair->context.state = ROW_LINK_OPEN;
	}
	if (record->code == pair->acts.pause_at) {
		conn_pause(pair->conn, true);
	}
	if (record->code == pair->acts.destroy_at) {
		destroy_conn(pair);
	}
}

static void handle_lost(void *data, const char *reason) {
	struct conn_pair *pair = data;
	ck_assert_ptr_null(pair->seen.lost);
	pair->seen.lost = reason;
	if (!pair->acts.keep) {
		destroy_conn(pair);
	}
}

static void handle_drained(void *data) {
	struct conn_pair *pair = data;
	pair->seen.drained++;
	if (pair->acts.destroy_when_drained) {
		destroy_conn(pair);
	}
}

static const struct conn_handler handler = {
	&gui_protocol, handle_record, handle_lost, handle_drained};

void conn_pair_init(struct conn_pair *pair) {
	memset(pair, 0, sizeof(*pair));
	pair->fds_before = fds_open();
	pair->context = (struct row_context){ROW_FROM_GUEST, ROW_LINK_OPEN, GUI_VERSION};
	struct transport *ends[2];
	conn_pair_ends(ends);
	pair->loop = loop_create();
	pair->peer = ends[1];
	pair->conn = conn_create(pair->loop, ends[0], &pair->context, &handler, pair);
	ck_assert_ptr_nonnull(pair->conn);
}

void conn_pair_finish(struct conn_pair *pair) {
	conn_destroy(pair->conn);
	transport_destroy(pair->peer);
	loop_destroy(pair->loop);
	ck_assert_int_eq(fds_open(), pair->fds_before);
}

void conn_pair_settle(struct conn_pair *pair) {
	for (int i = 0; i < 50; i++) {
		loop_dispatch(pair->loop, i == 0 ? conn_pair_patience : 0);
	}
}

void conn_pair_write(struct conn_pair *pair, const void *bytes, size_t len) {
	ssize_t written = pair->peer->impl->write(pair->peer, bytes, len, NULL);
	ck_assert_int_eq(written, (ssize_t)len);
}

size_t conn_pair_put(uint8_t *dst, uint32_t code) {
	struct gui_record record = example_record(code);
	return example_bytes(&record, dst);
}

void conn_pair_send(struct conn_pair *pair, uint32_t code) {
	uint8_t bytes[GUI_RECORD_MAX];
	conn_pair_write(pair, bytes, conn_pair_put(bytes, code));
}

void conn_pair_expect(const struct conn_pair *pair, const uint32_t *codes, size_t len) {
	ck_assert_uint_eq(pair->seen.len, len);
	ck_assert_mem_eq(pair->seen.codes, codes, len * sizeof(codes[0]));
}

// The code of the record at bytes; *size is its length
static uint32_t decode(const uint8_t *bytes, size_t len, size_t *size) {
	struct row_context host = {ROW_FROM_HOST, ROW_LINK_OPEN, GUI_VERSION};
	_Alignas(8) uint8_t copy[GUI_RECORD_MAX];
	struct gui_record record;
	ck_assert_int_eq(gui_frame(&host, bytes, len, size), ROW_OK);
	memcpy(copy, bytes, *size);
	ck_assert_int_eq(gui_decode(&host, copy, *size, &record), ROW_OK);
	return record.code;
}

size_t conn_pair_read(struct conn_pair *pair, uint32_t *codes, size_t max) {
	static uint8_t bytes[2 * GUI_QUEUE_MAX];
	size_t len = 0, count = 0, size;
	for (ssize_t more = 1; more > 0 || conn_queued(pair->conn) > 0;) {
		conn_pair_settle(pair);
		more = pair->peer->impl->read(pair->peer, bytes + len, sizeof(bytes) - len);
		ck_assert_int_ge(more, 0);
		len += (size_t)more;
	}
	for (size_t pos = 0; pos < len; pos += size) {
		ck_assert_uint_lt(count, max);
		codes[count++] = decode(bytes + pos, len - pos, &size);
	}
	return count;
}

struct transport_pages conn_pair_share(struct conn_pair *pair, uint32_t count) {
	struct transport_pages pages = {.pages = count};
	void *addr = pair->peer->impl->pages_share(pair->peer, &pages);
	ck_assert_ptr_nonnull(addr);
	pair->peer->impl->pages_unshare(addr, count);
	return pages;
}

size_t conn_pair_put_pool(uint8_t *dst) {
	struct gui_record record = {
		.code = GUI_CODE_pool_create, .u.pool_create = {.pool = 1, .pages = 2}};
	return example_bytes(&record, dst);
}

void conn_pair_write_pages(struct conn_pair *pair, const void *bytes, size_t len) {
	struct transport_pages pages = conn_pair_share(pair, 2);
	ssize_t written = pair->peer->impl->write(pair->peer, bytes, len, &pages);
	ck_assert_int_eq(written, (ssize_t)len);
	transport_pages_finish(&pages);
}
