// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/transport.h"

#define MODE 0600

struct listener_unix {
	struct transport_listener base;
	int fd;
	struct sockaddr_un addr;
};

// A socket nobody listens at any more may be replaced; anything else stays
static bool remove_stale(const struct sockaddr_un *addr) {
	struct stat stat;
	if (lstat(addr->sun_path, &stat) != 0) {
		return errno == ENOENT;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return false;
	}
	bool refused = connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) != 0 &&
		errno == ECONNREFUSED;
	close(fd);
	if (!S_ISSOCK(stat.st_mode) || !refused) {
		errno = EADDRINUSE;
		return false;
	}
	return unlink(addr->sun_path) == 0;
}

// The mode is set before bind(), so that nobody else can ever connect
static bool bind_and_listen(struct listener_unix *listener) {
	const struct sockaddr *addr = (const struct sockaddr *)&listener->addr;
	return fchmod(listener->fd, MODE) == 0 && remove_stale(&listener->addr) &&
		bind(listener->fd, addr, sizeof(listener->addr)) == 0 &&
		listen(listener->fd, 1) == 0;
}

// It listens from the start
static bool listener_open(struct transport_listener *listener) {
	return true;
}

static int listener_fd(const struct transport_listener *listener) {
	return ((const struct listener_unix *)listener)->fd;
}

static struct transport *listener_accept(struct transport_listener *listener) {
	int fd = accept4(listener_fd(listener), NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	return fd >= 0 ? transport_unix_from_fd(fd) : NULL;
}

static void listener_destroy(struct transport_listener *base) {
	struct listener_unix *listener = (struct listener_unix *)base;
	close(listener->fd);
	unlink(listener->addr.sun_path);
	free(listener);
}

static const struct transport_listener_impl listener_unix_impl = {
	.open = listener_open,
	.fd = listener_fd,
	.accept = listener_accept,
	.destroy = listener_destroy,
};

struct transport_listener *transport_unix_listen(const char *address) {
	struct listener_unix *listener = calloc(1, sizeof(*listener));
	if (listener == NULL) {
		return NULL;
	}
	listener->base.impl = &listener_unix_impl;
	listener->addr.sun_family = AF_UNIX;
	if (strlen(address) >= sizeof(listener->addr.sun_path)) {
		free(listener);
		errno = ENAMETOOLONG;
		return NULL;
	}
	memcpy(listener->addr.sun_path, address, strlen(address));
	listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (listener->fd < 0 || !bind_and_listen(listener)) {
		int error = errno;
		if (listener->fd >= 0) {
			close(listener->fd);
		}
		free(listener);
		errno = error;
		return NULL;
	}
	return &listener->base;
}
