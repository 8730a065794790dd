// SPDX-License-Identifier: MIT
#include "tests/lib/folder.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void folder_write(int dir, const char *file, const char *text, mode_t mode) {
	int fd = openat(dir, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

int folder_clear(int dir) {
	DIR *all = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *entry;
	int count = 0;
	ck_assert_ptr_nonnull(all);
	while ((entry = readdir(all)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			ck_assert(unlinkat(dir, entry->d_name, 0) == 0 ||
				unlinkat(dir, entry->d_name, AT_REMOVEDIR) == 0);
			count++;
		}
	}
	closedir(all);
	return count;
}
