// SPDX-License-Identifier: MIT
#include "compositor/socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "compositor/control/control.h"

// Somebody else's folder would let him replace the socket
static const char *runtime_dir(void) {
	const char *dir = getenv("XDG_RUNTIME_DIR");
	struct stat info;
	if (dir == NULL || dir[0] != '/') {
		log_error("XDG_RUNTIME_DIR is not set to an absolute path");
		return NULL;
	}
	if (stat(dir, &info) != 0) {
		log_errno("XDG_RUNTIME_DIR %s", dir);
		return NULL;
	}
	if (!S_ISDIR(info.st_mode) || info.st_uid != geteuid() || (info.st_mode & 0022) != 0) {
		log_error(
			"XDG_RUNTIME_DIR %s is not a folder that only this user may write to", dir);
		return NULL;
	}
	return dir;
}

bool socket_init(struct socket *socket, struct wl_display *display, const char *name) {
	*socket = (struct socket){.name = name};
	const char *dir = runtime_dir();
	if (dir == NULL) {
		return false;
	}
	int len = snprintf(
		socket->control, sizeof(socket->control), "%s/%s" CONTROL_SUFFIX, dir, name);
	if (len < 0 || (size_t)len >= sizeof(socket->control)) {
		log_error("XDG_RUNTIME_DIR %s is too long for the path of a socket", dir);
		return false;
	}
	mode_t mask = umask(0077);
	int error = wl_display_add_socket(display, name) == 0 ? 0 : errno;
	umask(mask);
	if (error == EAGAIN) {
		log_error("another compositor serves %s/%s", dir, name);
	} else if (error != 0) {
		errno = error;
		log_errno("private socket %s/%s", dir, name);
	}
	return error == 0;
}
