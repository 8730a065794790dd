// SPDX-License-Identifier: MIT
#include "hv/xen/xl_events.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/loop.h"

#define MS_PER_S 1000
#define US_PER_MS 1000

_Static_assert(EPOLLIN == POLLIN && EPOLLPRI == POLLPRI && EPOLLOUT == POLLOUT &&
		EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
	"events of libxl are those of a loop");

struct xl_event {
	LIST_ENTRY(xl_event) link; // xl_events.list
	struct xl_events *owner;
	struct loop_source *source;
	int fd, copy; // of a timer -1
	short wanted;
	void *for_libxl; // borrowed
};

LIST_HEAD(event_list, xl_event);

struct xl_events {
	libxl_ctx *ctx; // borrowed
	struct loop *loop; // borrowed
	struct event_list list; // xl_event.link
};

static void destroy_event(struct xl_event *event) {
	loop_source_remove(event->source);
	if (event->copy >= 0) {
		close(event->copy);
	}
	LIST_REMOVE(event, link);
	free(event);
}

static struct xl_event *create_event(struct xl_events *events, void *for_libxl) {
	struct xl_event *event = calloc(1, sizeof(*event));
	if (event != NULL) {
		*event = (struct xl_event){
			.owner = events, .fd = -1, .copy = -1, .for_libxl = for_libxl};
		LIST_INSERT_HEAD(&events->list, event, link);
	}
	return event;
}

// --- descriptors -------------------------------------------------------------

static void handle_fd(void *data, uint32_t revents) {
	struct xl_event *event = data;
	libxl_osevent_occurred_fd(
		event->owner->ctx, event->for_libxl, event->fd, event->wanted, (short)revents);
}

// libxl may register one twice, which an epoll descriptor does not take; a copy it does
static int register_fd(void *data, int fd, void **registration, short wanted, void *for_libxl) {
	struct xl_events *events = data;
	struct xl_event *event = create_event(events, for_libxl);
	if (event == NULL) {
		return ERROR_OSEVENT_REG_FAIL;
	}
	event->fd = fd;
	event->wanted = wanted;
	event->copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	event->source = event->copy < 0
		? NULL
		: loop_add_fd(events->loop, event->copy, (uint32_t)wanted, handle_fd, event);
	if (event->source == NULL) {
		destroy_event(event);
		return ERROR_OSEVENT_REG_FAIL;
	}
	*registration = event;
	return 0;
}

static int modify_fd(void *data, int fd, void **registration, short wanted) {
	struct xl_event *event = *registration;
	if (!loop_source_watch(event->source, (uint32_t)wanted)) {
		return ERROR_OSEVENT_REG_FAIL;
	}
	event->wanted = wanted;
	return 0;
}

static void deregister_fd(void *data, int fd, void *registration) {
	destroy_event(registration);
}

// --- times -------------------------------------------------------------------

// Once it has come libxl knows nothing of it any more
static void handle_timer(void *data) {
	struct xl_event *event = data;
	libxl_ctx *ctx = event->owner->ctx;
	void *for_libxl = event->for_libxl;
	destroy_event(event);
	libxl_osevent_occurred_timeout(ctx, for_libxl);
}

// From now, by the clock that libxl goes by; at least 1, as 0 stops a timer
static uint32_t time_left(struct timeval when) {
	struct timeval now;
	gettimeofday(&now, NULL);
	int64_t left = ((int64_t)when.tv_sec - now.tv_sec) * MS_PER_S +
		((int64_t)when.tv_usec - now.tv_usec) / US_PER_MS + 1;
	if (left < 1) {
		return 1;
	}
	return left < UINT32_MAX ? (uint32_t)left : UINT32_MAX;
}

static int register_time(void *data, void **registration, struct timeval when, void *for_libxl) {
	struct xl_events *events = data;
	struct xl_event *event = create_event(events, for_libxl);
	if (event == NULL) {
		return ERROR_OSEVENT_REG_FAIL;
	}
	event->source = loop_add_timer(events->loop, handle_timer, event);
	if (event->source == NULL) {
		destroy_event(event);
		return ERROR_OSEVENT_REG_FAIL;
	}
	loop_timer_set(event->source, time_left(when));
	*registration = event;
	return 0;
}

static int modify_time(void *data, void **registration, struct timeval when) {
	struct xl_event *event = *registration;
	loop_timer_set(event->source, time_left(when));
	return 0;
}

static const libxl_osevent_hooks hooks = {
	.fd_register = register_fd,
	.fd_modify = modify_fd,
	.fd_deregister = deregister_fd,
	.timeout_register = register_time,
	.timeout_modify = modify_time, // and none to take one back: libxl never does
};

struct xl_events *xl_events_create(libxl_ctx *ctx, struct loop *loop) {
	struct xl_events *events = calloc(1, sizeof(*events));
	if (events != NULL) {
		events->ctx = ctx;
		events->loop = loop;
		LIST_INIT(&events->list);
		libxl_osevent_register_hooks(ctx, &hooks, events);
	}
	return events;
}

void xl_events_destroy(struct xl_events *events) {
	while (events != NULL && !LIST_EMPTY(&events->list)) {
		destroy_event(LIST_FIRST(&events->list));
	}
	free(events);
}
