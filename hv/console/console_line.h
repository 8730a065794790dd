// SPDX-License-Identifier: MIT
#ifndef HV_CONSOLE_CONSOLE_LINE_H
#define HV_CONSOLE_CONSOLE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * The console of one VM, as long as it is defined: what it said last, and who looks.
 */

struct console_line;
struct loop;

struct console_line *console_line_create(
	struct loop *loop, const uint8_t uuid[static VM_UUID_SIZE]); // NULL without memory
void console_line_destroy(struct console_line *line); // NULL is fine

bool console_line_has_uuid(
	const struct console_line *line, const uint8_t uuid[static VM_UUID_SIZE]);
// How many look, and how many of these are that user
size_t console_line_viewers(const struct console_line *line);
size_t console_line_viewers_of(const struct console_line *line, uint32_t user);

// What its domain has from now on, instead of an earlier one; tty is taken
void console_line_open(struct console_line *line, const char *vm, int tty);
// A user looks at it over fd, which is taken. NULL, or why he cannot; constant text.
const char *console_line_view(struct console_line *line, const struct message_view *view, int fd);

#endif
