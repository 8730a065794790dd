// SPDX-License-Identifier: MIT
#include "hv/cli/cli_view.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"

#define HEAD 4 // bytes, that say how many of those behind them had been said before
#define BEFORE_MAX (1024 * 1024) // far more than hvd keeps

// What to exit with, and the stream, which may be none
static int ask(struct cli_link *link, const char *vm, struct json_object *request, int *stream) {
	struct cli_line line;
	int status = CLI_REPORT_FAILED;
	bool last = false;
	if (!cli_link_ask(link, request)) {
		return status;
	}
	while (!last && cli_link_next(link, &line, CLI_LINK_TIMEOUT) == CLI_LINK_LINE) {
		last = cli_link_is_last(line.object);
		status = last ? cli_report(vm, line.object) : status;
		json_object_put(line.object);
	}
	*stream = cli_link_take_stream(link);
	return status;
}

static bool read_all(int fd, uint8_t *bytes, size_t len) {
	while (len > 0) {
		ssize_t got = recv(fd, bytes, len, 0);
		if (got <= 0) {
			return false;
		}
		bytes += got;
		len -= (size_t)got;
	}
	return true;
}

static bool read_before(struct cli_view *view) {
	uint8_t head[HEAD];
	if (!read_all(view->fd, head, HEAD)) {
		return false;
	}
	for (int i = 0; i < HEAD; i++) {
		view->before_len |= (size_t)head[i] << 8 * i;
	}
	if (view->before_len > BEFORE_MAX) {
		return false;
	}
	view->before = malloc(view->before_len + 1);
	return view->before != NULL && read_all(view->fd, view->before, view->before_len);
}

// It waits for what it reads
static bool begin(struct cli_view *view) {
	int flags = fcntl(view->fd, F_GETFL);
	return flags >= 0 && fcntl(view->fd, F_SETFL, flags & ~O_NONBLOCK) == 0 &&
		read_before(view);
}

int cli_view_open(
	struct cli_view *view, const char *socket, const char *vm, struct json_object *request) {
	*view = (struct cli_view){.fd = -1};
	struct cli_link *link = cli_link_open(socket);
	if (link == NULL) {
		json_object_put(request);
		return CLI_REPORT_FAILED;
	}
	int status = ask(link, vm, request, &view->fd);
	cli_link_close(link);
	if (status == 0 && (view->fd < 0 || !begin(view))) {
		fprintf(stderr, "mamparo: hvd does not give what it said it would\n");
		status = CLI_REPORT_FAILED;
	}
	if (status != 0) {
		cli_view_close(view);
	}
	return status;
}

void cli_view_close(struct cli_view *view) {
	if (view->fd >= 0) {
		close(view->fd);
	}
	free(view->before);
	*view = (struct cli_view){.fd = -1};
}

bool cli_view_write(int fd, const uint8_t *bytes, size_t len) {
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);
		if (written < 0 && errno != EINTR) {
			return false;
		}
		bytes += written > 0 ? written : 0;
		len -= written > 0 ? (size_t)written : 0;
	}
	return true;
}
