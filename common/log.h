// SPDX-License-Identifier: MIT
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

/*
 * One line on stderr per event, with the program's name. Logged once, where the
 * cause is known. Text of a peer never goes here uncleaned.
 */

enum log_level {
	LOG_ERROR,
	LOG_INFO,
	LOG_DEBUG,
};

// name is borrowed for the life of the process
void log_init(const char *name, enum log_level most);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
// log_error() with ": " and the text of errno after it
void log_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
