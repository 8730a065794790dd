// SPDX-License-Identifier: MIT
#include "common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_SIZE 1024 // bytes, with the newline; longer ones are cut

static const char *program = "mamparo";
static enum log_level most_logged = LOG_INFO;

void log_init(const char *name, enum log_level most) {
	program = name;
	most_logged = most;
}

// In one write, so that lines of several processes do not mix
static void print(const char *cause, const char *format, va_list args) {
	char line[LINE_MAX_SIZE];
	size_t size = sizeof(line) - 1;
	size_t len = (size_t)snprintf(line, size, "%s: ", program);
	len = len < size ? len : size - 1;
	int more = vsnprintf(line + len, size - len, format, args);
	if (more > 0) {
		len = (size_t)more < size - len ? len + (size_t)more : size - 1;
	}
	if (cause != NULL) {
		more = snprintf(line + len, size - len, ": %s", cause);
		len = (size_t)more < size - len ? len + (size_t)more : size - 1;
	}
	line[len++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, len);
	(void)written; // nowhere to tell it
}

void log_line(enum log_level level, const char *format, ...) {
	if (level > most_logged) {
		return;
	}
	va_list args;
	va_start(args, format);
	print(NULL, format, args);
	va_end(args);
}

void log_errno(const char *format, ...) {
	const char *cause = strerror(errno);
	va_list args;
	va_start(args, format);
	print(cause, format, args);
	va_end(args);
}
