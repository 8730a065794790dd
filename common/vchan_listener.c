// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "common/vchan.h"

/*
 * A server takes one client in its life, so each peer gets a new one. While none can
 * be made, because nobody says who the client is, the watch waits for that.
 */
struct listener_vchan {
	struct transport_listener base;
	struct vchan_address address;
	int fd; // epoll
	struct transport *server; // that nobody has connected to; or NULL
	struct vchan_watch *watch; // of the node with the domid, while there is no server
};

static void reset(struct listener_vchan *listener) {
	// Their descriptors leave the set as they are closed
	transport_destroy(listener->server);
	vchan_watch_destroy(listener->watch);
	listener->server = NULL;
	listener->watch = NULL;
}

static bool wait_for(struct listener_vchan *listener, int fd) {
	struct epoll_event event = {.events = EPOLLIN};
	return epoll_ctl(listener->fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool serve(struct listener_vchan *listener, uint32_t domid, struct vchan_watch *watch) {
	struct libxenvchan *vchan = vchan_server_create(domid, listener->address.node);
	if (vchan == NULL) {
		int error = errno;
		vchan_watch_destroy(watch);
		errno = error;
		return false;
	}
	listener->server = transport_vchan_create(vchan, domid, watch);
	return listener->server != NULL && wait_for(listener, transport_vchan.fd(listener->server));
}

static bool serve_whom_the_node_says(struct listener_vchan *listener) {
	uint32_t domid;
	struct vchan_watch *watch = vchan_watch_create(listener->address.domid_path);
	if (watch == NULL) {
		return false;
	}
	if (vchan_watch_read(watch, &domid)) {
		return serve(listener, domid, watch);
	}
	listener->watch = watch;
	return wait_for(listener, vchan_watch_fd(watch));
}

static bool listener_open(struct transport_listener *base) {
	struct listener_vchan *listener = (struct listener_vchan *)base;
	if (listener->server != NULL || listener->watch != NULL) {
		return true;
	}
	bool fixed = listener->address.domid_path[0] == '\0';
	bool done = fixed ? serve(listener, listener->address.domid, NULL)
			  : serve_whom_the_node_says(listener);
	if (!done) {
		int error = errno;
		reset(listener);
		errno = error;
	}
	return done;
}

static int listener_fd(const struct transport_listener *listener) {
	return ((const struct listener_vchan *)listener)->fd;
}

static struct transport *listener_accept(struct transport_listener *base) {
	struct listener_vchan *listener = (struct listener_vchan *)base;
	if (listener->watch != NULL && vchan_watch_fired(listener->watch)) {
		reset(listener);
	}
	int state = listener->server != NULL ? transport_vchan_state(listener->server) : 0;
	struct transport *server = listener->server;
	if (state == 1) {
		epoll_ctl(listener->fd, EPOLL_CTL_DEL, transport_vchan.fd(server), NULL);
		listener->server = NULL;
		return server;
	}
	if (state == 0 && server != NULL) {
		reset(listener);
	}
	return NULL;
}

static void listener_destroy(struct transport_listener *base) {
	struct listener_vchan *listener = (struct listener_vchan *)base;
	reset(listener);
	if (listener->fd >= 0) {
		close(listener->fd);
	}
	free(listener);
}

static const struct transport_listener_impl listener_vchan_impl = {
	.open = listener_open,
	.fd = listener_fd,
	.accept = listener_accept,
	.destroy = listener_destroy,
};

struct transport_listener *vchan_listener_create(const char *address) {
	struct listener_vchan *listener = calloc(1, sizeof(*listener));
	if (listener == NULL) {
		return NULL;
	}
	listener->base.impl = &listener_vchan_impl;
	if (!vchan_address_parse(&listener->address, address)) {
		free(listener);
		errno = EINVAL;
		return NULL;
	}
	listener->fd = epoll_create1(EPOLL_CLOEXEC);
	if (listener->fd < 0 || !listener_open(&listener->base)) {
		int error = errno;
		listener_destroy(&listener->base);
		errno = error;
		return NULL;
	}
	return &listener->base;
}
