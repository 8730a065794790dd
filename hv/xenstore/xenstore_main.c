// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/xenstore/xenstore_options.h"
#include "hv/xenstore/xenstore_proxy.h"

#define EXIT_USAGE 2
#define MODE 0660 // of the socket; the group is the compositor's
#define BACKLOG 16

// The mode is set before bind(), so that nobody else can ever connect
static int listen_at(const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(addr.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && fchmod(fd, MODE) == 0 &&
		bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0 &&
		listen(fd, BACKLOG) == 0) {
		return fd;
	}
	int error = errno;
	if (fd >= 0) {
		close(fd);
	}
	errno = error;
	return -1;
}

static bool is_connected(int fd) {
	struct sockaddr_un addr;
	socklen_t size = sizeof(addr);
	return getpeername(fd, (struct sockaddr *)&addr, &size) == 0 && addr.sun_family == AF_UNIX;
}

static bool serve(const struct xenstore_options *options) {
	int listener = listen_at(options->listen);
	if (listener < 0) {
		log_errno("%s", options->listen);
		return false;
	}
	struct loop *loop = loop_create();
	struct xenstore_proxy *proxy = loop == NULL
		? NULL
		: xenstore_proxy_create(loop, &options->rules, listener, options->store);
	if (proxy == NULL) {
		log_errno("cannot begin");
		loop_destroy(loop);
		return false;
	}
	while (!xenstore_proxy_is_over(proxy) && loop_dispatch(loop, -1)) {
	}
	xenstore_proxy_destroy(proxy);
	loop_destroy(loop);
	unlink(options->listen);
	return false; // it goes on for ever, or has failed
}

int main(int argc, char *argv[]) {
	struct xenstore_options options;
	log_init("mamparo-xenstore-proxy", LOG_INFO);
	switch (xenstore_options_parse(&options, argc, argv)) {
	case XENSTORE_OPTIONS_DONE:
		return 0;
	case XENSTORE_OPTIONS_BAD:
		return EXIT_USAGE;
	case XENSTORE_OPTIONS_RUN:
		break;
	}
	// The one right that we have is that descriptor
	if (geteuid() == 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		log_error("it does not run as root");
		return EXIT_USAGE;
	}
	if (!is_connected(options.store)) {
		log_errno("--store %d", options.store);
		return 1;
	}
	return serve(&options) ? 0 : 1;
}
