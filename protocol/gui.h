// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_GUI_H
#define PROTOCOL_GUI_H

#include <stddef.h>

#include "protocol/records.h"

/*
 * Encode and decode records by the table in gui.def. A record on the wire is
 *
 *   header  u32 code, u32 size of all in bytes, u32 elements in the tail, u32 zero
 *   head    the fields in order, zero padding to 8 bytes
 *   tail    the elements, zero padding to 8 bytes
 */

#define RECORD(name, code, direction, since, states) GUI_CODE_##name = code,
enum gui_code {
#include "protocol/gui.def"
	GUI_CODE_END, // one past the last
};

enum gui_direction {
	GUI_FROM_GUEST = 1,
	GUI_FROM_HOST = 2,
	GUI_FROM_BOTH = 3,
};

enum gui_link_state { // bits, since a record names all in which it may come
	GUI_LINK_NEW = 1,
	GUI_LINK_OPEN = 2,
	GUI_LINK_PIECES = 4,
};

enum gui_field_type {
	GUI_FIELD_END, // ends a list of fields
	GUI_FIELD_U32,
	GUI_FIELD_I32,
	GUI_FIELD_U64,
	GUI_FIELD_BYTES, // a tail: offset is that of count
	GUI_FIELD_TEXT,
	GUI_FIELD_RECTS,
	GUI_FIELD_REFS,
};

enum gui_check { // see gui.def
	GUI_CHECK_RANGE,
	GUI_CHECK_FLAGS,
	GUI_CHECK_NEW_WINDOW,
	GUI_CHECK_WINDOW,
	GUI_CHECK_TOPLEVEL,
	GUI_CHECK_OPT_TOPLEVEL,
	GUI_CHECK_POPUP,
	GUI_CHECK_NEW_POOL,
	GUI_CHECK_POOL,
	GUI_CHECK_NEW_BUFFER,
	GUI_CHECK_BUFFER,
	GUI_CHECK_OPT_BUFFER,
	GUI_CHECK_INPUT_SERIAL,
	GUI_CHECK_SERIAL_SENT,
	GUI_CHECK_CONFIGURE_SERIAL,
	GUI_CHECK_ACKED,
	GUI_CHECK_COMMIT,
	GUI_CHECK_TIME,
};

struct gui_field {
	const char *name;
	enum gui_field_type type;
	enum gui_check check;
	size_t offset; // in struct gui_<record>
	int64_t min, max; // of a tail: its elements
	size_t tail; // of a tail: offset of the pointer to them
};

struct gui_row {
	const char *name; // NULL: no record has this code
	uint32_t direction; // enum gui_direction
	uint32_t since; // version
	uint32_t states; // enum gui_link_state
	const struct gui_field *fields; // ended by GUI_FIELD_END
};

#define RECORD(name, code, direction, since, states) struct gui_##name name;
struct gui_record {
	uint32_t code; // enum gui_code
	union {
#include "protocol/gui.def"
	} u;
};

enum gui_error {
	GUI_OK,
	GUI_MORE, // not all of the record is here yet
	GUI_BAD_CODE,
	GUI_BAD_SIZE,
	GUI_BAD_HEADER,
	GUI_BAD_DIRECTION,
	GUI_BAD_STATE,
	GUI_BAD_COUNT,
	GUI_BAD_FIELD,
	GUI_BAD_PADDING,
	GUI_BAD_TEXT,
};

struct gui_context { // of the receiver
	enum gui_direction from; // who the peer is
	enum gui_link_state state;
	uint32_t version; // agreed on; 0 before
};

// The row of a code, or NULL
const struct gui_row *gui_row(uint32_t code);

/*
 * Check the header of the record at bytes. GUI_OK: all of it is here, and *size
 * holds its length. GUI_MORE: nothing is wrong so far. Else it must be refused.
 */
enum gui_error gui_frame(
	const struct gui_context *context, const void *bytes, size_t len, size_t *size);

/*
 * Decode the one whole record of size bytes that gui_frame() passed; bytes must
 * be a private copy, aligned to 8, that nobody else writes. Tails point into it
 * and it is changed to host order in place.
 */
enum gui_error gui_decode(
	const struct gui_context *context, void *bytes, size_t size, struct gui_record *record);

// Encode into bytes. Returns the length, or 0 if the record breaks the table or size.
size_t gui_encode(const struct gui_record *record, void *bytes, size_t size);

const char *gui_error_name(enum gui_error error);

#endif
