// SPDX-License-Identifier: MIT
#include "protocol/gui.h"

#include <stdint.h>

// Words of gui.def, as bits
#define NEW GUI_LINK_NEW
#define OPEN GUI_LINK_OPEN
#define PIECES GUI_LINK_PIECES

// The blocks of codes
#define GUEST_FIRST 16
#define GUEST_LAST 63
#define HOST_FIRST 64
#define HOST_LAST 127
#define BOTH_FIRST 1
#define BOTH_LAST 15

// A piece without bytes would be a record that costs and brings nothing
#define TAIL_MIN_BYTES 1
#define TAIL_MIN_TEXT 0
#define TAIL_MIN_RECTS 0
#define TAIL_MIN_REFS 0

// clang-format off
#define FIELD(record, member, kind, rule, least, most) { \
	.name = #member, .type = GUI_FIELD_##kind, .check = GUI_CHECK_##rule, \
	.offset = offsetof(struct gui_##record, member), .min = least, .max = most },

#define RECORD(name, code, direction, since, states) \
	_Static_assert(code >= direction##_FIRST && code <= direction##_LAST, #name); \
	_Static_assert(((states) & ~(NEW | OPEN | PIECES)) == 0 && since >= 1, #name); \
	static const struct gui_field name##_fields[] = {
#define U32(record, name, check, min, max) FIELD(record, name, U32, check, min, max)
#define I32(record, name, check, min, max) FIELD(record, name, I32, check, min, max)
#define U64(record, name, check, min, max) FIELD(record, name, U64, check, min, max)
#define TAIL(record, kind, most) { \
	.name = "tail", .type = GUI_FIELD_##kind, .check = GUI_CHECK_RANGE, \
	.offset = offsetof(struct gui_##record, count), .min = TAIL_MIN_##kind, .max = most, \
	.tail = offsetof(struct gui_##record, tail) },
#define RECORD_END(name) { .type = GUI_FIELD_END } };
#include "protocol/gui.def"
#undef FIELD

#define RECORD(record, number, from, first, in) static const struct gui_row record##_row = { \
	.name = #record, .direction = GUI_FROM_##from, .since = first, .states = in, \
	.fields = record##_fields };
#include "protocol/gui.def"

// A switch, since two rows with one code do not compile
const struct gui_row *gui_row(uint32_t code) {
	switch (code) {
#define RECORD(name, code, direction, since, states) case code: return &name##_row;
#include "protocol/gui.def"
	default:
		return NULL;
	}
}
// clang-format on
