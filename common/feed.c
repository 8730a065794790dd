// SPDX-License-Identifier: MIT
#include "common/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "common/loop.h"
#include "protocol/agent.h"

struct feed {
	const struct feed_impl *impl; // borrowed
	void *data;
	int fd; // owned; -1: it has ended
	struct loop_source *source; // NULL: of a file, which is always ready
	struct loop_source *task; // for what poll does not tell
	uint32_t left; // of the receiver's window
	bool held, finishing;
};

static bool may_read(const struct feed *feed) {
	return feed->fd >= 0 && !feed->held && feed->left > AGENT_COST;
}

static void finish(struct feed *feed) {
	loop_source_remove(feed->source);
	feed->source = NULL;
	close(feed->fd);
	feed->fd = -1;
}

static void watch(struct feed *feed) {
	bool wanted = may_read(feed);
	bool watched = feed->source != NULL &&
		loop_source_watch(feed->source, wanted ? EPOLLIN : 0);
	if (wanted && (!watched || feed->finishing)) {
		loop_task_post(feed->task);
	}
}

// One piece a turn, so that others have theirs. A call of impl is the last thing.
static void read_piece(struct feed *feed) {
	uint8_t bytes[AGENT_BYTES_MAX];
	if (!may_read(feed)) {
		return;
	}
	uint32_t room = feed->left - AGENT_COST;
	ssize_t len = read(feed->fd, bytes, room < sizeof(bytes) ? room : sizeof(bytes));
	bool none = len < 0 && (errno == EAGAIN || errno == EINTR);
	if (none && !feed->finishing) {
		return;
	}
	if (len <= 0) {
		finish(feed);
		feed->impl->ended(feed->data);
		return;
	}
	feed->left -= agent_cost((uint32_t)len);
	watch(feed);
	feed->impl->bytes(feed->data, bytes, (uint32_t)len);
}

static void handle_fd(void *data, uint32_t events) {
	read_piece(data);
}

static void handle_task(void *data) {
	read_piece(data);
}

struct feed *feed_create(struct loop *loop, int fd, const struct feed_impl *impl, void *data) {
	struct feed *feed = calloc(1, sizeof(*feed));
	if (feed == NULL) {
		close(fd);
		return NULL;
	}
	feed->impl = impl;
	feed->data = data;
	feed->fd = fd;
	feed->left = AGENT_WINDOW;
	feed->task = loop_add_task(loop, handle_task, feed);
	feed->source = loop_add_fd(loop, fd, EPOLLIN, handle_fd, feed);
	if (feed->task == NULL || (feed->source == NULL && errno != EPERM)) {
		feed_destroy(feed);
		return NULL;
	}
	watch(feed);
	return feed;
}

void feed_destroy(struct feed *feed) {
	if (feed == NULL) {
		return;
	}
	if (feed->fd >= 0) {
		finish(feed);
	}
	loop_source_remove(feed->task);
	free(feed);
}

bool feed_room(struct feed *feed, uint32_t room) {
	if (room > AGENT_WINDOW - feed->left) {
		return false;
	}
	feed->left += room;
	watch(feed);
	return true;
}

void feed_hold(struct feed *feed, bool held) {
	feed->held = held;
	watch(feed);
}

void feed_finish(struct feed *feed) {
	feed->finishing = true;
	watch(feed);
}
