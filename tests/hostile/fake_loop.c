// SPDX-License-Identifier: MIT
#include "tests/hostile/fake_loop.h"

#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "common/loop.h"

#define NS_PER_MS UINT64_C(1000000)
#define FDS_MAX 16
#define ROUNDS_MAX 10000 // more without rest is a loop that never ends

struct loop_source {
	struct loop *loop;
	LIST_ENTRY(loop_source) link; // loop.sources or loop.removed
	int fd; // -1: a timer or a task
	short events;
	uint64_t due; // of a timer, ns; 0: not set
	bool posted;
	loop_fd_handler fd_handler; // one of the two
	void (*handler)(void *data);
	void *data;
};

LIST_HEAD(source_list, loop_source);

struct loop {
	int depth;
	struct source_list sources, removed;
};

static uint64_t clock_now = NS_PER_MS;
static uint64_t clock_spent;

uint64_t loop_now(void) {
	return clock_now;
}

uint64_t loop_spent(void) {
	return clock_spent;
}

void fake_loop_spend(uint32_t us) {
	clock_spent += us * UINT64_C(1000);
}

struct loop *loop_create(void) {
	struct loop *loop = calloc(1, sizeof(*loop));
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
	while (!LIST_EMPTY(&loop->sources)) {
		loop_source_remove(LIST_FIRST(&loop->sources));
	}
	free(loop);
}

int loop_fd(const struct loop *loop) {
	return -1;
}

static struct loop_source *add_source(struct loop *loop, void *data) {
	struct loop_source *source = calloc(1, sizeof(*source));
	if (source == NULL) {
		return NULL;
	}
	source->loop = loop;
	source->fd = -1;
	source->data = data;
	LIST_INSERT_HEAD(&loop->sources, source, link);
	return source;
}

struct loop_source *loop_add_fd(
	struct loop *loop, int fd, uint32_t events, loop_fd_handler handler, void *data) {
	struct loop_source *source = add_source(loop, data);
	if (source != NULL) {
		source->fd = fd;
		source->events = (short)events; // EPOLLIN is POLLIN, EPOLLOUT is POLLOUT
		source->fd_handler = handler;
	}
	return source;
}

bool loop_source_watch(struct loop_source *source, uint32_t events) {
	source->events = (short)events;
	return true;
}

struct loop_source *loop_add_timer(struct loop *loop, loop_handler handler, void *data) {
	struct loop_source *source = add_source(loop, data);
	if (source != NULL) {
		source->handler = handler;
	}
	return source;
}

void loop_timer_set(struct loop_source *source, uint32_t ms) {
	source->due = ms == 0 ? 0 : clock_now + ms * NS_PER_MS;
}

struct loop_source *loop_add_task(struct loop *loop, loop_handler handler, void *data) {
	return loop_add_timer(loop, handler, data);
}

void loop_task_post(struct loop_source *source) {
	source->posted = true;
}

void loop_source_remove(struct loop_source *source) {
	if (source == NULL) {
		return;
	}
	struct loop *loop = source->loop;
	source->handler = NULL;
	source->fd_handler = NULL;
	LIST_REMOVE(source, link);
	LIST_INSERT_HEAD(&loop->removed, source, link);
	if (loop->depth == 0) {
		free_removed(loop);
	}
}

static bool is_ready(struct loop_source *source, uint32_t *events) {
	if (source->handler != NULL) {
		return source->posted || (source->due != 0 && source->due <= clock_now);
	}
	struct pollfd poll_fd = {.fd = source->fd, .events = source->events};
	if (source->events == 0 || poll(&poll_fd, 1, 0) <= 0) {
		return false;
	}
	*events = (uint32_t)poll_fd.revents;
	return true;
}

static void run(struct loop_source *source, uint32_t events) {
	if (source->fd_handler != NULL) {
		source->fd_handler(source->data, events);
	} else if (source->handler != NULL) {
		source->posted = false;
		source->due = 0;
		source->handler(source->data);
	}
}

bool loop_dispatch(struct loop *loop, int timeout) {
	struct loop_source *ready[FDS_MAX];
	uint32_t events[FDS_MAX];
	int len = 0;
	struct loop_source *source;
	LIST_FOREACH(source, &loop->sources, link) {
		if (len < FDS_MAX && is_ready(source, &events[len])) {
			ready[len++] = source;
		}
	}
	loop->depth++;
	for (int i = 0; i < len; i++) {
		run(ready[i], events[i]);
	}
	loop->depth--;
	free_removed(loop);
	return len > 0;
}

void fake_loop_settle(struct loop *loop) {
	int rounds = 0;
	while (loop_dispatch(loop, 0)) {
		if (++rounds > ROUNDS_MAX) {
			abort();
		}
	}
}

static uint64_t next_due(struct loop *loop, uint64_t end) {
	struct loop_source *source;
	LIST_FOREACH(source, &loop->sources, link) {
		if (source->due != 0 && source->due < end) {
			end = source->due;
		}
	}
	return end;
}

void fake_loop_pass(struct loop *loop, uint32_t ms) {
	uint64_t end = clock_now + ms * NS_PER_MS;
	fake_loop_settle(loop);
	while (clock_now < end) {
		clock_now = next_due(loop, end);
		fake_loop_settle(loop);
	}
}

void fake_loop_sleep(uint32_t ms) {
	clock_now += ms * NS_PER_MS;
}
