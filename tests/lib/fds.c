// SPDX-License-Identifier: MIT
#include "tests/lib/fds.h"

#include <assert.h>
#include <dirent.h>
#include <stddef.h>

int fds_open(void) {
	DIR *dir = opendir("/proc/self/fd");
	assert(dir != NULL);
	int count = 0;
	while (readdir(dir) != NULL) {
		count++;
	}
	closedir(dir);
	return count;
}
