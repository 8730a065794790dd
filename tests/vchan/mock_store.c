// SPDX-License-Identifier: MIT
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xenstore.h>

#include "tests/vchan/mock_xen.h"

#define NODES 256
#define HANDLES 64
#define PATH 128

// libxenstore: a list of nodes, and at most one watch on a handle

struct xs_handle {
	int fd;
	char watched[PATH];
	unsigned events;
};

static struct node {
	char path[PATH], value[128]; // an empty path: free
	int reader, writer; // beside the owner; -1: nobody
	unsigned owner;
} nodes[NODES];

static struct xs_handle *handles[HANDLES];

void mock_store_reset(void) {
	memset(nodes, 0, sizeof(nodes));
	memset(handles, 0, sizeof(handles));
}

static void absolute(char dst[static PATH], const char *path) {
	if (path[0] == '/') {
		snprintf(dst, PATH, "%s", path);
	} else {
		snprintf(dst, PATH, "/local/domain/%d/%s", MOCK_GUEST, path);
	}
}

static struct node *find(const char *path) {
	char full[PATH];
	absolute(full, path);
	for (size_t i = 0; i < NODES; i++) {
		if (strcmp(nodes[i].path, full) == 0) {
			return &nodes[i];
		}
	}
	return NULL;
}

static bool is_below(const char *path, const char *parent) {
	size_t len = strlen(parent);
	return strncmp(path, parent, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static void tell(struct xs_handle *handle) {
	if (handle->events++ == 0) {
		eventfd_write(handle->fd, 1);
	}
}

static void fire(const char *path) {
	for (size_t i = 0; i < HANDLES; i++) {
		if (handles[i] != NULL && handles[i]->watched[0] != '\0' &&
			is_below(path, handles[i]->watched)) {
			tell(handles[i]);
		}
	}
}

void mock_store_write(const char *path, const char *value) {
	struct node *node = find(path);
	for (size_t i = 0; i < NODES && node == NULL; i++) {
		if (nodes[i].path[0] == '\0') {
			node = &nodes[i];
			*node = (struct node){.reader = -1, .writer = -1};
			absolute(node->path, path);
		}
	}
	ck_assert_ptr_nonnull(node);
	snprintf(node->value, sizeof(node->value), "%s", value);
	fire(node->path);
}

void mock_store_remove(const char *path) {
	char full[PATH];
	absolute(full, path);
	for (size_t i = 0; i < NODES; i++) {
		if (nodes[i].path[0] != '\0' && is_below(nodes[i].path, full)) {
			fire(nodes[i].path);
			nodes[i].path[0] = '\0';
		}
	}
}

const char *mock_store_value(const char *path) {
	const struct node *node = find(path);
	return node != NULL ? node->value : NULL;
}

int mock_store_reader(const char *path) {
	const struct node *node = find(path);
	return node != NULL ? node->reader : -1;
}

void mock_store_own(const char *path, unsigned owner, int writer) {
	find(path)->owner = owner;
	find(path)->writer = writer;
}

struct xs_handle *xs_open(unsigned long flags) {
	if (!mock_xen_may(&mock_xen.opens)) {
		errno = ENOENT;
		return NULL;
	}
	for (size_t i = 0; i < HANDLES; i++) {
		if (handles[i] == NULL) {
			handles[i] = calloc(1, sizeof(*handles[i]));
			handles[i]->fd = eventfd(0, EFD_CLOEXEC);
			mock_xen.handles++;
			return handles[i];
		}
	}
	return NULL;
}

void xs_close(struct xs_handle *handle) {
	for (size_t i = 0; handle != NULL && i < HANDLES; i++) {
		if (handles[i] == handle) {
			close(handle->fd);
			free(handle);
			handles[i] = NULL;
			mock_xen.handles--;
			return;
		}
	}
}

void *xs_read(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	unsigned int *len) {
	char own[16];
	if (mock_xen.lost) {
		errno = EBADF;
		return NULL;
	}
	snprintf(own, sizeof(own), "%u", mock_xen.domid);
	const char *value = strcmp(path, "domid") == 0 ? own : mock_store_value(path);
	if (value == NULL) {
		errno = ENOENT;
		return NULL;
	}
	if (len != NULL) {
		*len = (unsigned int)strlen(value);
	}
	return strdup(value);
}

bool xs_write(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	const void *data, unsigned int len) {
	char value[128];
	if (!mock_xen_may(&mock_xen.writes)) {
		errno = ENOSPC;
		return false;
	}
	snprintf(value, sizeof(value), "%.*s", (int)len, (const char *)data);
	mock_store_write(path, value);
	return true;
}

bool xs_set_permissions(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	struct xs_permissions *perms, unsigned int count) {
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(perms[0].id, mock_xen.domid);
	ck_assert_int_eq((int)perms[0].perms, XS_PERM_NONE);
	ck_assert_int_eq((int)perms[1].perms, XS_PERM_READ);
	find(path)->reader = (int)perms[1].id;
	fire(find(path)->path);
	return true;
}

// The names that follow path, in the order of the nodes; path itself must be one
char **xs_directory(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	unsigned int *count) {
	char full[PATH];
	absolute(full, path);
	size_t len = strlen(full);
	if (mock_xen.lost || find(path) == NULL) {
		errno = mock_xen.lost ? EBADF : ENOENT;
		return NULL;
	}
	char **names = malloc(NODES * (sizeof(char *) + PATH));
	char *at = (char *)(names + NODES);
	*count = 0;
	for (size_t i = 0; i < NODES; i++, at += PATH) {
		const char *name = nodes[i].path + len + 1;
		if (is_below(nodes[i].path, full) && nodes[i].path[len] == '/' &&
			strchr(name, '/') == NULL) {
			names[(*count)++] = at;
			snprintf(at, PATH, "%s", name);
		}
	}
	return names;
}

struct xs_permissions *xs_get_permissions(struct xs_handle *handle, xs_transaction_t transaction,
	const char *path, unsigned int *count) {
	const struct node *node = find(path);
	if (mock_xen.lost || node == NULL) {
		errno = mock_xen.lost ? EBADF : ENOENT;
		return NULL;
	}
	struct xs_permissions *perms = calloc(2, sizeof(*perms));
	perms[0].id = node->owner;
	perms[1] = (struct xs_permissions){
		.id = (unsigned)node->writer, .perms = XS_PERM_READ | XS_PERM_WRITE};
	*count = node->writer >= 0 ? 2 : 1;
	return perms;
}

bool xs_rm(struct xs_handle *handle, xs_transaction_t transaction, const char *path) {
	mock_store_remove(path);
	return true;
}

xs_transaction_t xs_transaction_start(struct xs_handle *handle) {
	return 1;
}

bool xs_transaction_end(struct xs_handle *handle, xs_transaction_t transaction, bool abort) {
	if (mock_xen.conflicts > 0) {
		mock_xen.conflicts--;
		errno = EAGAIN;
		return false;
	}
	return true;
}

bool xs_watch(struct xs_handle *handle, const char *path, const char *token) {
	absolute(handle->watched, path);
	if (mock_xen.lost) {
		errno = EBADF;
		return false;
	}
	tell(handle); // each watch begins with an event
	return true;
}

int xs_fileno(struct xs_handle *handle) {
	return handle->fd;
}

char **xs_check_watch(struct xs_handle *handle) {
	eventfd_t count;
	if (handle->events == 0) {
		errno = mock_xen.lost ? EINVAL : EAGAIN;
		return NULL;
	}
	if (--handle->events == 0) {
		eventfd_read(handle->fd, &count);
	}
	return calloc(2, sizeof(char *));
}
