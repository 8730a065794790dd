// SPDX-License-Identifier: MIT
#include "hv/xen/xl_log.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "hv/message/escape.h"

#define LINE_MAX 512 // bytes; the rest of a line is not worth more

// Errors are told as such where it is known what they mean; here they are the details
static void handle_message(xentoollog_logger *logger, xentoollog_level level, int error,
	const char *context, const char *format, va_list args) {
	char untrusted_line[LINE_MAX], line[LINE_MAX * ESCAPE_WIDTH_MAX];
	if (level < XTL_WARN) {
		return;
	}
	int len = vsnprintf(untrusted_line, sizeof(untrusted_line), format, args);
	if (len < 0) {
		return;
	}
	escape_bytes(line, sizeof(line), untrusted_line, strlen(untrusted_line));
	log_info("%s: %s%s%s", context != NULL ? context : "libxl", line, error > 0 ? ": " : "",
		error > 0 ? strerror(error) : "");
}

static void handle_progress(xentoollog_logger *logger, const char *context, const char *doing,
	int percent, unsigned long done, unsigned long total) {
}

static void handle_destroy(xentoollog_logger *logger) {
}

xentoollog_logger xl_log = {
	.vmessage = handle_message,
	.progress = handle_progress,
	.destroy = handle_destroy,
};
