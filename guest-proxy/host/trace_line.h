// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_TRACE_LINE_H
#define GUEST_PROXY_HOST_TRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A record of input as text: members of a JSON object, by the names of gui.def.
 */

struct gui_record;

#define TRACE_LINE_MAX 512 // bytes, with the terminator: more than the longest line

struct trace_line {
	char text[TRACE_LINE_MAX]; // ends with a zero
	size_t len;
};

bool trace_line_is_input(uint32_t code);
// What does not fit is cut off
__attribute__((format(printf, 2, 3))) void trace_line_add(
	struct trace_line *line, const char *format, ...);
// "record":NAME and each field of a record of input
void trace_line_add_record(struct trace_line *line, const struct gui_record *record);

#endif
