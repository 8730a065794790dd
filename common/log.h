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

void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
// log_error() with ": " and the text of errno after it
void log_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
