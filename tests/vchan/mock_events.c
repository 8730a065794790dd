// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xenevtchn.h>

#include "tests/vchan/mock_xen.h"

#define PORTS 512

// libxenevtchn. A handle has one port, and its descriptor blocks, as the real one does.

struct xenevtchn_handle {
	int fd;
	evtchn_port_t port;
	bool masked, pending;
};

static struct {
	struct xenevtchn_handle *handle; // NULL: free
	evtchn_port_t peer; // 0: unbound
	uint32_t domid; // who may bind to it
} ports[PORTS];

static evtchn_port_t next;

void mock_events_reset(void) {
	for (evtchn_port_t i = 0; i < PORTS; i++) {
		ports[i].handle = NULL;
		ports[i].peer = 0;
	}
	next = 1;
}

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger, unsigned int flags) {
	if (!mock_xen_may(&mock_xen.opens)) {
		errno = ENODEV;
		return NULL;
	}
	struct xenevtchn_handle *handle = calloc(1, sizeof(*handle));
	handle->fd = eventfd(0, EFD_CLOEXEC);
	mock_xen.handles++;
	return handle;
}

int xenevtchn_close(xenevtchn_handle *handle) {
	evtchn_port_t peer = ports[handle->port].peer;
	if (peer != 0) {
		ports[peer].peer = 0;
	}
	ports[handle->port].handle = NULL;
	close(handle->fd);
	free(handle);
	mock_xen.handles--;
	return 0;
}

int xenevtchn_fd(xenevtchn_handle *handle) {
	return handle->fd;
}

static void deliver(struct xenevtchn_handle *handle) {
	handle->pending = true;
	if (!handle->masked) {
		handle->pending = false;
		handle->masked = true;
		eventfd_write(handle->fd, 1);
	}
}

static evtchn_port_t new_port(struct xenevtchn_handle *handle, uint32_t domid) {
	handle->port = next++;
	ports[handle->port].handle = handle;
	ports[handle->port].peer = 0;
	ports[handle->port].domid = domid;
	return handle->port;
}

xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *handle, uint32_t domid) {
	if (!mock_xen_may(&mock_xen.binds)) {
		errno = ENOSPC;
		return -1;
	}
	return (xenevtchn_port_or_error_t)new_port(handle, domid);
}

// The one who binds gets an event at once, as from Xen
xenevtchn_port_or_error_t xenevtchn_bind_interdomain(
	xenevtchn_handle *handle, uint32_t domid, evtchn_port_t remote_port) {
	if (remote_port >= PORTS || ports[remote_port].handle == NULL ||
		ports[remote_port].peer != 0 || ports[remote_port].domid != MOCK_GUI) {
		errno = EINVAL;
		return -1;
	}
	evtchn_port_t port = new_port(handle, domid);
	ports[port].peer = remote_port;
	ports[remote_port].peer = port;
	deliver(handle);
	return (xenevtchn_port_or_error_t)port;
}

int xenevtchn_notify(xenevtchn_handle *handle, evtchn_port_t port) {
	evtchn_port_t peer = ports[port].peer;
	mock_xen.events++;
	if (peer != 0 && ports[peer].handle != NULL) {
		deliver(ports[peer].handle);
	}
	return 0;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *handle) {
	eventfd_t count;
	return eventfd_read(handle->fd, &count) == 0 ? (xenevtchn_port_or_error_t)handle->port : -1;
}

int xenevtchn_unmask(xenevtchn_handle *handle, evtchn_port_t port) {
	handle->masked = false;
	if (handle->pending) {
		deliver(handle);
	}
	return 0;
}

int xenevtchn_unbind(xenevtchn_handle *handle, evtchn_port_t port) {
	return 0;
}
