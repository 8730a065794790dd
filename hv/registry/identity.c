// SPDX-License-Identifier: MIT
#include "hv/registry/identity.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/definition/file.h"
#include "hv/vm/name.h"
#include "hv/vm/uuid.h"

#define FILE_MODE 0600
#define FOLDER_MODE 0700
#define HIDDEN ".new" // there is one hvd, and it makes one at a time
#define LINE_LEN UUID_TEXT_SIZE // digits and a newline

static bool is_name(const char *name) {
	errno = EINVAL;
	return name_of_vm(name);
}

int identity_open(const char *path) {
	return file_make_folder(path, FOLDER_MODE);
}

static bool parse(char *line, size_t len, uint8_t uuid[VM_UUID_SIZE]) {
	static const uint8_t none[VM_UUID_SIZE]; // Xen's own domain has that
	errno = EBADMSG;
	if (len != LINE_LEN || line[LINE_LEN - 1] != '\n') {
		return false;
	}
	line[LINE_LEN - 1] = '\0';
	return uuid_parse(line, uuid) && memcmp(uuid, none, VM_UUID_SIZE) != 0;
}

static bool is_single(const struct stat *stat) {
	errno = EMLINK;
	return stat->st_nlink == 1;
}

bool identity_find(int dir, const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	char line[LINE_LEN + 1];
	struct stat stat;
	if (!is_name(name)) {
		return false;
	}
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	ssize_t len = file_is_ours(fd, &stat) && is_single(&stat) ? read(fd, line, sizeof(line))
								  : -1;
	file_close(fd);
	return len >= 0 && parse(line, (size_t)len, uuid);
}

// Version 4 of RFC 9562
static bool draw(uint8_t uuid[VM_UUID_SIZE]) {
	if (getrandom(uuid, VM_UUID_SIZE, 0) != VM_UUID_SIZE) {
		return false;
	}
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
	return true;
}

static bool write_line(int fd, const uint8_t uuid[VM_UUID_SIZE]) {
	char line[LINE_LEN + 1];
	uuid_text(uuid, line);
	line[LINE_LEN - 1] = '\n';
	return write(fd, line, LINE_LEN) == LINE_LEN && fsync(fd) == 0;
}

static bool write_hidden(int dir, const uint8_t uuid[VM_UUID_SIZE]) {
	if (unlinkat(dir, HIDDEN, 0) != 0 && errno != ENOENT) {
		return false;
	}
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, HIDDEN, flags, FILE_MODE);
	if (fd < 0) {
		return false;
	}
	bool ok = write_line(fd, uuid);
	file_close(fd);
	return ok;
}

bool identity_make(int dir, const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	if (!is_name(name) || !draw(uuid)) {
		return false;
	}
	bool ok = write_hidden(dir, uuid) &&
		renameat2(dir, HIDDEN, dir, name, RENAME_NOREPLACE) == 0;
	if (ok) {
		return fsync(dir) == 0;
	}
	int saved = errno;
	unlinkat(dir, HIDDEN, 0);
	errno = saved;
	return false;
}

bool identity_link(int dir, const char *name, const char *new_name) {
	return is_name(name) && is_name(new_name) && linkat(dir, name, dir, new_name, 0) == 0 &&
		fsync(dir) == 0;
}

bool identity_remove(int dir, const char *name) {
	return is_name(name) && unlinkat(dir, name, 0) == 0 && fsync(dir) == 0;
}

void identity_tidy(
	int dir, bool (*is_defined)(const void *data, const char *name), const void *data) {
	struct dirent **files;
	struct stat stat;
	int count = scandirat(dir, ".", &files, NULL, NULL);
	for (int i = 0; i < count; i++) {
		const char *name = files[i]->d_name;
		if (name_of_vm(name) && fstatat(dir, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(stat.st_mode) && stat.st_nlink > 1 && !is_defined(data, name)) {
			unlinkat(dir, name, 0);
		}
		free(files[i]);
	}
	if (count >= 0) {
		free(files);
	}
}
