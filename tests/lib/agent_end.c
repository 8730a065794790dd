// SPDX-License-Identifier: MIT
#include "tests/lib/agent_end.h"

#include <check.h>
#include <string.h>

#include "common/conn.h"
#include "common/loop.h"

#define PATIENCE 20000 // ms in which something has to happen
#define STEP 50 // ms
#define WORDS_MAX 600 // bytes

static void take_bytes(struct agent_end *end, uint32_t stream, const uint8_t *bytes, uint32_t len) {
	ck_assert_uint_le(len, AGENT_END_BYTES - end->bytes_len[stream]);
	memcpy(end->bytes[stream] + end->bytes_len[stream], bytes, len);
	end->bytes_len[stream] += len;
}

static void take_entry(struct agent_end *end, const struct agent_entry *entry) {
	ck_assert_uint_lt(entry->count + 1, AGENT_END_ENTRIES - end->entries_len);
	char *line = end->entries + end->entries_len;
	for (uint32_t i = 0; i < entry->count; i++) {
		line[i] = entry->tail[i] == '\0' ? '|' : (char)entry->tail[i];
	}
	memcpy(line + entry->count, "\n", 2);
	end->entries_len += entry->count + 1;
}

static void handle_record(void *data, void *untyped) {
	struct agent_end *end = data;
	const struct agent_record *record = untyped;
	ck_assert_uint_lt(end->len, AGENT_END_LOG);
	end->log[end->len++] = *record;
	if (record->code == AGENT_CODE_output) {
		const struct agent_output *output = &record->u.output;
		take_bytes(end, output->stream, output->tail, output->count);
	} else if (record->code == AGENT_CODE_input) {
		take_bytes(end, AGENT_IN, record->u.input.tail, record->u.input.count);
	} else if (record->code == AGENT_CODE_entry) {
		take_entry(end, &record->u.entry);
	}
}

static void handle_lost(void *data, const char *reason) {
	struct agent_end *end = data;
	end->lost = true;
	conn_destroy(end->conn);
	end->conn = NULL;
}

static void handle_drained(void *data) {
	// Whoever waits for what comes of it sees that
}

static const struct conn_handler handler = {
	&agent_protocol, handle_record, handle_lost, handle_drained};

void agent_end_init(struct agent_end *end, struct loop *loop, struct transport *transport,
	enum row_direction from, enum row_link_state state) {
	memset(end, 0, sizeof(*end));
	ck_assert_ptr_nonnull(transport);
	end->loop = loop;
	end->context = (struct row_context){from, state, AGENT_VERSION};
	end->conn = conn_create(loop, transport, &end->context, &handler, end);
	ck_assert_ptr_nonnull(end->conn);
}

void agent_end_finish(struct agent_end *end) {
	conn_destroy(end->conn);
	end->conn = NULL;
}

void agent_end_send(struct agent_end *end, const struct agent_record *record) {
	ck_assert_ptr_nonnull(end->conn);
	ck_assert(conn_send(end->conn, record, CONN_CONTROL, NULL));
}

void agent_end_send_about(struct agent_end *end, enum agent_code code, uint32_t run) {
	struct agent_record record = {.code = code, .u.started.run = run};
	agent_end_send(end, &record);
}

void agent_end_output(struct agent_end *end, uint32_t stream, const char *text) {
	struct agent_record record = {.code = AGENT_CODE_output};
	record.u.output = (struct agent_output){
		AGENT_RUNS_MAX, stream, (uint32_t)strlen(text), (const uint8_t *)text};
	agent_end_send(end, &record);
}

void agent_end_input(struct agent_end *end, uint32_t run, const char *text) {
	struct agent_record record = {.code = AGENT_CODE_input};
	record.u.input = (struct agent_input){run, (uint32_t)strlen(text), (const uint8_t *)text};
	agent_end_send(end, &record);
}

static uint32_t split(char tail[WORDS_MAX], const char *words) {
	size_t len = strlen(words);
	ck_assert_uint_lt(len, WORDS_MAX);
	memset(tail, 0, WORDS_MAX);
	for (size_t i = 0; i < len; i++) {
		tail[i] = words[i] == '|' ? '\0' : words[i];
	}
	return (uint32_t)len + 1;
}

void agent_end_entry(struct agent_end *end, uint32_t list, const char *words) {
	char tail[WORDS_MAX];
	struct agent_record record = {.code = AGENT_CODE_entry, .u.entry.list = list};
	record.u.entry.count = split(tail, words);
	record.u.entry.tail = (const uint8_t *)tail;
	agent_end_send(end, &record);
}

void agent_end_run(struct agent_end *end, uint32_t run, uint32_t flags, const char *words) {
	char tail[WORDS_MAX];
	struct agent_record record = {.code = AGENT_CODE_run};
	record.u.run.run = run;
	record.u.run.flags = flags;
	record.u.run.count = split(tail, words);
	record.u.run.tail = (const uint8_t *)tail;
	agent_end_send(end, &record);
}

static bool is_of_streams(uint32_t code) {
	return code == AGENT_CODE_output || code == AGENT_CODE_input ||
		code == AGENT_CODE_input_room || code == AGENT_CODE_output_room ||
		code == AGENT_CODE_output_end || code == AGENT_CODE_input_end;
}

const struct agent_record *agent_end_expect(struct agent_end *end, enum agent_code code) {
	uint64_t until = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	for (;;) {
		while (end->taken < end->len) {
			const struct agent_record *record = &end->log[end->taken++];
			if (record->code == code) {
				return record;
			}
			ck_assert_msg(is_of_streams(record->code), "%s came instead of %s",
				agent_row(record->code)->name, agent_row(code)->name);
		}
		ck_assert_msg(
			!end->lost && loop_now() < until, "no %s came", agent_row(code)->name);
		loop_dispatch(end->loop, STEP);
	}
}

void agent_end_expect_lost(struct agent_end *end) {
	uint64_t until = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	while (!end->lost) {
		ck_assert_msg(loop_now() < until, "the link is still there");
		loop_dispatch(end->loop, STEP);
	}
}

void agent_end_expect_bytes(struct agent_end *end, uint32_t stream, const char *text) {
	uint64_t until = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	size_t len = strlen(text);
	while (end->bytes_len[stream] < len) {
		ck_assert_msg(!end->lost && loop_now() < until, "%s did not come", text);
		loop_dispatch(end->loop, STEP);
	}
	ck_assert_uint_eq(end->bytes_len[stream], len);
	ck_assert_mem_eq(end->bytes[stream], text, len);
}

void agent_end_settle(struct loop *loop) {
	for (int i = 0; i < 30; i++) {
		loop_dispatch(loop, 0);
	}
}
