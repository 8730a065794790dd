// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_AGENT_END_H
#define TESTS_LIB_AGENT_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/agent.h"

/*
 * One end of a link of agent.def, whose words a test says: an agent, dom0, or a user.
 */

#define AGENT_END_LOG 4096 // records
#define AGENT_END_BYTES 1048576 // of a stream
#define AGENT_END_ENTRIES 65536 // bytes

struct conn;
struct loop;
struct transport;

struct agent_end {
	struct loop *loop; // borrowed
	struct conn *conn; // NULL: gone
	struct row_context context;
	struct agent_record log[AGENT_END_LOG]; // without tails
	size_t len, taken;
	uint8_t bytes[AGENT_STREAMS][AGENT_END_BYTES]; // what came over each stream
	size_t bytes_len[AGENT_STREAMS];
	char entries[AGENT_END_ENTRIES]; // a line for each, with | behind each word
	size_t entries_len;
	bool lost;
};

// from and state are what the other end is, and where it is
void agent_end_init(struct agent_end *end, struct loop *loop, struct transport *transport,
	enum row_direction from, enum row_link_state state);
void agent_end_finish(struct agent_end *end);

void agent_end_send(struct agent_end *end, const struct agent_record *record);
// One whose only field is the run
void agent_end_send_about(struct agent_end *end, enum agent_code code, uint32_t run);
void agent_end_output(struct agent_end *end, uint32_t stream, const char *text);
void agent_end_input(struct agent_end *end, uint32_t run, const char *text);
// words are separated by |
void agent_end_entry(struct agent_end *end, uint32_t list, const char *words);
void agent_end_run(struct agent_end *end, uint32_t run, uint32_t flags, const char *words);

// The next record, which has that code; those of streams and rooms are passed over unless
// they are asked for. Waits for it.
const struct agent_record *agent_end_expect(struct agent_end *end, enum agent_code code);
void agent_end_expect_lost(struct agent_end *end);
// Waits until so many bytes have come
void agent_end_expect_bytes(struct agent_end *end, uint32_t stream, const char *text);
// Until nothing happens any more
void agent_end_settle(struct loop *loop);

#endif
