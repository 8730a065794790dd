// SPDX-License-Identifier: MIT
#include "hv/definition/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_is_ours(int fd, struct stat *stat) {
	if (fstat(fd, stat) != 0) {
		return false;
	}
	bool owned = stat->st_uid == 0 || stat->st_uid == geteuid();
	errno = EPERM;
	return owned && (stat->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

int file_open_folder(const char *path) {
	struct stat stat;
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0 && !file_is_ours(dir, &stat)) {
		file_close(dir);
		return -1;
	}
	return dir;
}

int file_make_folder(const char *path, mode_t mode) {
	if (mkdir(path, mode) != 0 && errno != EEXIST) {
		return -1;
	}
	return file_open_folder(path);
}

off_t file_size(int fd) {
	struct stat stat;
	if (fstat(fd, &stat) != 0) {
		return -1;
	}
	if (!S_ISREG(stat.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	return stat.st_size;
}

void file_close(int fd) {
	int saved = errno;
	if (fd >= 0) {
		close(fd);
	}
	errno = saved;
}
