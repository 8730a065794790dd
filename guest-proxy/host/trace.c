// SPDX-License-Identifier: MIT
#include "guest-proxy/host/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "guest-proxy/host/trace_line.h"
#include "protocol/gui.h"

#define MODE 0600

struct trace {
	struct loop *loop; // borrowed
	struct loop_source *source; // while lines wait and fd can tell when to go on
	int fd;
	uint64_t lost; // since the last line
	size_t waiting; // of bytes
	char bytes[TRACE_WAITING_MAX];
};

static void make_line(struct trace_line *line, const struct gui_record *record, uint64_t lost) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	trace_line_add(line, "{\"at\":%lld.%09ld,", (long long)now.tv_sec, now.tv_nsec);
	if (lost > 0) {
		trace_line_add(line, "\"lost\":%" PRIu64 ",", lost);
	}
	trace_line_add_record(line, record);
	trace_line_add(line, "}\n");
}

static void handle_room(void *data, uint32_t events);

// A plain file cannot be watched, and takes what it can at once
static void watch(struct trace *trace) {
	if (trace->waiting == 0) {
		loop_source_remove(trace->source);
		trace->source = NULL;
	} else if (trace->source == NULL) {
		trace->source = loop_add_fd(trace->loop, trace->fd, EPOLLOUT, handle_room, trace);
	}
}

// One write for each call: there may always be a little more room
static void write_out(struct trace *trace) {
	ssize_t len = write(trace->fd, trace->bytes, trace->waiting);
	if (len > 0) {
		trace->waiting -= (size_t)len;
		memmove(trace->bytes, trace->bytes + len, trace->waiting);
	}
	watch(trace);
}

static void handle_room(void *data, uint32_t events) {
	struct trace *trace = data;
	write_out(trace);
	// Whoever has read it is gone, and would be told of for ever
	if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
		loop_source_remove(trace->source);
		trace->source = NULL;
	}
}

void trace_record(struct trace *trace, const struct gui_record *record) {
	struct trace_line line = {0};
	if (trace == NULL || !trace_line_is_input(record->code)) {
		return;
	}
	make_line(&line, record, trace->lost);
	if (line.len > sizeof(trace->bytes) - trace->waiting) {
		trace->lost++;
	} else {
		memcpy(trace->bytes + trace->waiting, line.text, line.len);
		trace->waiting += line.len;
		trace->lost = 0;
	}
	write_out(trace);
}

// A FIFO that nobody reads yet can be opened only for both
static int open_file(const char *path) {
	const int flags = O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open(path, O_WRONLY | flags, MODE);
	return fd < 0 && errno == ENXIO ? open(path, O_RDWR | flags, MODE) : fd;
}

struct trace *trace_create(struct loop *loop, const char *path) {
	struct trace *trace = calloc(1, sizeof(*trace));
	if (trace == NULL) {
		return NULL;
	}
	trace->loop = loop;
	trace->fd = open_file(path);
	if (trace->fd < 0) {
		int error = errno;
		free(trace);
		errno = error;
		return NULL;
	}
	return trace;
}

void trace_destroy(struct trace *trace) {
	if (trace == NULL) {
		return;
	}
	if (trace->waiting > 0) {
		write_out(trace);
	}
	if (trace->waiting > 0 || trace->lost > 0) {
		log_error("input trace: %zu bytes and %" PRIu64 " lines were lost", trace->waiting,
			trace->lost);
	}
	loop_source_remove(trace->source);
	close(trace->fd);
	free(trace);
}
