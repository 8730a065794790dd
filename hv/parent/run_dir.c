// SPDX-License-Identifier: MIT
#include "hv/parent/run_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/log.h"
#include "hv/definition/file.h"

#define BACKLOG 64
#define FOLDER_MODE 0755
#define LOCK "hvd.lock"
#define SOCKET_MODE 0660
#define STARTED "hvd.started"

static bool open_dir(struct run_dir *run, const char *path) {
	run->dir = file_make_folder(path, FOLDER_MODE);
	return run->dir >= 0;
}

// It is let go of when the process ends, however that ends
static bool lock(struct run_dir *run) {
	run->lock = openat(run->dir, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	return run->lock >= 0 && flock(run->lock, LOCK_EX | LOCK_NB) == 0;
}

static bool find_group(const char *name, gid_t *gid) {
	errno = 0;
	const struct group *group = getgrnam(name);
	if (group == NULL) {
		errno = errno != 0 ? errno : ENOENT;
		return false;
	}
	*gid = group->gr_gid;
	return true;
}

// Nobody can connect before it listens, and by then the socket is the group's
static bool listen_at(struct run_dir *run, const char *path, const char *group) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	gid_t gid = (gid_t)-1;
	int len = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/" RUN_DIR_SOCKET, path);
	if (len < 0 || (size_t)len >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (group != NULL && !find_group(group, &gid)) {
		log_errno("the group %s", group);
		return false;
	}
	run->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	return run->listener >= 0 &&
		(unlinkat(run->dir, RUN_DIR_SOCKET, 0) == 0 || errno == ENOENT) &&
		bind(run->listener, (const struct sockaddr *)&addr, sizeof(addr)) == 0 &&
		fchmodat(run->dir, RUN_DIR_SOCKET, SOCKET_MODE, 0) == 0 &&
		(gid == (gid_t)-1 ||
			fchownat(run->dir, RUN_DIR_SOCKET, (uid_t)-1, gid, AT_SYMLINK_NOFOLLOW) ==
				0) &&
		listen(run->listener, BACKLOG) == 0;
}

static void close_all(struct run_dir *run) {
	int *const fds[] = {&run->listener, &run->lock, &run->dir};
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0) {
			close(*fds[i]);
		}
		*fds[i] = -1;
	}
}

bool run_dir_init(struct run_dir *run, const char *path, const char *group) {
	*run = (struct run_dir){.dir = -1, .lock = -1, .listener = -1};
	if (!open_dir(run, path)) {
		log_errno("%s", path);
	} else if (!lock(run)) {
		if (errno == EWOULDBLOCK) {
			log_error("%s: another hvd runs", path);
		} else {
			log_errno("%s/" LOCK, path);
		}
	} else if (!listen_at(run, path, group)) {
		log_errno("%s/" RUN_DIR_SOCKET, path);
	} else {
		return true;
	}
	close_all(run);
	return false;
}

void run_dir_finish(struct run_dir *run) {
	if (run->listener >= 0) {
		unlinkat(run->dir, RUN_DIR_SOCKET, 0);
	}
	close_all(run);
}

bool run_dir_is_started(const struct run_dir *run) {
	return faccessat(run->dir, STARTED, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void run_dir_set_started(const struct run_dir *run) {
	int fd = openat(run->dir, STARTED, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		log_errno(STARTED);
		return;
	}
	close(fd);
}
