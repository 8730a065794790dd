// SPDX-License-Identifier: MIT
#include "tests/hv/state_folder.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPLATE "/tmp/mamparo-state-XXXXXX"
#define PATH 512

char state_folder[sizeof(TEMPLATE)];

static const char *full(const char *path) {
	static char buf[PATH];
	snprintf(buf, sizeof(buf), "%s/%s", state_folder, path);
	return buf;
}

static void make_folders(const char *path) {
	char part[PATH];
	snprintf(part, sizeof(part), "%s", full(path));
	char *slash = part + strlen(state_folder);
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(part, 0700);
		*slash = '/';
	}
}

void state_folder_create(void) {
	memcpy(state_folder, TEMPLATE, sizeof(TEMPLATE));
	ck_assert_ptr_nonnull(mkdtemp(state_folder));
}

static int remove_one(const char *path, const struct stat *stat, int flag, struct FTW *ftw) {
	return remove(path);
}

void state_folder_remove(void) {
	ck_assert_int_eq(nftw(state_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void state_folder_put(const char *path, const char *text) {
	make_folders(path);
	FILE *stream = fopen(full(path), "w");
	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	fclose(stream);
}

void state_folder_link(const char *path, const char *to) {
	make_folders(path);
	ck_assert_int_eq(symlink(to, full(path)), 0);
}

bool state_folder_has(const char *path) {
	return access(full(path), F_OK) == 0;
}

off_t state_folder_size(const char *path) {
	struct stat info;
	ck_assert_int_eq(lstat(full(path), &info), 0);
	return info.st_size;
}

mode_t state_folder_mode(const char *path) {
	struct stat info;
	ck_assert_int_eq(lstat(full(path), &info), 0);
	return info.st_mode & 07777;
}

ino_t state_folder_inode(const char *path) {
	struct stat info;
	ck_assert_int_eq(lstat(full(path), &info), 0);
	return info.st_ino;
}
