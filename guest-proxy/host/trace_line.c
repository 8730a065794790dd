// SPDX-License-Identifier: MIT
#include "guest-proxy/host/trace_line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "protocol/gui.h"

// The two last blocks of gui.def: keyboard, and pointer and touch
bool trace_line_is_input(uint32_t code) {
	return code >= GUI_CODE_keyboard_enter && code <= GUI_CODE_touch_cancel;
}

void trace_line_add(struct trace_line *line, const char *format, ...) {
	va_list args;
	va_start(args, format);
	int len = vsnprintf(line->text + line->len, sizeof(line->text) - line->len, format, args);
	va_end(args);
	size_t room = sizeof(line->text) - line->len - 1;
	line->len += len < 0 ? 0 : (size_t)len < room ? (size_t)len : room;
}

// None of them has a tail
void trace_line_add_record(struct trace_line *line, const struct gui_record *record) {
	trace_line_add(line, "\"record\":\"%s\"", gui_row(record->code)->name);
	switch (record->code) {
		// clang-format off
#define RECORD(name, code, direction, since, states) case GUI_CODE_##name:
#define U32(record_name, field, check, min, max) \
	trace_line_add(line, ",\"" #field "\":%" PRIu32, record->u.record_name.field);
#define I32(record_name, field, check, min, max) \
	trace_line_add(line, ",\"" #field "\":%" PRId32, record->u.record_name.field);
#define U64(record_name, field, check, min, max) \
	trace_line_add(line, ",\"" #field "\":%" PRIu64, record->u.record_name.field);
#define RECORD_END(name) break;
#include "protocol/gui.def"
		// clang-format on
	}
}
