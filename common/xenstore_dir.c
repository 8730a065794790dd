// SPDX-License-Identifier: MIT
#include "common/xenstore_dir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "common/vchan.h"

#define EVENTS_MAX 256 // taken at once
#define CHILD_MAX 256 // bytes of a name, which xenstored allows

struct xenstore_dir {
	struct vchan_watch *watch;
	char path[VCHAN_PATH_MAX + 1];
};

static bool parse(const char *address, char path[static VCHAN_PATH_MAX + 1]) {
	size_t prefix = strlen(VCHAN_PREFIX);
	return strncmp(address, VCHAN_PREFIX, prefix) == 0 &&
		vchan_address_parse_path(address + prefix, strlen(address + prefix), path);
}

bool xenstore_dir_is_address(const char *text) {
	char path[VCHAN_PATH_MAX + 1] = "";
	return parse(text, path);
}

struct xenstore_dir *xenstore_dir_create(const char *address) {
	struct xenstore_dir *dir = calloc(1, sizeof(*dir));
	if (dir == NULL) {
		return NULL;
	}
	if (!parse(address, dir->path)) {
		free(dir);
		errno = EINVAL;
		return NULL;
	}
	dir->watch = vchan_watch_create(dir->path);
	if (dir->watch == NULL) {
		int error = errno;
		free(dir);
		errno = error;
		return NULL;
	}
	return dir;
}

void xenstore_dir_destroy(struct xenstore_dir *dir) {
	if (dir != NULL) {
		vchan_watch_destroy(dir->watch);
		free(dir);
	}
}

int xenstore_dir_fd(const struct xenstore_dir *dir) {
	return vchan_watch_fd(dir->watch);
}

// All that are here are one change; what is left makes the descriptor readable again
bool xenstore_dir_changed(struct xenstore_dir *dir) {
	bool changed = false;
	for (int i = 0; i < EVENTS_MAX && vchan_watch_fired(dir->watch); i++) {
		changed = true;
	}
	return changed;
}

bool xenstore_dir_lost(const struct xenstore_dir *dir) {
	return vchan_watch_lost(dir->watch);
}

// A guest that could write here would choose its own label. What dom0 makes in a
// directory of its own, and lets others write to, is dom0's word.
static const char *check_owner(const struct xenstore_dir *dir) {
	unsigned int count = 0;
	struct xs_permissions *perms = xs_get_permissions(
		vchan_watch_handle(dir->watch), XBT_NULL, dir->path, &count);
	if (perms == NULL) {
		return "its permissions cannot be read";
	}
	// The first names the owner, and what all others may do
	bool good = count > 0 && perms[0].id == 0 && (perms[0].perms & XS_PERM_WRITE) == 0;
	for (unsigned int i = 1; i < count; i++) {
		good = good && (perms[i].id == 0 || (perms[i].perms & XS_PERM_WRITE) == 0);
	}
	free(perms);
	return good ? NULL : "another domain than dom0 may write to it";
}

// A child that has gone since is none
static bool read_child(const struct xenstore_dir *dir, const char *name,
	xenstore_dir_handler handler, void *data) {
	char path[VCHAN_PATH_MAX + 1 + CHILD_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", dir->path, name);
	if (len < 0 || (size_t)len >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	char *value = xs_read(vchan_watch_handle(dir->watch), XBT_NULL, path, NULL);
	if (value != NULL) {
		handler(data, name, value); // xs_read() has ended it with a zero
	}
	free(value);
	return value != NULL || errno == ENOENT;
}

const char *xenstore_dir_read(struct xenstore_dir *dir, xenstore_dir_handler handler, void *data) {
	unsigned int count = 0;
	char **names = xs_directory(vchan_watch_handle(dir->watch), XBT_NULL, dir->path, &count);
	if (names == NULL) {
		return errno == ENOENT ? NULL : "it cannot be read";
	}
	const char *reason = check_owner(dir);
	for (unsigned int i = 0; i < count && reason == NULL; i++) {
		reason = read_child(dir, names[i], handler, data) ? NULL
								  : "one of it cannot be read";
	}
	free(names);
	return reason;
}
