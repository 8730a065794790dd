// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_AGENT_H
#define PROTOCOL_AGENT_H

#include "protocol/limits.h"
#include "protocol/row.h"
#include "protocol/version.h"

/*
 * Records between a VM's agent and dom0 by the table in agent.def, as protocol/row encodes
 * and decodes them.
 */

enum agent_stream {
	AGENT_IN, // never named on the wire
	AGENT_OUT,
	AGENT_ERR,
	AGENT_STREAMS, // how many there are
};

enum agent_run_flag {
	AGENT_RUN_DETACH = 1 << 0, // on its own, without streams: nobody hears of it again
	AGENT_RUN_TERMINAL = 1 << 1, // with a terminal for all three
	AGENT_RUN_ENTRY = 1 << 2, // what is to be run is a desktop entry; since version 2
	AGENT_RUN_ALL = (1 << 3) - 1,
};

enum agent_how { // a program has ended
	AGENT_EXITED,
	AGENT_KILLED, // by a signal
	AGENT_FAILED, // it could not be started
	AGENT_LOST, // the link is no more; said to users only
};

enum agent_check { // see agent.def
	AGENT_CHECK_RANGE = ROW_CHECK_RANGE,
	AGENT_CHECK_FLAGS = ROW_CHECK_FLAGS,
	AGENT_CHECK_NEW_RUN = ROW_CHECK_OWN,
	AGENT_CHECK_RUN,
	AGENT_CHECK_LIST,
};

#define AGENT_ENTRY_WORDS 3 // id, name, icon

enum agent_feature { // of hello and welcome; none is optional yet
	AGENT_FEATURES_KNOWN = 0,
};

// clang-format off
#define RECORD(name, code, direction, since, states) struct agent_##name {
#define U32(record, field, check, min, max) uint32_t field;
#define TAIL(record, kind, max) \
	uint32_t count; \
	const uint8_t *tail; // borrowed for the call
#define RECORD_END(name) };
#include "protocol/agent.def"

#define RECORD(name, code, direction, since, states) AGENT_CODE_##name = code,
enum agent_code {
#include "protocol/agent.def"
	AGENT_CODE_END, // one past the last
};

#define RECORD(name, code, direction, since, states) struct agent_##name name;
struct agent_record {
	uint32_t code; // enum agent_code
	union {
#include "protocol/agent.def"
	} u;
};
// clang-format on

extern const struct row_protocol agent_protocol;

// The row of a code, or NULL
const struct row *agent_row(uint32_t code);

// What a record of a stream with so many bytes takes up of its window
uint32_t agent_cost(uint32_t bytes);

#endif
