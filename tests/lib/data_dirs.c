// SPDX-License-Identifier: MIT
#include "tests/lib/data_dirs.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/folder.h"

#define PATH_SIZE 512

void data_dirs_init(struct data_dirs *dirs) {
	char path[PATH_SIZE];
	snprintf(dirs->root, sizeof(dirs->root), "/tmp/data-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dirs->root));
	snprintf(path, sizeof(path), "%s/home", dirs->root);
	setenv("XDG_DATA_HOME", path, 1);
	snprintf(path, sizeof(path), "%s/system:%s/more", dirs->root, dirs->root);
	setenv("XDG_DATA_DIRS", path, 1);
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *place) {
	return remove(path);
}

void data_dirs_finish(struct data_dirs *dirs) {
	ck_assert_int_eq(nftw(dirs->root, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void make_folders(char *path) {
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdir(path, 0755);
		*at = '/';
	}
}

void data_dirs_write(const struct data_dirs *dirs, const char *path, const char *text) {
	char full[PATH_SIZE];
	snprintf(full, sizeof(full), "%s/%s", dirs->root, path);
	make_folders(full);
	folder_write(AT_FDCWD, full, text, 0644);
}

void data_dirs_remove(const struct data_dirs *dirs, const char *path) {
	char full[PATH_SIZE];
	snprintf(full, sizeof(full), "%s/%s", dirs->root, path);
	ck_assert_int_eq(unlink(full), 0);
}
