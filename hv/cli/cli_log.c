// SPDX-License-Identifier: MIT
#include "hv/cli/cli_log.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_view.h"
#include "hv/message/escape.h"

#define READ_MAX 4096 // bytes
#define LINES_MAX 1000000

struct log {
	bool returned; // the last byte was a carriage return, which is not printed yet
	bool inside; // a line that has no end yet
};

// --- what is printed -----------------------------------------------------------

static void print_byte(struct log *log, uint8_t untrusted_byte) {
	char text[ESCAPE_WIDTH_MAX + 1];
	if (untrusted_byte == '\n' || untrusted_byte == '\t') {
		putchar(untrusted_byte);
	} else {
		escape_bytes(text, sizeof(text), &untrusted_byte, 1);
		fputs(text, stdout);
	}
	log->inside = untrusted_byte != '\n';
}

// Lines of consoles end with both, and only the end of the line is wanted
static void print_bytes(struct log *log, const uint8_t *untrusted_bytes, size_t len) {
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = untrusted_bytes[i];
		if (log->returned && byte != '\n' && byte != '\r') {
			print_byte(log, '\r');
		}
		log->returned = byte == '\r';
		if (!log->returned) {
			print_byte(log, byte);
		}
	}
}

// Where the last so many lines begin; one that has no end yet counts
static size_t find_last(const uint8_t *bytes, size_t len, unsigned long lines) {
	size_t at = lines > 0 && len > 0 && bytes[len - 1] == '\n' ? len - 1 : len;
	while (at > 0 && lines > 0) {
		lines -= bytes[at - 1] == '\n' ? 1 : 0;
		at -= lines > 0 ? 1 : 0;
	}
	return lines > 0 ? 0 : at;
}

static void follow(struct log *log, int stream) {
	uint8_t bytes[READ_MAX];
	ssize_t len = 1;
	while (len > 0 && fflush(stdout) == 0) {
		len = recv(stream, bytes, sizeof(bytes), 0);
		print_bytes(log, bytes, len > 0 ? (size_t)len : 0);
	}
}

// --- what is asked -------------------------------------------------------------

static bool read_lines(const struct cli_call *call, unsigned long *lines) {
	const char *text = call->values[CLI_LINES];
	char *end;
	*lines = LINES_MAX;
	if (text == NULL) {
		return true;
	}
	errno = 0;
	*lines = strtoul(text, &end, 10);
	return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' &&
		*lines <= LINES_MAX;
}

static struct json_object *make_request(const struct cli_call *call) {
	struct json_object *request = cli_link_request("log", call->words[0]);
	if (request != NULL && cli_call_has(call, CLI_FOLLOW)) {
		json_object_object_add(request, "follow", json_object_new_boolean(true));
	}
	return request;
}

int cli_log_run(const struct cli_call *call) {
	struct cli_view view;
	struct log log = {0};
	unsigned long lines;
	if (!read_lines(call, &lines)) {
		fprintf(stderr, "mamparo: --lines takes a number up to %d\n", LINES_MAX);
		return CLI_REPORT_USAGE;
	}
	int status = cli_view_open(&view, call->socket, call->words[0], make_request(call));
	if (status != 0) {
		return status;
	}
	size_t start = find_last(view.before, view.before_len, lines);
	print_bytes(&log, view.before + start, view.before_len - start);
	if (cli_call_has(call, CLI_FOLLOW)) {
		follow(&log, view.fd);
	}
	if (log.inside) {
		putchar('\n');
	}
	cli_view_close(&view);
	return 0;
}
