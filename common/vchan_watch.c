// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "common/vchan.h"

#define VALUE_MAX 65535

struct vchan_watch {
	struct xs_handle *xs;
	char *path;
	bool began; // the event that xenstored sends for the watch itself has come
	bool lost;
};

static struct vchan_watch *open_store(const char *path) {
	struct vchan_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return NULL;
	}
	watch->path = strdup(path);
	watch->xs = xs_open(0);
	if (watch->path == NULL || watch->xs == NULL) {
		vchan_watch_destroy(watch);
		return NULL;
	}
	return watch;
}

// Takes watch, which may be NULL
static struct vchan_watch *begin(struct vchan_watch *watch) {
	if (watch == NULL || !xs_watch(watch->xs, watch->path, "node") ||
		xs_fileno(watch->xs) < 0) {
		vchan_watch_destroy(watch);
		return NULL;
	}
	return watch;
}

struct vchan_watch *vchan_watch_create(const char *path) {
	return begin(open_store(path));
}

struct vchan_watch *vchan_watch_create_number(const char *path) {
	struct vchan_watch *watch = open_store(path);
	uint32_t value;
	if (watch == NULL || !vchan_watch_read(watch, &value)) {
		vchan_watch_destroy(watch);
		return NULL;
	}
	return begin(watch);
}

void vchan_watch_destroy(struct vchan_watch *watch) {
	if (watch != NULL) {
		xs_close(watch->xs);
		free(watch->path);
		free(watch);
	}
}

int vchan_watch_fd(const struct vchan_watch *watch) {
	return xs_fileno(watch->xs);
}

static char **take_event(struct vchan_watch *watch) {
	char **event = xs_check_watch(watch->xs);
	watch->lost = event == NULL && errno != EAGAIN;
	return event;
}

// One event is enough, so that the owner of the node cannot keep us here
bool vchan_watch_fired(struct vchan_watch *watch) {
	char **event = take_event(watch);
	if (event != NULL && !watch->began) {
		watch->began = true;
		free(event);
		event = take_event(watch);
	}
	bool fired = event != NULL;
	free(event);
	return fired;
}

bool vchan_watch_lost(const struct vchan_watch *watch) {
	return watch->lost;
}

struct xs_handle *vchan_watch_handle(const struct vchan_watch *watch) {
	return watch->xs;
}

bool vchan_watch_number(struct xs_handle *xs, const char *path, uint32_t *value) {
	unsigned int len = 0;
	char *text = xs_read(xs, XBT_NULL, path, &len);
	*value = 0;
	bool good = text != NULL && vchan_address_parse_number(text, len, VALUE_MAX, value);
	free(text);
	return good;
}

bool vchan_watch_read(const struct vchan_watch *watch, uint32_t *value) {
	return vchan_watch_number(watch->xs, watch->path, value);
}
