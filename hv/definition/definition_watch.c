// SPDX-License-Identifier: MIT
#include "hv/definition/definition_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"

#define CHANGES (IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
#define EVENTS_SIZE 4096 // bytes, read at once

struct definition_watch {
	int fd;
	struct loop_source *source, *timer;
	void (*changed)(void *data);
	void *data;
	bool pending; // a change that nobody has taken
};

// Which files they are about does not matter, nor that some were lost: that is told as well
static void read_events(struct definition_watch *watch) {
	char events[EVENTS_SIZE] __attribute__((aligned(__alignof__(struct inotify_event))));
	while (read(watch->fd, events, sizeof(events)) > 0) {
		watch->pending = true;
	}
}

// Not put off by further changes
static void handle_events(void *data, uint32_t events) {
	struct definition_watch *watch = data;
	bool rests = watch->pending;
	read_events(watch);
	if (watch->pending && !rests) {
		loop_timer_set(watch->timer, DEFINITION_WATCH_REST);
	}
}

static void handle_timer(void *data) {
	struct definition_watch *watch = data;
	if (definition_watch_take(watch)) {
		watch->changed(watch->data);
	}
}

static bool begin(struct definition_watch *watch, struct loop *loop, int dir) {
	char path[32]; // of the folder that is open, whatever has its name by now
	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir);
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->fd < 0 || inotify_add_watch(watch->fd, path, CHANGES | IN_ONLYDIR) < 0) {
		return false;
	}
	watch->source = loop_add_fd(loop, watch->fd, EPOLLIN, handle_events, watch);
	watch->timer = loop_add_timer(loop, handle_timer, watch);
	return watch->source != NULL && watch->timer != NULL;
}

struct definition_watch *definition_watch_create(
	struct loop *loop, int dir, void (*changed)(void *data), void *data) {
	struct definition_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return NULL;
	}
	*watch = (struct definition_watch){.fd = -1, .changed = changed, .data = data};
	if (!begin(watch, loop, dir)) {
		log_errno("the definitions cannot be watched");
		definition_watch_destroy(watch);
		return NULL;
	}
	return watch;
}

void definition_watch_destroy(struct definition_watch *watch) {
	if (watch == NULL) {
		return;
	}
	loop_source_remove(watch->source);
	loop_source_remove(watch->timer);
	if (watch->fd >= 0) {
		close(watch->fd);
	}
	free(watch);
}

bool definition_watch_take(struct definition_watch *watch) {
	read_events(watch);
	bool pending = watch->pending;
	watch->pending = false;
	if (pending) {
		loop_timer_set(watch->timer, 0);
	}
	return pending;
}
