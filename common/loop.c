// SPDX-License-Identifier: MIT
#include "common/loop.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define ROUND_MAX 32 // events of one round

struct loop_source {
	struct loop *loop;
	LIST_ENTRY(loop_source) link; // loop.sources or loop.removed
	int fd; // of a timer or task: owned; -1 once removed
	bool watched;
	loop_fd_handler fd_handler; // one of the two
	loop_handler counter_handler; // of a timer or task
	void *data;
};

LIST_HEAD(source_list, loop_source);

struct loop {
	int epoll_fd;
	int depth; // of loop_dispatch()
	struct source_list sources; // loop_source.link
	struct source_list removed; // loop_source.link: freed when depth is 0
};

struct loop *loop_create(void) {
	struct loop *loop = calloc(1, sizeof(*loop));
	if (loop == NULL) {
		return NULL;
	}
	LIST_INIT(&loop->sources);
	LIST_INIT(&loop->removed);
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0) {
		free(loop);
		return NULL;
	}
	return loop;
}

static void free_removed(struct loop *loop) {
	while (!LIST_EMPTY(&loop->removed)) {
		struct loop_source *source = LIST_FIRST(&loop->removed);
		LIST_REMOVE(source, link);
		free(source);
	}
}

void loop_destroy(struct loop *loop) {
	if (loop == NULL) {
		return;
	}
	assert(loop->depth == 0);
	while (!LIST_EMPTY(&loop->sources)) {
		loop_source_remove(LIST_FIRST(&loop->sources));
	}
	close(loop->epoll_fd);
	free(loop);
}

int loop_fd(const struct loop *loop) {
	return loop->epoll_fd;
}

// A timer or task: the handler runs if its count is not 0, which it may be again
// when an earlier handler of the round has set it anew
static void dispatch_counter(struct loop_source *source) {
	uint64_t count;
	if (read(source->fd, &count, sizeof(count)) == sizeof(count)) {
		source->counter_handler(source->data);
	}
}

static void dispatch_source(struct loop_source *source, uint32_t events) {
	if (source->fd < 0) {
		return; // removed earlier in this round
	}
	if (source->fd_handler != NULL) {
		source->fd_handler(source->data, events);
	} else {
		dispatch_counter(source);
	}
}

bool loop_dispatch(struct loop *loop, int timeout) {
	struct epoll_event events[ROUND_MAX];
	int len = epoll_wait(loop->epoll_fd, events, ROUND_MAX, timeout);
	if (len < 0) {
		return errno == EINTR;
	}
	loop->depth++;
	for (int i = 0; i < len; i++) {
		dispatch_source(events[i].data.ptr, events[i].events);
	}
	loop->depth--;
	if (loop->depth == 0) {
		free_removed(loop);
	}
	return true;
}

bool loop_source_watch(struct loop_source *source, uint32_t events) {
	struct epoll_event event = {.events = events, .data.ptr = source};
	int op = source->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	if (events == 0) {
		op = EPOLL_CTL_DEL;
	}
	if (events == 0 && !source->watched) {
		return true;
	}
	if (epoll_ctl(source->loop->epoll_fd, op, source->fd, &event) != 0) {
		return false;
	}
	source->watched = events != 0;
	return true;
}

static struct loop_source *add_source(struct loop *loop, int fd, uint32_t events) {
	struct loop_source *source = calloc(1, sizeof(*source));
	if (source == NULL) {
		return NULL;
	}
	source->loop = loop;
	source->fd = fd;
	if (!loop_source_watch(source, events)) {
		free(source);
		return NULL;
	}
	LIST_INSERT_HEAD(&loop->sources, source, link);
	return source;
}

struct loop_source *loop_add_fd(
	struct loop *loop, int fd, uint32_t events, loop_fd_handler handler, void *data) {
	struct loop_source *source = add_source(loop, fd, events);
	if (source != NULL) {
		source->fd_handler = handler;
		source->data = data;
	}
	return source;
}

// Takes fd, also on failure
static struct loop_source *add_counter(
	struct loop *loop, int fd, loop_handler handler, void *data) {
	struct loop_source *source = fd >= 0 ? add_source(loop, fd, EPOLLIN) : NULL;
	if (source == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return NULL;
	}
	source->counter_handler = handler;
	source->data = data;
	return source;
}

struct loop_source *loop_add_timer(struct loop *loop, loop_handler handler, void *data) {
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	return add_counter(loop, fd, handler, data);
}

void loop_timer_set(struct loop_source *source, uint32_t ms) {
	struct itimerspec spec = {
		.it_value = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000},
	};
	int ret = timerfd_settime(source->fd, 0, &spec, NULL);
	assert(ret == 0);
	(void)ret;
}

struct loop_source *loop_add_task(struct loop *loop, loop_handler handler, void *data) {
	return add_counter(loop, eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), handler, data);
}

void loop_task_post(struct loop_source *source) {
	uint64_t one = 1;
	// It can only fail when the counter is at its end: then it is posted already
	ssize_t written = write(source->fd, &one, sizeof(one));
	(void)written;
}

void loop_source_remove(struct loop_source *source) {
	if (source == NULL) {
		return;
	}
	struct loop *loop = source->loop;
	loop_source_watch(source, 0);
	if (source->fd_handler == NULL) {
		close(source->fd);
	}
	source->fd = -1;
	LIST_REMOVE(source, link);
	LIST_INSERT_HEAD(&loop->removed, source, link);
	if (loop->depth == 0) {
		free_removed(loop);
	}
}

static uint64_t read_clock(clockid_t clock) {
	struct timespec now;
	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t loop_now(void) {
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t loop_spent(void) {
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}
