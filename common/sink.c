// SPDX-License-Identifier: MIT
#include "common/sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "common/loop.h"
#include "protocol/agent.h"

// Room is given back in pieces of some size: who sends has the rest meanwhile
#define GIVE_BACK (AGENT_WINDOW / 4)

struct sink {
	const struct sink_impl *impl; // borrowed
	void *data;
	struct loop *loop; // borrowed
	int fd; // owned; -1: closed
	struct loop_source *source; // while there is something to write; or NULL
	uint8_t *bytes; // AGENT_WINDOW; NULL until the descriptor does not take all
	uint32_t start, end; // of what is held
	uint32_t overhead; // that its pieces took up beside their bytes
	uint32_t left; // of the window
	uint32_t owed; // of what is not left, handed on
	bool ended;
};

static void finish(struct sink *sink) {
	loop_source_remove(sink->source);
	sink->source = NULL;
	if (sink->fd >= 0) {
		close(sink->fd);
		sink->fd = -1;
	}
}

static void hand_on(struct sink *sink, uint32_t cost) {
	sink->owed += cost;
	if (sink->owed >= GIVE_BACK && !sink->ended) {
		uint32_t room = sink->owed;
		sink->left += room;
		sink->owed = 0;
		sink->impl->room(sink->data, room);
	}
}

static void break_off(struct sink *sink) {
	uint32_t held = sink->end - sink->start + sink->overhead;
	finish(sink);
	sink->start = sink->end = sink->overhead = 0;
	if (sink->impl->broken != NULL) {
		sink->impl->broken(sink->data);
	}
	hand_on(sink, held);
}

// As much as is taken. False if nobody reads.
static bool write_some(struct sink *sink, const uint8_t *bytes, uint32_t len, uint32_t *written) {
	ssize_t ret = len > 0 ? write(sink->fd, bytes, len) : 0;
	*written = ret > 0 ? (uint32_t)ret : 0;
	return ret >= 0 || errno == EAGAIN || errno == EINTR;
}

static void handle_fd(void *data, uint32_t events) {
	struct sink *sink = data;
	uint32_t written;
	if (!write_some(sink, sink->bytes + sink->start, sink->end - sink->start, &written)) {
		break_off(sink);
		return;
	}
	sink->start += written;
	if (sink->start == sink->end) {
		loop_source_remove(sink->source);
		sink->source = NULL;
		written += sink->overhead;
		sink->overhead = 0;
		if (sink->ended) {
			finish(sink);
		}
	}
	hand_on(sink, written);
}

// What was not taken at once
static bool hold(struct sink *sink, const uint8_t *bytes, uint32_t len) {
	if (sink->bytes == NULL) {
		sink->bytes = malloc(AGENT_WINDOW);
	}
	if (sink->source == NULL) {
		sink->source = loop_add_fd(sink->loop, sink->fd, EPOLLOUT, handle_fd, sink);
	}
	if (sink->bytes == NULL || sink->source == NULL) {
		return false;
	}
	memmove(sink->bytes, sink->bytes + sink->start, sink->end - sink->start);
	sink->end -= sink->start;
	sink->start = 0;
	memcpy(sink->bytes + sink->end, bytes, len);
	sink->end += len;
	sink->overhead += AGENT_COST;
	return true;
}

struct sink *sink_create(struct loop *loop, int fd, const struct sink_impl *impl, void *data) {
	struct sink *sink = calloc(1, sizeof(*sink));
	if (sink == NULL) {
		close(fd);
		return NULL;
	}
	sink->impl = impl;
	sink->data = data;
	sink->loop = loop;
	sink->fd = fd;
	sink->left = AGENT_WINDOW;
	return sink;
}

void sink_destroy(struct sink *sink) {
	if (sink != NULL) {
		finish(sink);
		free(sink->bytes);
		free(sink);
	}
}

bool sink_bytes(struct sink *sink, const uint8_t *bytes, uint32_t len) {
	uint32_t written = 0;
	if (sink->ended || len > sink->left || agent_cost(len) > sink->left) {
		return false;
	}
	sink->left -= agent_cost(len);
	bool taken = sink->fd >= 0;
	if (taken && sink_empty(sink)) {
		taken = write_some(sink, bytes, len, &written);
	}
	bool held = taken && written < len;
	if (held && !hold(sink, bytes + written, len - written)) {
		held = taken = false;
	}
	if (!taken && sink->fd >= 0) {
		break_off(sink);
	}
	// What is held is owed once it is written
	hand_on(sink, held ? written : agent_cost(len));
	return true;
}

bool sink_end(struct sink *sink) {
	if (sink->ended) {
		return false;
	}
	sink->ended = true;
	if (sink_empty(sink)) {
		finish(sink);
	}
	return true;
}

bool sink_empty(const struct sink *sink) {
	return sink->start == sink->end;
}
