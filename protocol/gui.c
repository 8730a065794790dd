// SPDX-License-Identifier: MIT
#include "protocol/gui.h"

#include <stddef.h>

_Static_assert(sizeof(struct gui_record) <= ROW_STRUCT_MAX, "a record fits");

const struct row_protocol gui_protocol = {
	.row = gui_row,
	.size = sizeof(struct gui_record),
	.values = offsetof(struct gui_record, u),
};

enum row_error gui_frame(
	const struct row_context *context, const void *bytes, size_t len, size_t *size) {
	return row_frame(&gui_protocol, context, bytes, len, size);
}

enum row_error gui_decode(
	const struct row_context *context, void *bytes, size_t size, struct gui_record *record) {
	return row_decode(&gui_protocol, context, bytes, size, record);
}

size_t gui_encode(const struct gui_record *record, void *bytes, size_t size) {
	return row_encode(&gui_protocol, record, bytes, size);
}
