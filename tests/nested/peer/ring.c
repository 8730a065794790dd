// SPDX-License-Identifier: MIT
#include "tests/nested/peer/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <poll.h>
#include <string.h>
#include <xenstore.h>

#include "common/vchan.h"
#include "tests/nested/peer/outside.h"

#define GUI_NODE "vm-data/gui"
#define SERVER_NODE "data/gui"
#define CHECK_INTERVAL 1000 // ms
#define WAIT_MAX 100 // ms, so that the program's end is seen

static bool read_domid(uint32_t *domid) {
	struct xs_handle *xs = xs_open(0);
	bool done = xs != NULL && vchan_watch_number(xs, GUI_NODE, domid);
	xs_close(xs);
	return done;
}

// A GUI domain that is destroyed says nothing
static bool is_another(struct ring *ring) {
	uint32_t domid;
	if (outside_now() - ring->checked < CHECK_INTERVAL) {
		return false;
	}
	ring->checked = outside_now();
	return !read_domid(&domid) || domid != ring->domid;
}

// The library would wait in libxenvchan_wait()
static bool do_not_block(const struct libxenvchan *vchan) {
	int fd = xenevtchn_fd(vchan->event);
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool serve(struct ring *ring) {
	*ring = (struct ring){.checked = outside_now()};
	if (!read_domid(&ring->domid)) {
		return false;
	}
	ring->vchan = vchan_server_create(ring->domid, SERVER_NODE);
	if (ring->vchan == NULL) {
		outside_tell("no server", "\"error\":\"%s\"", strerror(errno));
		return false;
	}
	return do_not_block(ring->vchan);
}

bool ring_open(struct ring *ring) {
	while (!outside_is_over()) {
		ring_close(ring);
		if (!serve(ring)) {
			outside_wait(-1, CHECK_INTERVAL);
			continue;
		}
		int state = libxenvchan_is_open(ring->vchan);
		while (state == 2 && !is_another(ring) && !outside_is_over()) {
			ring_wait(ring, WAIT_MAX);
			state = libxenvchan_is_open(ring->vchan);
		}
		if (state == 1) {
			return true;
		}
	}
	ring_close(ring);
	return false;
}

void ring_close(struct ring *ring) {
	libxenvchan_close(ring->vchan);
	*ring = (struct ring){0};
}

bool ring_is_gone(struct ring *ring) {
	if (!ring->gone && (libxenvchan_is_open(ring->vchan) != 1 || is_another(ring))) {
		ring->gone = true;
	}
	return ring->gone;
}

void ring_wait(struct ring *ring, uint32_t ms) {
	struct pollfd fd = {.fd = xenevtchn_fd(ring->vchan->event), .events = POLLIN};
	outside_wait(fd.fd, ms);
	if (poll(&fd, 1, 0) == 1) {
		libxenvchan_wait(ring->vchan);
	}
}

void ring_notify(struct ring *ring) {
	xenevtchn_notify(ring->vchan->event, ring->vchan->event_port);
}

int ring_read(struct ring *ring, void *dst, size_t size) {
	return ring->gone ? -1 : libxenvchan_read(ring->vchan, dst, size);
}

int ring_write(struct ring *ring, const void *src, size_t size) {
	return ring_is_gone(ring) ? -1 : libxenvchan_write(ring->vchan, src, size);
}
