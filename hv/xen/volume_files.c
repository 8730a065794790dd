// SPDX-License-Identifier: MIT
#include "hv/xen/volume_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/definition/file.h"
#include "hv/vm/uuid.h"

#define VOLUMES "volumes"
#define PARTIAL ".partial" // after a uuid: a copy that is not whole
#define NAME_MAX_SIZE (UUID_TEXT_SIZE + sizeof(PARTIAL))

static int open_below(int folder, const char *name, bool make) {
	if (make && mkdirat(folder, name, 0700) != 0 && errno != EEXIST) {
		return -1;
	}
	return openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

int volume_files_open(int state, const uint8_t uuid[static VM_UUID_SIZE], bool make) {
	char name[UUID_TEXT_SIZE];
	uuid_text(uuid, name);
	int all = open_below(state, VOLUMES, make);
	int own = all >= 0 ? open_below(all, name, make) : -1;
	file_close(all);
	return own;
}

// --- erase -------------------------------------------------------------------

static bool is_self(const char *name) {
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

// Takes folder
static bool empty(int folder) {
	DIR *dir = fdopendir(folder);
	const struct dirent *entry;
	bool done = dir != NULL;
	if (dir == NULL) {
		file_close(folder);
		return false;
	}
	while (done && (entry = readdir(dir)) != NULL) {
		done = is_self(entry->d_name) || unlinkat(folder, entry->d_name, 0) == 0;
	}
	int error = errno;
	closedir(dir);
	errno = error;
	return done;
}

static void make_names(
	const uint8_t *uuid, char name[static UUID_TEXT_SIZE], char partial[static NAME_MAX_SIZE]) {
	uuid_text(uuid, name);
	snprintf(partial, NAME_MAX_SIZE, "%s" PARTIAL, name);
}

static bool erase(int all, const char *name) {
	int folder = open_below(all, name, false);
	if (folder < 0) {
		return errno == ENOENT;
	}
	return empty(folder) && unlinkat(all, name, AT_REMOVEDIR) == 0 && fsync(all) == 0;
}

bool volume_files_are_half(int state, const uint8_t uuid[static VM_UUID_SIZE]) {
	char name[UUID_TEXT_SIZE], partial[NAME_MAX_SIZE];
	struct stat stat;
	make_names(uuid, name, partial);
	int all = open_below(state, VOLUMES, false);
	if (all < 0) {
		return errno != ENOENT;
	}
	bool half = fstatat(all, partial, &stat, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
	file_close(all);
	return half;
}

bool volume_files_erase(int state, const uint8_t uuid[static VM_UUID_SIZE]) {
	char name[UUID_TEXT_SIZE], partial[NAME_MAX_SIZE];
	make_names(uuid, name, partial);
	int all = open_below(state, VOLUMES, false);
	if (all < 0) {
		return errno == ENOENT;
	}
	bool done = erase(all, partial) && erase(all, name);
	file_close(all);
	return done;
}

// --- copy --------------------------------------------------------------------

static bool copy_extent(int from, int to, off_t start, off_t end) {
	off_t from_at = start, to_at = start;
	while (from_at < end) {
		size_t left = (size_t)(end - from_at);
		ssize_t len = copy_file_range(from, &from_at, to, &to_at, left, 0);
		if (len <= 0) {
			errno = len == 0 ? EIO : errno; // it has become shorter
			return false;
		}
	}
	return true;
}

// What was never written takes no room in the copy either
static bool copy_data(int from, int to, off_t size) {
	off_t start = 0;
	while (start < size) {
		start = lseek(from, start, SEEK_DATA);
		if (start < 0) {
			return errno == ENXIO; // there is no more
		}
		off_t end = lseek(from, start, SEEK_HOLE);
		if (end < 0 || !copy_extent(from, to, start, end)) {
			return false;
		}
		start = end;
	}
	return true;
}

static bool copy_contents(int from, int to) {
	off_t size = file_size(from);
	if (size < 0) {
		return false;
	}
	bool shared = ioctl(to, FICLONE, from) == 0; // if the file system can
	return (shared || (ftruncate(to, size) == 0 && copy_data(from, to, size))) &&
		fsync(to) == 0;
}

static bool copy_volume(int from_folder, int to_folder, const char *name) {
	int from = openat(from_folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (from < 0) {
		return errno == ENOENT; // it is made when it is first used
	}
	int to = openat(to_folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = to >= 0 && copy_contents(from, to);
	file_close(from);
	file_close(to);
	return done;
}

static bool copy_volumes(int from, int to, const struct volume_files_copy *copy) {
	for (size_t i = 0; i < copy->count; i++) {
		if (!copy_volume(from, to, copy->volumes[i].name)) {
			return false;
		}
	}
	return fsync(to) == 0;
}

static bool fill(int all, int from, const char *name, const struct volume_files_copy *copy) {
	int to = erase(all, name) ? open_below(all, name, true) : -1;
	bool done = to >= 0 && copy_volumes(from, to, copy);
	file_close(to);
	return done;
}

// Once it is whole it gets its name
static bool copy_between(int all, int from, const struct volume_files_copy *copy) {
	char name[UUID_TEXT_SIZE], partial[NAME_MAX_SIZE];
	make_names(copy->to, name, partial);
	bool done = fill(all, from, partial, copy) && renameat(all, partial, all, name) == 0 &&
		fsync(all) == 0;
	if (!done) {
		int error = errno == ENOTEMPTY ? EEXIST : errno;
		erase(all, partial);
		errno = error;
	}
	return done;
}

bool volume_files_copy(int state, const struct volume_files_copy *copy) {
	char name[UUID_TEXT_SIZE];
	uuid_text(copy->from, name);
	int all = open_below(state, VOLUMES, false);
	int from = all >= 0 ? open_below(all, name, false) : -1;
	bool nothing = from < 0 && errno == ENOENT;
	bool done = nothing || (from >= 0 && copy_between(all, from, copy));
	file_close(from);
	file_close(all);
	return done;
}
