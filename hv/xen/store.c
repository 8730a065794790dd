// SPDX-License-Identifier: MIT
#include "hv/xen/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "common/log.h"
#include "hv/vm/uuid.h"

#define PATH_SIZE 128
#define VALUE_SIZE 128
#define GUEST_NODE "data/gui" // where a guest serves its link, see mamparo-guest-proxy(1)

static const char *const marks[] = {
	[ADOPT_BUILT] = "built",
	[ADOPT_READY] = "ready",
};

struct store {
	struct xs_handle *xs;
};

struct store *store_create(void) {
	struct store *store = calloc(1, sizeof(*store));
	if (store != NULL) {
		store->xs = xs_open(0);
	}
	if (store == NULL || store->xs == NULL) {
		log_errno("xenstore cannot be reached");
		store_destroy(store);
		return NULL;
	}
	return store;
}

void store_destroy(struct store *store) {
	if (store == NULL) {
		return;
	}
	if (store->xs != NULL) {
		xs_close(store->xs);
	}
	free(store);
}

// Whoever watches is woken by each write, so there is none if it says so already
static bool write_value(struct store *store, const char *path, const char *value) {
	unsigned len = 0, wanted = (unsigned)strlen(value);
	char *now = xs_read(store->xs, XBT_NULL, path, &len);
	bool same = now != NULL && len == wanted && memcmp(now, value, len) == 0;
	free(now);
	if (!same && !xs_write(store->xs, XBT_NULL, path, value, wanted)) {
		log_errno("xenstore: %s cannot be written", path);
		return false;
	}
	return true;
}

static void mark_path(char path[static PATH_SIZE], uint32_t domid) {
	snprintf(path, PATH_SIZE, "/local/domain/%u/mamparo/domain", domid);
}

static void mark_value(char value[static VALUE_SIZE], const uint8_t *uuid, struct store_mark mark) {
	char text[UUID_TEXT_SIZE];
	uuid_text(uuid, text);
	snprintf(value, VALUE_SIZE, "%s %s%s", text, marks[mark.mark], mark.gui ? " gui" : "");
}

bool store_write_mark(struct store *store, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE],
	struct store_mark mark) {
	char path[PATH_SIZE], value[VALUE_SIZE];
	mark_path(path, domid);
	mark_value(value, uuid, mark);
	return write_value(store, path, value);
}

// There are few, so each is compared
struct store_mark store_read_mark(
	struct store *store, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE]) {
	static const struct store_mark all[] = {{ADOPT_BUILT, false}, {ADOPT_READY, false},
		{ADOPT_BUILT, true}, {ADOPT_READY, true}};
	struct store_mark found = {ADOPT_UNMARKED, false};
	char path[PATH_SIZE], value[VALUE_SIZE];
	unsigned len = 0;
	mark_path(path, domid);
	char *now = xs_read(store->xs, XBT_NULL, path, &len);
	for (size_t i = 0; now != NULL && i < sizeof(all) / sizeof(all[0]); i++) {
		mark_value(value, uuid, all[i]);
		if (strlen(value) == len && memcmp(value, now, len) == 0) {
			found = all[i];
		}
	}
	free(now);
	return found;
}

static void guest_path(char path[static PATH_SIZE], uint32_t gui, const char *name) {
	snprintf(path, PATH_SIZE, "/local/domain/%u/mamparo/guest/%s", gui, name);
}

// The guest can reach the GUI domain before it is shown there
bool store_add_guest(struct store *store, uint32_t gui, const struct store_guest *guest) {
	char path[PATH_SIZE], value[VALUE_SIZE];
	snprintf(path, sizeof(path), "/local/domain/%u/vm-data/gui", guest->domid);
	snprintf(value, sizeof(value), "%u", gui);
	if (!write_value(store, path, value)) {
		return false;
	}
	guest_path(path, gui, guest->name);
	snprintf(value, sizeof(value), "%s %u %s", guest->label, guest->domid, GUEST_NODE);
	return write_value(store, path, value);
}

bool store_remove_guest(struct store *store, uint32_t gui, const char *name) {
	char path[PATH_SIZE];
	guest_path(path, gui, name);
	if (!xs_rm(store->xs, XBT_NULL, path) && errno != ENOENT) {
		log_errno("xenstore: %s cannot be removed", path);
		return false;
	}
	return true;
}
