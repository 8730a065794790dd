// SPDX-License-Identifier: MIT
#include "hv/file.h"

#include <errno.h>
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

void file_close(int fd) {
	int saved = errno;
	if (fd >= 0) {
		close(fd);
	}
	errno = saved;
}
