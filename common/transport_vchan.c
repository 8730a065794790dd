// SPDX-License-Identifier: MIT
#include "common/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/rate.h"
#include "common/vchan.h"

#define NS_PER_S 1000000000
#define NS_PER_MS 1000000
#define HOLD_MIN 10 // ms: the end of one costs as much as an event

struct transport_vchan {
	struct transport base;
	struct libxenvchan *vchan;
	uint32_t domid; // of the peer
	struct vchan_watch *watch; // of what tells that the peer's domain is gone; or NULL
	int fd; // epoll: of the event channel, the watch and the timer
	int timer;
	bool timed; // the timer runs, or has ended
	bool over; // the peer is gone, though its ring does not say so
	// What we have read and written. The peer can write to the indices in the ring,
	// all four of them.
	uint32_t read, written;

	// A peer that sends events in a storm is not listened to for a while
	struct rate events, empty_events;
	uint32_t heard; // what it had written at the last event that brought a record
	bool wants_room; // our last write did not fit
	bool held, told;
};

static struct transport_vchan *vchan_from(struct transport *transport) {
	return (struct transport_vchan *)transport;
}

// Of the timer too, so not loop_now(), which tests replace
static uint64_t read_clock(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static bool listen_to(struct transport_vchan *transport, int fd) {
	struct epoll_event event = {.events = EPOLLIN};
	return epoll_ctl(transport->fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

// Make the descriptor readable then, within a second
static void wake_after(struct transport_vchan *transport, long ns) {
	struct itimerspec end = {.it_value.tv_nsec = ns};
	transport->timed = timerfd_settime(transport->timer, 0, &end, NULL) == 0;
}

// What comes meanwhile costs nothing: the first event masks the port, and stays for then.
// ms is what one event more than a rate allows has to wait.
static void hold(struct transport_vchan *transport, uint32_t ms) {
	int fd = libxenvchan_fd_for_select(transport->vchan);
	wake_after(transport, (long)(ms > HOLD_MIN ? ms : HOLD_MIN) * NS_PER_MS);
	transport->held = true;
	if (!transport->timed || epoll_ctl(transport->fd, EPOLL_CTL_DEL, fd, NULL) != 0) {
		transport->over = true;
	}
	if (!transport->told) {
		log_error("domain %u sends events in a storm", transport->domid);
	}
	transport->told = true;
}

static uint32_t load(const uint32_t *index) {
	return __atomic_load_n(index, __ATOMIC_ACQUIRE);
}

// What an event of the peer may be for
struct cause {
	uint32_t said; // all that it has written by now
	bool speaks; // there is a record more
	bool yields; // there is room that we wanted
};

// The library sends an event with what it writes, and for what it reads if the other end
// has asked for room; neither happens a byte at a time. Whether a guest lies only decides
// from which allowance its event is taken. libxenvchan_buffer_space() would ask for more.
static struct cause find_cause(const struct transport_vchan *transport) {
	uint32_t said = load(&transport->vchan->read.shr->prod);
	uint32_t unread = transport->written - load(&transport->vchan->write.shr->cons);
	uint32_t full = (1u << transport->vchan->write.order) - GUI_HEADER_SIZE;
	return (struct cause){
		.said = said,
		.speaks = said - transport->heard >= GUI_HEADER_SIZE,
		.yields = transport->wants_room && unread <= full,
	};
}

// The next event needs another one
static void use_cause(struct transport_vchan *transport, const struct cause *cause) {
	if (cause->speaks) {
		transport->heard = cause->said;
	}
	if (cause->yields) {
		transport->wants_room = false;
	}
}

static void count_event(struct transport_vchan *transport) {
	uint64_t now = read_clock();
	const struct cause cause = find_cause(transport);
	rate_take(&transport->events, 1, now);
	rate_take(&transport->empty_events, cause.speaks || cause.yields ? 0 : 1, now);
	use_cause(transport, &cause);
	uint32_t wait = rate_wait(&transport->events, now);
	uint32_t empty_wait = rate_wait(&transport->empty_events, now);
	wait = wait > empty_wait ? wait : empty_wait;
	if (wait > 0) {
		hold(transport, wait);
	}
}

static void take_timer(struct transport_vchan *transport) {
	uint64_t times;
	if (read(transport->timer, &times, sizeof(times)) < 0) {
		return;
	}
	transport->timed = false;
	if (transport->held && !listen_to(transport, libxenvchan_fd_for_select(transport->vchan))) {
		transport->over = true;
	}
	transport->held = false;
}

// One event, since another one could be there at once; the ring is looked at after it.
// True if there was one.
static bool take_event(struct transport_vchan *transport) {
	if (transport->watch != NULL && vchan_watch_fired(transport->watch)) {
		transport->over = true;
	}
	if (transport->timed) {
		take_timer(transport);
	}
	if (transport->held || libxenvchan_wait(transport->vchan) != 0) {
		return false;
	}
	count_event(transport);
	return true;
}

// To the library a ring with impossible indices has nothing to read and no room
static bool is_lying(const struct transport_vchan *transport) {
	const struct ring_shared *in = transport->vchan->read.shr;
	const struct ring_shared *out = transport->vchan->write.shr;
	uint32_t ready = load(&in->prod) - transport->read;
	uint32_t unread = transport->written - load(&out->cons);
	return ready > 1u << transport->vchan->read.order ||
		unread > 1u << transport->vchan->write.order ||
		load(&in->cons) != transport->read || load(&out->prod) != transport->written;
}

// What read and write return for len of the library
static ssize_t result(const struct transport_vchan *transport, int len) {
	bool broken = is_lying(transport);
	if (broken || len < 0) {
		errno = broken ? EPROTO : ECONNRESET;
		return -1;
	}
	return len;
}

static ssize_t vchan_read(struct transport *base, void *dst, size_t size) {
	struct transport_vchan *transport = vchan_from(base);
	take_event(transport);
	// What a peer said before it went still counts
	int len = libxenvchan_read(transport->vchan, dst, size);
	transport->read += len > 0 ? (uint32_t)len : 0;
	bool is_over = transport->over || libxenvchan_is_open(transport->vchan) == 0;
	if (len > 0 && is_over && !transport->held) {
		wake_after(transport, 1); // nobody else will
	}
	return result(transport, len == 0 && is_over ? -1 : len);
}

// Pages need nothing here: their references are in the record
static ssize_t vchan_write(
	struct transport *base, const void *src, size_t size, const struct transport_pages *pages) {
	struct transport_vchan *transport = vchan_from(base);
	bool taken = take_event(transport);
	int len = transport->over ? -1 : libxenvchan_write(transport->vchan, src, size);
	transport->written += len > 0 ? (uint32_t)len : 0;
	transport->wants_room = len >= 0 && (size_t)len < size;
	// The event may have been for the reader
	if (taken && !transport->held &&
		load(&transport->vchan->read.shr->prod) != transport->read) {
		wake_after(transport, 1);
	}
	return result(transport, len);
}

static int vchan_fd(const struct transport *transport) {
	return ((const struct transport_vchan *)transport)->fd;
}

static bool vchan_wants_pollout(const struct transport *transport) {
	return false;
}

static bool vchan_pages_pending(const struct transport *transport) {
	return false;
}

static bool vchan_take(struct transport *base, struct transport_pages *pages,
	const uint32_t *untrusted_refs, uint32_t count) {
	return vchan_pages_take(vchan_from(base)->domid, pages, untrusted_refs, count);
}

// Only a server has a handle to share with
static void *vchan_share(struct transport *base, struct transport_pages *pages) {
	struct transport_vchan *transport = vchan_from(base);
	if (!transport->vchan->is_server) {
		errno = ENOTSUP;
		return NULL;
	}
	return vchan_pages_share(transport->vchan->gntshr, transport->domid, pages);
}

static void vchan_destroy(struct transport *base) {
	struct transport_vchan *transport = vchan_from(base);
	vchan_watch_destroy(transport->watch);
	libxenvchan_close(transport->vchan);
	if (transport->timer >= 0) {
		close(transport->timer);
	}
	if (transport->fd >= 0) {
		close(transport->fd);
	}
	free(transport);
}

// The library leaves `blocking` to chance, and its descriptor blocks
static bool begin(struct transport_vchan *transport) {
	int event = libxenvchan_fd_for_select(transport->vchan);
	int flags = fcntl(event, F_GETFL);
	transport->vchan->blocking = 0;
	transport->vchan->server_persist = 0;
	transport->fd = epoll_create1(EPOLL_CLOEXEC);
	transport->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	return transport->fd >= 0 && transport->timer >= 0 && flags >= 0 &&
		fcntl(event, F_SETFL, flags | O_NONBLOCK) == 0 && listen_to(transport, event) &&
		listen_to(transport, transport->timer) &&
		(transport->watch == NULL ||
			listen_to(transport, vchan_watch_fd(transport->watch)));
}

struct transport *transport_vchan_create(
	struct libxenvchan *vchan, uint32_t domid, struct vchan_watch *watch) {
	struct transport_vchan *transport = calloc(1, sizeof(*transport));
	if (transport == NULL) {
		libxenvchan_close(vchan);
		vchan_watch_destroy(watch);
		return NULL;
	}
	transport->base.impl = &transport_vchan;
	transport->vchan = vchan;
	transport->domid = domid;
	transport->watch = watch;
	transport->fd = -1;
	transport->timer = -1;
	rate_init(&transport->events, GUI_EVENTS_PER_SECOND, GUI_EVENTS_BURST, read_clock());
	rate_init(&transport->empty_events, GUI_EMPTY_EVENTS_PER_SECOND, GUI_EMPTY_EVENTS_BURST,
		read_clock());
	if (!begin(transport)) {
		vchan_destroy(&transport->base);
		return NULL;
	}
	return &transport->base;
}

int transport_vchan_state(struct transport *base) {
	struct transport_vchan *transport = vchan_from(base);
	take_event(transport);
	return transport->over ? 0 : libxenvchan_is_open(transport->vchan);
}

const struct transport_impl transport_vchan = {
	.pages_max = GUI_ALL_GRANTS_MAX,
	.address_form = "xen:DOMID:NODE, NODE of 29 bytes at most",
	.is_address = vchan_client_is_address,
	.connect = vchan_client_connect,
	.fd = vchan_fd,
	.read = vchan_read,
	.write = vchan_write,
	.wants_pollout = vchan_wants_pollout,
	.pages_pending = vchan_pages_pending,
	.pages_take = vchan_take,
	.pages_share = vchan_share,
	.pages_unshare = vchan_pages_unshare,
	.pages_map = vchan_pages_map,
	.destroy = vchan_destroy,
};
