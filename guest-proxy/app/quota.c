// SPDX-License-Identifier: MIT
#include "guest-proxy/app/quota.h"

#include <stdint.h>
#include <stdlib.h>
#include <wayland-server-core.h>

struct quota {
	uint32_t surfaces;
	struct wl_listener destroy; // of the client, after all that it had
};

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct quota *quota = wl_container_of(listener, quota, destroy);
	free(quota);
}

// NULL: it has none yet
static struct quota *find(struct wl_client *client) {
	struct wl_listener *listener = wl_client_get_destroy_late_listener(client, handle_destroy);
	if (listener == NULL) {
		return NULL;
	}
	struct quota *quota = wl_container_of(listener, quota, destroy);
	return quota;
}

static struct quota *create(struct wl_client *client) {
	struct quota *quota = calloc(1, sizeof(*quota));
	if (quota == NULL) {
		return NULL;
	}
	quota->destroy.notify = handle_destroy;
	wl_client_add_destroy_late_listener(client, &quota->destroy);
	return quota;
}

bool quota_take(struct wl_client *client) {
	struct quota *quota = find(client);
	if (quota == NULL) {
		quota = create(client);
	}
	if (quota == NULL || quota->surfaces == QUOTA_SURFACES) {
		return false;
	}
	++quota->surfaces;
	return true;
}

void quota_give(struct wl_client *client) {
	--find(client)->surfaces;
}
