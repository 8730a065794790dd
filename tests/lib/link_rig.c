// SPDX-License-Identifier: MIT
#include "tests/lib/link_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/recv.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/fds.h"

static void handle_record(void *data, void *untyped) {
	struct link_rig *rig = data;
	const struct gui_record *record = untyped;
	ck_assert_uint_lt(rig->count, LINK_RIG_LOG_MAX);
	rig->log[rig->count++] = *record;
	if (record->code == GUI_CODE_pool_create) {
		struct transport *transport = conn_transport(rig->conn);
		struct transport_pages pages = {.pages = record->u.pool_create.pages, .fd = -1};
		ck_assert(transport->impl->pages_take(transport, &pages, NULL, 0));
		const void *addr = pages.impl->pages_map(&pages);
		ck_assert_ptr_nonnull(addr);
		transport_pages_unmap(addr, pages.pages);
		transport_pages_finish(&pages);
	}
}

static void handle_lost(void *data, const char *reason) {
	struct link_rig *rig = data;
	rig->gone = reason;
	conn_destroy(rig->conn);
	rig->conn = NULL;
}

static void handle_drained(void *data) {
}

static const struct conn_handler handler = {
	&gui_protocol, handle_record, handle_lost, handle_drained};

static void handle_connected(void *data, const struct gui_welcome *record) {
	struct link_rig *rig = data;
	rig->connected++;
}

static void handle_link_lost(void *data) {
	struct link_rig *rig = data;
	rig->lost++;
}

static void handle_room(void *data) {
	struct link_rig *rig = data;
	rig->rooms++;
}

static void handle_frame(void *data, const struct gui_frame_done *record) {
	struct link_rig *rig = data;
	rig->frames++;
}

static void handle_key(void *data, const struct gui_key *record) {
	struct link_rig *rig = data;
	rig->keys++;
}

static void handle_keymap(void *data, const char *keymap, size_t len) {
	struct link_rig *rig = data;
	snprintf(rig->keymap, sizeof(rig->keymap), "%.*s", (int)len, keymap);
}

static const struct recv recv_table = {
	.connected = handle_connected,
	.lost = handle_link_lost,
	.room = handle_room,
	.frame_done = handle_frame,
	.keymap = handle_keymap,
	.key = handle_key,
};

void link_rig_init(struct link_rig *rig) {
	*rig = (struct link_rig){.fds = fds_open()};
	snprintf(rig->dir, sizeof(rig->dir), "/tmp/mamparo-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->dir));
	snprintf(rig->address, sizeof(rig->address), "%s/link", rig->dir);
	rig->loop = loop_create();
	rig->link = link_create(rig->loop, rig->address, &recv_table, rig);
	ck_assert_ptr_nonnull(rig->link);
}

void link_rig_finish(struct link_rig *rig) {
	link_destroy(rig->link);
	conn_destroy(rig->conn);
	loop_destroy(rig->loop);
	ck_assert_int_eq(rmdir(rig->dir), 0);
	ck_assert_int_eq(fds_open(), rig->fds);
}

void link_rig_settle(struct link_rig *rig) {
	fake_loop_settle(rig->loop);
}

void link_rig_come(struct link_rig *rig) {
	struct transport *transport = transport_unix.connect(rig->address);
	ck_assert_ptr_nonnull(transport);
	rig->context = (struct row_context){.from = ROW_FROM_GUEST, .state = ROW_LINK_NEW};
	rig->conn = conn_create(rig->loop, transport, &rig->context, &handler, rig);
	rig->count = 0;
	rig->gone = NULL;
	link_rig_settle(rig);
}

void link_rig_welcome(struct link_rig *rig) {
	struct gui_record record = {.code = GUI_CODE_welcome};
	record.u.welcome.version = GUI_VERSION;
	link_rig_come(rig);
	rig->context.version = GUI_VERSION;
	rig->context.state = ROW_LINK_OPEN;
	link_rig_say(rig, record);
	ck_assert(link_connected(rig->link));
}

void link_rig_go(struct link_rig *rig) {
	conn_destroy(rig->conn);
	rig->conn = NULL;
	link_rig_settle(rig);
}

void link_rig_say(struct link_rig *rig, struct gui_record record) {
	ck_assert(conn_send(rig->conn, &record, CONN_CONTROL, NULL));
	link_rig_settle(rig);
}

unsigned link_rig_sent(const struct link_rig *rig, uint32_t code) {
	unsigned count = 0;
	for (size_t i = 0; i < rig->count; i++) {
		count += rig->log[i].code == code;
	}
	return count;
}
