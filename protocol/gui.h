// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_GUI_H
#define PROTOCOL_GUI_H

#include "protocol/records.h"
#include "protocol/row.h"

/*
 * Encode and decode records by the table in gui.def, as protocol/row does.
 */

#define RECORD(name, code, direction, since, states) GUI_CODE_##name = code,
enum gui_code {
#include "protocol/gui.def"
	GUI_CODE_END, // one past the last
};

enum gui_check { // see gui.def
	GUI_CHECK_RANGE = ROW_CHECK_RANGE,
	GUI_CHECK_FLAGS = ROW_CHECK_FLAGS,
	GUI_CHECK_NEW_WINDOW = ROW_CHECK_OWN,
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

#define RECORD(name, code, direction, since, states) struct gui_##name name;
struct gui_record {
	uint32_t code; // enum gui_code
	union {
#include "protocol/gui.def"
	} u;
};

extern const struct row_protocol gui_protocol;

// The row of a code, or NULL
const struct row *gui_row(uint32_t code);

// The same with that protocol
enum row_error gui_frame(
	const struct row_context *context, const void *bytes, size_t len, size_t *size);
enum row_error gui_decode(
	const struct row_context *context, void *bytes, size_t size, struct gui_record *record);
size_t gui_encode(const struct gui_record *record, void *bytes, size_t size);

#endif
