// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "common/vchan.h"

#define RING_PAGES ((1 << VCHAN_RING_ORDER) / GUI_PAGE_SIZE)
#define NO_CLIENT_YET 2
#define TRIES 16 // of a transaction that others disturb

/*
 * libxenvchan_server_init() ends in a munmap() and a free() of what it never set if
 * it gets no event channel or no first page, and leaves `blocking` to chance. So the
 * struct, which is public, is filled in here: from zero, and each part only when it
 * is made, so that libxenvchan_close() can undo any state of it.
 */

static bool open_event(struct libxenvchan *vchan, uint32_t domid) {
	vchan->event = xenevtchn_open(NULL, 0);
	if (vchan->event == NULL) {
		return false;
	}
	xenevtchn_port_or_error_t port = xenevtchn_bind_unbound_port(vchan->event, domid);
	if (port < 0) {
		return false;
	}
	vchan->event_port = (uint32_t)port;
	return xenevtchn_unmask(vchan->event, vchan->event_port) == 0;
}

// The kernel clears srv_live and sends an event if this process dies
static bool share_page(struct libxenvchan *vchan, uint32_t domid, uint32_t *ref) {
	vchan->ring = xengntshr_share_page_notify(vchan->gntshr, domid, ref, 1,
		offsetof(struct vchan_interface, srv_live), vchan->event_port);
	if (vchan->ring == NULL) {
		return false;
	}
	memset(vchan->ring, 0, GUI_PAGE_SIZE);
	vchan->ring->left_order = VCHAN_RING_ORDER;
	vchan->ring->right_order = VCHAN_RING_ORDER;
	vchan->ring->cli_live = NO_CLIENT_YET;
	vchan->ring->srv_live = 1;
	vchan->ring->cli_notify = VCHAN_NOTIFY_WRITE;
	vchan->read.shr = &vchan->ring->left;
	vchan->write.shr = &vchan->ring->right;
	return true;
}

// An order stands for a buffer to unmap, so it comes after the buffer
static bool share_ring(
	struct libxenvchan *vchan, uint32_t domid, struct libxenvchan_ring *ring, uint32_t *refs) {
	ring->buffer = xengntshr_share_pages(vchan->gntshr, domid, RING_PAGES, refs, 1);
	if (ring->buffer == NULL) {
		return false;
	}
	ring->order = VCHAN_RING_ORDER;
	return true;
}

// Readable by the client alone
static bool put(struct xs_handle *xs, xs_transaction_t transaction, const char *path,
	uint32_t value, struct xs_permissions perms[static 2]) {
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", value);
	return xs_write(xs, transaction, path, text, (unsigned int)len) &&
		xs_set_permissions(xs, transaction, path, perms, 2);
}

static bool put_all(struct xs_handle *xs, const struct libxenvchan *vchan, uint32_t ref,
	struct xs_permissions perms[static 2]) {
	char ref_path[VCHAN_NODE_MAX + 32], event_path[VCHAN_NODE_MAX + 32];
	snprintf(ref_path, sizeof(ref_path), "%s/ring-ref", vchan->xs_path);
	snprintf(event_path, sizeof(event_path), "%s/event-channel", vchan->xs_path);
	for (int i = 0; i < TRIES; i++) {
		xs_transaction_t transaction = xs_transaction_start(xs);
		if (transaction == XBT_NULL) {
			return false;
		}
		bool good = put(xs, transaction, ref_path, ref, perms) &&
			put(xs, transaction, event_path, vchan->event_port, perms);
		if (xs_transaction_end(xs, transaction, !good)) {
			return good;
		}
		if (errno != EAGAIN) {
			return false;
		}
	}
	return false;
}

// Pages shared with oneself crash gntalloc, so that is refused
static bool find_perms(
	struct xs_handle *xs, uint32_t domid, struct xs_permissions perms[static 2]) {
	uint32_t own;
	if (!vchan_watch_number(xs, "domid", &own)) {
		return false;
	}
	if (own == domid) {
		errno = ELOOP;
		return false;
	}
	perms[0] = (struct xs_permissions){.id = own, .perms = XS_PERM_NONE};
	perms[1] = (struct xs_permissions){.id = domid, .perms = XS_PERM_READ};
	return true;
}

static bool fill(struct libxenvchan *vchan, struct xs_handle *xs, uint32_t domid) {
	struct xs_permissions perms[2];
	uint32_t ref;
	if (!find_perms(xs, domid, perms)) {
		return false;
	}
	vchan->gntshr = xengntshr_open(NULL, 0);
	// The library lets programs that we start inherit this one
	if (vchan->gntshr == NULL || fcntl(xengntshr_fd(vchan->gntshr), F_SETFD, FD_CLOEXEC) != 0) {
		return false;
	}
	return open_event(vchan, domid) && share_page(vchan, domid, &ref) &&
		share_ring(vchan, domid, &vchan->read, vchan->ring->grants) &&
		share_ring(vchan, domid, &vchan->write, vchan->ring->grants + RING_PAGES) &&
		put_all(xs, vchan, ref, perms);
}

struct libxenvchan *vchan_server_create(uint32_t domid, const char *node) {
	struct libxenvchan *vchan = calloc(1, sizeof(*vchan));
	struct xs_handle *xs = xs_open(0);
	bool done = false;
	if (vchan != NULL && xs != NULL) {
		vchan->is_server = 1;
		vchan->xs_path = strdup(node); // libxenvchan_close() removes it
		done = vchan->xs_path != NULL && fill(vchan, xs, domid);
	}
	int error = errno;
	xs_close(xs);
	if (!done) {
		libxenvchan_close(vchan);
		vchan = NULL;
	}
	errno = error;
	return vchan;
}
