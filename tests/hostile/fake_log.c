// SPDX-License-Identifier: MIT
#include "tests/hostile/fake_log.h"

#include "common/log.h"

static unsigned long lines;

unsigned long fake_log_lines(void) {
	return lines;
}

void log_init(const char *name, enum log_level most) {
}

void log_line(enum log_level level, const char *format, ...) {
	lines += level <= LOG_INFO;
}

void log_errno(const char *format, ...) {
	lines++;
}
