// SPDX-License-Identifier: MIT
#include "hv/console/console_viewer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/sink.h"
#include "hv/console/console_ring.h"

#define HEAD 4 // bytes, that say how many follow
#define QUEUE_SIZE (HEAD + 2 * CONSOLE_RING_SIZE)
#define TYPED_MAX 512 // bytes at once; nobody types more
#define LOST "\r\n[mamparo: you have not read in time, and some is lost]\r\n"

struct console_viewer {
	struct console_viewer_options options;
	struct loop_source *source, *task;
	struct sink *tty; // NULL: he looks only
	size_t start, end; // of the queue
	bool lost; // what came since there was no room
	bool ending; // once the queue is empty
	uint8_t queue[QUEUE_SIZE];
};

// --- what he reads -----------------------------------------------------------

static size_t queued(const struct console_viewer *viewer) {
	return viewer->end - viewer->start;
}

static bool put(struct console_viewer *viewer, const void *bytes, size_t len) {
	if (len > QUEUE_SIZE - queued(viewer)) {
		return false;
	}
	memmove(viewer->queue, viewer->queue + viewer->start, queued(viewer));
	viewer->end -= viewer->start;
	viewer->start = 0;
	memcpy(viewer->queue + viewer->end, bytes, len);
	viewer->end += len;
	return true;
}

// He is told where something is missing
static void put_lost(struct console_viewer *viewer) {
	if (viewer->lost && queued(viewer) == 0) {
		viewer->lost = false;
		put(viewer, LOST, strlen(LOST));
	}
}

// False if he has gone
static bool flush(struct console_viewer *viewer) {
	while (queued(viewer) > 0) {
		ssize_t len = send(viewer->options.fd, viewer->queue + viewer->start,
			queued(viewer), MSG_DONTWAIT | MSG_NOSIGNAL);
		if (len < 0) {
			return errno == EAGAIN || errno == EINTR;
		}
		viewer->start += (size_t)len;
		put_lost(viewer);
	}
	return true;
}

static void watch(struct console_viewer *viewer) {
	loop_source_watch(viewer->source, queued(viewer) > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
	if (viewer->ending && queued(viewer) == 0) {
		loop_task_post(viewer->task);
	}
}

// What cannot be sent now is sent, or found to be of no use, by the loop
static void send_some(struct console_viewer *viewer) {
	flush(viewer);
	watch(viewer);
}

void console_viewer_say(struct console_viewer *viewer, const uint8_t *untrusted_bytes, size_t len) {
	if (viewer->ending) {
		return;
	}
	viewer->lost = viewer->lost || !put(viewer, untrusted_bytes, len);
	send_some(viewer);
}

void console_viewer_end(struct console_viewer *viewer) {
	viewer->ending = true;
	send_some(viewer);
}

// --- what he types -----------------------------------------------------------

// False if he has gone. A VM that does not read its console loses what is typed.
static bool take_typed(struct console_viewer *viewer) {
	uint8_t typed[TYPED_MAX];
	ssize_t len = recv(viewer->options.fd, typed, sizeof(typed), MSG_DONTWAIT);
	if (len <= 0) {
		return len < 0 && (errno == EAGAIN || errno == EINTR);
	}
	if (viewer->tty != NULL) {
		sink_bytes(viewer->tty, typed, (uint32_t)len);
	}
	return true;
}

bool console_viewer_types(const struct console_viewer *viewer) {
	return viewer->tty != NULL;
}

static void handle_room(void *data, uint32_t room) {
}

static const struct sink_impl sink_impl = {.room = handle_room};

// --- its life ----------------------------------------------------------------

static void handle_task(void *data) {
	struct console_viewer *viewer = data;
	viewer->options.impl->gone(viewer->options.data, viewer);
}

static void handle_fd(void *data, uint32_t events) {
	struct console_viewer *viewer = data;
	bool here = (events & (EPOLLHUP | EPOLLERR)) == 0;
	here = here && ((events & EPOLLIN) == 0 || take_typed(viewer));
	here = here && flush(viewer);
	if (here) {
		watch(viewer);
	} else {
		viewer->options.impl->gone(viewer->options.data, viewer);
	}
}

static bool open_tty(struct console_viewer *viewer, struct loop *loop) {
	int tty = viewer->options.tty >= 0 ? dup(viewer->options.tty) : -1;
	if (tty >= 0) {
		viewer->tty = sink_create(loop, tty, &sink_impl, viewer);
	}
	return viewer->options.tty < 0 || viewer->tty != NULL;
}

static void put_before(struct console_viewer *viewer) {
	uint8_t before[CONSOLE_RING_SIZE], head[HEAD];
	const struct console_ring *ring = viewer->options.before;
	size_t len = ring != NULL ? console_ring_copy(ring, before) : 0;
	for (int i = 0; i < HEAD; i++) {
		head[i] = (uint8_t)(len >> 8 * i);
	}
	put(viewer, head, HEAD);
	put(viewer, before, len);
}

struct console_viewer *console_viewer_create(
	struct loop *loop, const struct console_viewer_options *options) {
	struct console_viewer *viewer = calloc(1, sizeof(*viewer));
	if (viewer == NULL) {
		close(options->fd);
		return NULL;
	}
	viewer->options = *options;
	viewer->source = loop_add_fd(loop, options->fd, EPOLLIN, handle_fd, viewer);
	viewer->task = loop_add_task(loop, handle_task, viewer);
	if (viewer->source == NULL || viewer->task == NULL || !open_tty(viewer, loop)) {
		console_viewer_destroy(viewer);
		return NULL;
	}
	put_before(viewer);
	viewer->ending = options->once;
	send_some(viewer);
	return viewer;
}

void console_viewer_destroy(struct console_viewer *viewer) {
	if (viewer == NULL) {
		return;
	}
	loop_source_remove(viewer->source);
	loop_source_remove(viewer->task);
	sink_destroy(viewer->tty);
	close(viewer->options.fd);
	free(viewer);
}
