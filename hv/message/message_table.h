// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_MESSAGE_TABLE_H
#define HV_MESSAGE_MESSAGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * message.def as data: what each type of message is made of.
 */

enum message_kind {
	MESSAGE_KIND_END, // behind the last field
	MESSAGE_KIND_U32,
	MESSAGE_KIND_OPT_DOMID,
	MESSAGE_KIND_UUID,
	MESSAGE_KIND_NAME,
	MESSAGE_KIND_OPT_NAME,
	MESSAGE_KIND_OPT_COLOUR,
	MESSAGE_KIND_ENTRY,
	MESSAGE_KIND_OPT_ENTRY,
	MESSAGE_KIND_OPT_ICON,
	MESSAGE_KIND_LOCAL,
	MESSAGE_KIND_OPT_KERNEL,
	MESSAGE_KIND_TEXT,
	MESSAGE_KIND_U32S,
	MESSAGE_KIND_VOLUMES,
	MESSAGE_KIND_WORDS,
	MESSAGE_KINDS, // how many there are
};

enum message_serial {
	MESSAGE_ASK,
	MESSAGE_ANSWER,
	MESSAGE_FACT,
	MESSAGE_EITHER,
};

enum message_fd {
	MESSAGE_FD_NONE,
	MESSAGE_FD_LISTENER,
	MESSAGE_FD_OPT_STREAM,
	MESSAGE_FD_STREAM,
	MESSAGE_FD_TTY,
};

struct message_field {
	const char *name;
	enum message_kind kind;
	size_t offset, size; // in the body, bytes
	uint32_t min, max; // of a number; max also of a count
	size_t count_offset; // of arrays and words
	size_t len_offset; // of words
};

struct message_row {
	const char *name;
	unsigned ways; // bits of enum message_way
	enum message_serial serial;
	enum message_fd fd;
	size_t size; // of the body
	const struct message_field *fields;
};

// NULL if there is no such type
const struct message_row *message_table_row(uint32_t type);

#endif
