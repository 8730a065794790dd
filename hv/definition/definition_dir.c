// SPDX-License-Identifier: MIT
#include "hv/definition/definition_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf_file.h"
#include "hv/definition/file.h"

#define SUFFIX ".conf"
#define FILE_NAME_MAX (NAME_SIZE + sizeof(SUFFIX) + 8) // with the terminator

// False if that is no VM's name. Nothing else ever becomes the name of a file.
static bool make_names(const char *name, char file[FILE_NAME_MAX], char hidden[FILE_NAME_MAX]) {
	if (!name_of_vm(name)) {
		errno = EINVAL;
		return false;
	}
	snprintf(file, FILE_NAME_MAX, "%s" SUFFIX, name);
	snprintf(hidden, FILE_NAME_MAX, ".%s" SUFFIX ".new", name);
	return true;
}

int definition_dir_open(const char *path) {
	return file_open_folder(path);
}

static bool read_file(int dir, const char *file, struct definition_text *text, struct stat *stat) {
	*text = (struct definition_text){0};
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	char *bytes = malloc(DEFINITION_FILE_MAX + 1);
	ssize_t len = -1;
	if (bytes != NULL && file_is_ours(fd, stat)) {
		len = conf_file_read(fd, bytes, DEFINITION_FILE_MAX);
	}
	file_close(fd);
	if (len < 0) {
		free(bytes);
		return false;
	}
	*text = (struct definition_text){.bytes = bytes, .len = (size_t)len};
	return true;
}

bool definition_dir_read(int dir, const char *name, struct definition_text *text) {
	char file[FILE_NAME_MAX], hidden[FILE_NAME_MAX];
	struct stat stat;
	*text = (struct definition_text){0};
	return make_names(name, file, hidden) && read_file(dir, file, text, &stat);
}

static bool write_all(int fd, const struct definition_text *text) {
	size_t done = 0;
	while (done < text->len) {
		ssize_t count = write(fd, text->bytes + done, text->len - done);
		if (count < 0 && errno != EINTR) {
			return false;
		}
		done += count > 0 ? (size_t)count : 0;
	}
	return true;
}

// A hidden file with the whole text, on the disk. What a run before us left is removed.
static bool write_hidden(
	int dir, const char *hidden, const struct definition_text *text, mode_t mode) {
	if (unlinkat(dir, hidden, 0) != 0 && errno != ENOENT) {
		return false;
	}
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, hidden, flags, 0600);
	if (fd < 0) {
		return false;
	}
	bool ok = write_all(fd, text) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	file_close(fd);
	return ok;
}

static bool finish(int dir, bool ok, const char *hidden) {
	if (ok) {
		return fsync(dir) == 0;
	}
	int saved = errno;
	unlinkat(dir, hidden, 0);
	errno = saved;
	return false;
}

bool definition_dir_create(int dir, const char *name, const struct definition_text *text) {
	char file[FILE_NAME_MAX], hidden[FILE_NAME_MAX];
	if (!make_names(name, file, hidden)) {
		return false;
	}
	bool ok = write_hidden(dir, hidden, text, 0644) &&
		renameat2(dir, hidden, dir, file, RENAME_NOREPLACE) == 0;
	return finish(dir, ok, hidden);
}

// Whether the file still has that text, and the mode it has
static bool is_still(int dir, const char *file, const struct definition_text *old, mode_t *mode) {
	struct definition_text now;
	struct stat stat;
	if (!read_file(dir, file, &now, &stat)) {
		return false;
	}
	bool same = now.len == old->len &&
		(now.len == 0 || memcmp(now.bytes, old->bytes, now.len) == 0);
	free(now.bytes);
	*mode = stat.st_mode & 0777;
	errno = ESTALE;
	return same;
}

bool definition_dir_replace(int dir, const char *name, const struct definition_text *old,
	const struct definition_text *text) {
	char file[FILE_NAME_MAX], hidden[FILE_NAME_MAX];
	mode_t mode;
	if (!make_names(name, file, hidden) || !is_still(dir, file, old, &mode)) {
		return false;
	}
	bool ok = write_hidden(dir, hidden, text, mode) && renameat(dir, hidden, dir, file) == 0;
	return finish(dir, ok, hidden);
}

bool definition_dir_rename(int dir, const char *name, const char *new_name) {
	char file[FILE_NAME_MAX], new_file[FILE_NAME_MAX], hidden[FILE_NAME_MAX];
	return make_names(name, file, hidden) && make_names(new_name, new_file, hidden) &&
		renameat2(dir, file, dir, new_file, RENAME_NOREPLACE) == 0 && fsync(dir) == 0;
}

bool definition_dir_remove(int dir, const char *name) {
	char file[FILE_NAME_MAX], hidden[FILE_NAME_MAX];
	return make_names(name, file, hidden) && unlinkat(dir, file, 0) == 0 && fsync(dir) == 0;
}

static int is_candidate(const struct dirent *entry) {
	size_t len = strlen(entry->d_name), suffix = strlen(SUFFIX);
	return entry->d_name[0] != '.' && len > suffix &&
		strcmp(entry->d_name + len - suffix, SUFFIX) == 0;
}

static int compare(const struct dirent **a, const struct dirent **b) {
	return strcmp((*a)->d_name, (*b)->d_name);
}

static const char *reason_of(int error) {
	switch (error) {
	case ELOOP:
		return "it is a link";
	case EPERM:
		return "it belongs to another than root, or others may write to it";
	default:
		return strerror(error);
	}
}

static bool load_file(int dir, const char *file, const char *name, struct definition_set *set) {
	struct definition_text text;
	struct stat stat;
	if (!read_file(dir, file, &text, &stat)) {
		return definition_set_put_error(set, name, reason_of(errno));
	}
	bool ok = definition_set_put(set, name, text.bytes, text.len);
	int saved = errno;
	free(text.bytes);
	errno = saved;
	return ok;
}

static void load(
	int dir, const char *file, struct definition_set *set, struct definition_errors *others) {
	char name[NAME_SIZE];
	size_t len = strlen(file) - strlen(SUFFIX);
	snprintf(name, sizeof(name), "%.*s", (int)len, file);
	if (len >= NAME_SIZE || !name_of_vm(name)) {
		definition_errors_add(others, 0, "%.60s: that is no VM's name", file);
	} else if (!load_file(dir, file, name, set)) {
		definition_errors_add(others, 0, "%s: %s", file,
			errno == ENOSPC ? "there are too many VMs" : strerror(errno));
	}
}

bool definition_dir_load(int dir, struct definition_set *set, struct definition_errors *others) {
	struct dirent **files;
	int count = scandirat(dir, ".", &files, is_candidate, compare);
	for (int i = 0; i < count; i++) {
		load(dir, files[i]->d_name, set, others);
		free(files[i]);
	}
	if (count >= 0) {
		free(files);
	}
	return count >= 0;
}
