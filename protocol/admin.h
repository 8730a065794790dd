// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_ADMIN_H
#define PROTOCOL_ADMIN_H

#include <stdbool.h>

#include "protocol/limits.h"
#include "protocol/row.h"
#include "protocol/version.h"

/*
 * Records between dom0 and the GUI domain by the table in admin.def, as protocol/row encodes
 * and decodes them.
 */

enum admin_state { // what people see of a VM; sorted
	ADMIN_BLOCKED, // a domain that is not dom0's has its name or uuid
	ADMIN_CRASHED,
	ADMIN_DEFINED, // it has not been started
	ADMIN_PAUSED,
	ADMIN_RUNNING,
	ADMIN_STARTING,
	ADMIN_STOPPED,
	ADMIN_STOPPING,
	ADMIN_STATES, // how many there are
};

enum admin_verb { // all that the GUI domain may ask for; sorted
	ADMIN_KILL,
	ADMIN_PAUSE,
	ADMIN_START,
	ADMIN_STOP,
	ADMIN_VERBS, // how many there are
};

enum admin_check { // see admin.def
	ADMIN_CHECK_RANGE = ROW_CHECK_RANGE,
	ADMIN_CHECK_NEW_ASK = ROW_CHECK_OWN,
	ADMIN_CHECK_ASK,
};

enum admin_feature { // of hello and welcome; none is optional yet
	ADMIN_FEATURES_KNOWN = 0,
};

// clang-format off
#define RECORD(name, code, direction, since, states) struct admin_##name {
#define U32(record, field, check, min, max) uint32_t field;
#define TAIL(record, kind, max) \
	uint32_t count; \
	const uint8_t *tail; // borrowed for the call
#define RECORD_END(name) };
#include "protocol/admin.def"

#define RECORD(name, code, direction, since, states) ADMIN_CODE_##name = code,
enum admin_code {
#include "protocol/admin.def"
	ADMIN_CODE_END, // one past the last
};

#define RECORD(name, code, direction, since, states) struct admin_##name name;
struct admin_record {
	uint32_t code; // enum admin_code
	union {
#include "protocol/admin.def"
	} u;
};
// clang-format on

extern const struct row_protocol admin_protocol;

// The row of a code, or NULL
const struct row *admin_row(uint32_t code);

// The words for them
const char *admin_state_name(enum admin_state state);
const char *admin_verb_name(enum admin_verb verb);
// False if there is no such word
bool admin_verb_find(const char *name, enum admin_verb *verb);

#endif
