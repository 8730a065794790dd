// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_EXAMPLES_H
#define TESTS_LIB_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/admin.h"
#include "protocol/agent.h"
#include "protocol/gui.h"

/*
 * A good record for each row of gui.def, made from the row, and the places in its
 * bytes where a test can make it bad.
 */

// The codes of all rows, for loops
extern const uint32_t example_codes[];
extern const int example_codes_len;

extern const uint32_t example_agent_codes[]; // those of agent.def
extern const int example_agent_codes_len;
extern const uint32_t example_admin_codes[]; // those of admin.def
extern const int example_admin_codes_len;

// Of any protocol, into its struct: every field 1, or as near to 1 as it may be; flags 0; a
// short tail, borrowed from this file. What a receiver must know beside the table is not looked at.
void example_fill(const struct row_protocol *protocol, uint32_t code, void *record);
struct gui_record example_record(uint32_t code);
// Every field and the tail's length at random in their range, by seed. The tail
// is overwritten by the next call.
struct gui_record example_random(uint32_t code, uint32_t seed);
// A receiver to whom a record of this code may come
struct row_context example_context(uint32_t code);
// Encode into GUI_RECORD_MAX bytes. Never 0.
size_t example_bytes(const struct gui_record *record, uint8_t bytes[static GUI_RECORD_MAX]);

// The end of a row's fields: its tail, or ROW_FIELD_END
const struct row_field *example_tail(const struct row *row);
// Where a field, or the tail's first element, stands in the bytes
size_t example_pos(const struct row *row, const struct row_field *field);
// Bytes of a field, or of one element of a tail
size_t example_width(enum row_field_type type);
// Write a field's value into a record's bytes, whether it is good or not
void example_poke(
	uint8_t *bytes, const struct row *row, const struct row_field *field, uint64_t value);
// Write one of the four words of the header
enum example_word {
	EXAMPLE_CODE,
	EXAMPLE_SIZE,
	EXAMPLE_COUNT,
	EXAMPLE_ZERO
};
void example_poke_header(uint8_t *bytes, enum example_word word, uint32_t value);

// Read or set a field of a struct, or the count of its tail
int64_t example_get(const struct gui_record *record, const struct row_field *field);
void example_set(struct gui_record *record, const struct row_field *field, uint64_t value);
void example_set_tail(struct gui_record *record, const void *tail, uint32_t count);

#endif
