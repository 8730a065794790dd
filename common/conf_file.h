// SPDX-License-Identifier: MIT
#ifndef COMMON_CONF_FILE_H
#define COMMON_CONF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Files that people write: INI, read by libinih, and each line looked at before: UTF-8
 * without control characters. What a line means is the user's.
 */

#define CONF_FILE_LINE_MAX 998 // bytes

struct conf_file;

struct conf_file_impl {
	// NULL: there are none. name is not terminated.
	bool (*known_section)(const char *name, size_t len);
	// Both: false if no more is wanted. section is "" before the first one.
	bool (*handle_key)(
		struct conf_file *file, const char *section, const char *key, const char *value);
	bool (*handle_error)(struct conf_file *file, const char *reason); // a constant text
};

struct conf_file {
	const struct conf_file_impl *impl;
	void *data; // the user's
	const char *text; // borrowed, any bytes
	size_t len;
	// Of the line that is read
	unsigned line; // number, from 1
	size_t start, end; // in text, without the newline

	// Private
	bool stopped;
	bool wants_key; // the line must be one with a key, and none was seen yet
};

// Read all of the text, unless a handler wants no more. Not to be called by a handler.
void conf_file_parse(struct conf_file *file);

// All of a regular file that has at most size bytes; there must be room for one more.
// Returns how many, or -1 and errno, EFBIG if there are more.
ssize_t conf_file_read(int fd, char *text, size_t size);

#endif
