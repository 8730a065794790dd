// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_ROW_H
#define PROTOCOL_ROW_H

#include <stddef.h>
#include <stdint.h>

/*
 * Encode and decode records of any protocol that is a table of rows, such as gui.def. A
 * record on the wire is
 *
 *   header  u32 code, u32 size of all in bytes, u32 elements in the tail, u32 zero
 *   head    the fields in order, zero padding to 8 bytes
 *   tail    the elements, zero padding to 8 bytes
 */

enum row_direction {
	ROW_FROM_GUEST = 1,
	ROW_FROM_HOST = 2,
	ROW_FROM_BOTH = 3,
};

enum row_link_state { // bits, since a record names all in which it may come
	ROW_LINK_NEW = 1,
	ROW_LINK_OPEN = 2,
	ROW_LINK_PIECES = 4,
	ROW_LINK_STREAM = 8,
};

enum row_field_type {
	ROW_FIELD_END, // ends a list of fields
	ROW_FIELD_U32,
	ROW_FIELD_I32,
	ROW_FIELD_U64,
	ROW_FIELD_BYTES, // a tail: offset is that of count
	ROW_FIELD_TEXT,
	ROW_FIELD_WORDS,
	ROW_FIELD_RECTS,
	ROW_FIELD_REFS,
};

enum row_check { // a protocol has its own behind these, each a range too
	ROW_CHECK_RANGE,
	ROW_CHECK_FLAGS,
	ROW_CHECK_OWN, // the first of those
};

struct row_field {
	const char *name;
	enum row_field_type type;
	uint32_t check; // enum row_check, or the protocol's
	size_t offset; // in the record's own struct
	int64_t min, max; // of a tail: its elements
	size_t tail; // of a tail: offset of the pointer to them
};

struct row {
	const char *name;
	uint32_t direction; // enum row_direction
	uint32_t since; // version
	uint32_t states; // enum row_link_state
	const struct row_field *fields; // ended by ROW_FIELD_END
};

#define ROW_STRUCT_MAX 512 // bytes of the struct of any record

// A record is a struct that begins with its u32 code and has a union of the rows' structs
struct row_protocol {
	const struct row *(*row)(uint32_t code); // NULL: no record has this code
	size_t size; // of the struct
	size_t values; // offset of the union
};

enum row_error {
	ROW_OK,
	ROW_MORE, // not all of the record is here yet
	ROW_BAD_CODE,
	ROW_BAD_SIZE,
	ROW_BAD_HEADER,
	ROW_BAD_DIRECTION,
	ROW_BAD_STATE,
	ROW_BAD_COUNT,
	ROW_BAD_FIELD,
	ROW_BAD_PADDING,
	ROW_BAD_TEXT,
};

struct row_context { // of the receiver
	enum row_direction from; // who the peer is
	enum row_link_state state;
	uint32_t version; // agreed on; 0 before
};

/*
 * Check the header of the record at bytes. ROW_OK: all of it is here, and *size
 * holds its length. ROW_MORE: nothing is wrong so far. Else it must be refused.
 */
enum row_error row_frame(const struct row_protocol *protocol, const struct row_context *context,
	const void *bytes, size_t len, size_t *size);

/*
 * Decode the one whole record of size bytes that row_frame() passed; bytes must
 * be a private copy, aligned to 8, that nobody else writes. Tails point into it
 * and it is changed to host order in place.
 */
enum row_error row_decode(const struct row_protocol *protocol, const struct row_context *context,
	void *bytes, size_t size, void *record);

// Encode into bytes. Returns the length, or 0 if the record breaks the table or size.
size_t row_encode(
	const struct row_protocol *protocol, const void *record, void *bytes, size_t size);

// The end of a row's head: its tail, or ROW_FIELD_END
const struct row_field *row_tail(const struct row *row);

const char *row_error_name(enum row_error error);

#endif
