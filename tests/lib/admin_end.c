// SPDX-License-Identifier: MIT
#include "tests/lib/admin_end.h"

#include <check.h>
#include <string.h>

#include "common/conn.h"

static void handle_record(void *data, void *untyped) {
	struct admin_end *end = data;
	const struct admin_record *record = untyped;
	const struct row_field *tail = row_tail(admin_row(record->code));
	if (end->len < ADMIN_END_LOG) {
		struct admin_end_entry *entry = &end->log[end->len];
		*entry = (struct admin_end_entry){.record = *record};
		if (tail->type != ROW_FIELD_END) {
			const uint8_t *values = (const uint8_t *)&record->u, *bytes;
			memcpy(&entry->len, values + tail->offset, sizeof(entry->len));
			memcpy(&bytes, values + tail->tail, sizeof(bytes));
			ck_assert_uint_lt(entry->len, sizeof(entry->tail));
			memcpy(entry->tail, bytes, entry->len);
		}
	}
	end->len++;
}

static void handle_lost(void *data, const char *reason) {
	struct admin_end *end = data;
	end->lost = true;
	conn_destroy(end->conn);
	end->conn = NULL;
}

static void handle_drained(void *data) {
	// Whoever waits for what comes of it sees that
}

static const struct conn_handler handler = {
	&admin_protocol, handle_record, handle_lost, handle_drained};

void admin_end_init(struct admin_end *end, struct loop *loop, struct transport *transport,
	enum row_direction from) {
	memset(end, 0, sizeof(*end));
	ck_assert_ptr_nonnull(transport);
	end->context = (struct row_context){from, ROW_LINK_NEW, ADMIN_VERSION};
	end->conn = conn_create(loop, transport, &end->context, &handler, end);
	ck_assert_ptr_nonnull(end->conn);
}

void admin_end_finish(struct admin_end *end) {
	conn_destroy(end->conn);
	end->conn = NULL;
}

void admin_end_send(struct admin_end *end, const struct admin_record *record) {
	ck_assert_ptr_nonnull(end->conn);
	ck_assert(conn_send(end->conn, record, CONN_CONTROL, NULL));
}

void admin_end_hello(struct admin_end *end) {
	struct admin_record record = {.code = ADMIN_CODE_hello};
	record.u.hello = (struct admin_hello){ADMIN_MAGIC, 1, ADMIN_VERSION + 3, 0xff};
	admin_end_send(end, &record);
}

void admin_end_welcome(struct admin_end *end) {
	struct admin_record record = {
		.code = ADMIN_CODE_welcome, .u.welcome.version = ADMIN_VERSION};
	end->context.state = ROW_LINK_OPEN;
	admin_end_send(end, &record);
}

static void send_named(struct admin_end *end, enum admin_code code, const char *name) {
	struct admin_record record = {.code = code};
	record.u.removed.count = (uint32_t)strlen(name);
	record.u.removed.tail = (const uint8_t *)name;
	admin_end_send(end, &record);
}

void admin_end_ask(struct admin_end *end, uint32_t id, enum admin_verb verb, const char *vm) {
	struct admin_record record = {.code = ADMIN_CODE_ask};
	record.u.ask = (struct admin_ask){id, verb, (uint32_t)strlen(vm), (const uint8_t *)vm};
	admin_end_send(end, &record);
}

void admin_end_vm(
	struct admin_end *end, const struct admin_vm *vm, const char *name, const char *where) {
	struct admin_record record = {.code = ADMIN_CODE_vm, .u.vm = *vm};
	uint8_t words[ADMIN_WORDS_MAX];
	size_t len = strlen(name) + 1, more = where != NULL ? strlen(where) + 1 : 0;
	ck_assert_uint_le(len + more, sizeof(words));
	memcpy(words, name, len);
	if (where != NULL) {
		memcpy(words + len, where, more);
	}
	record.u.vm.count = (uint32_t)(len + more);
	record.u.vm.tail = words;
	admin_end_send(end, &record);
}

void admin_end_removed(struct admin_end *end, const char *name) {
	send_named(end, ADMIN_CODE_removed, name);
}

void admin_end_told(struct admin_end *end) {
	const struct admin_record record = {.code = ADMIN_CODE_told};
	admin_end_send(end, &record);
}

void admin_end_answer(struct admin_end *end, uint32_t id, bool done, const char *text) {
	struct admin_record record = {.code = ADMIN_CODE_answer};
	record.u.answer = (struct admin_answer){
		id, done ? 1 : 0, (uint32_t)strlen(text), (const uint8_t *)text};
	admin_end_send(end, &record);
}

const struct admin_end_entry *admin_end_take(struct admin_end *end, enum admin_code code) {
	if (end->taken >= end->len || end->taken >= ADMIN_END_LOG) {
		return NULL;
	}
	const struct admin_end_entry *entry = &end->log[end->taken++];
	ck_assert_msg(entry->record.code == code, "%s came instead of %s",
		admin_row(entry->record.code)->name, admin_row(code)->name);
	return entry;
}
