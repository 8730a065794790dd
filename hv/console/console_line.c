// SPDX-License-Identifier: MIT
#include "hv/console/console_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/console/console_ring.h"
#include "hv/console/console_viewer.h"

#define READ_MAX 4096 // bytes at once, so that others have their turn

struct slot { // of who looks
	LIST_ENTRY(slot) link; // console_line.slots
	struct console_line *line;
	struct console_viewer *viewer;
	uint32_t user;
};

struct console_line {
	struct loop *loop; // borrowed
	uint8_t uuid[VM_UUID_SIZE];
	int tty; // of xenconsoled, owned; -1: there is none
	struct loop_source *source; // of it
	struct console_ring ring;
	LIST_HEAD(, slot) slots; // slot.link
};

// --- who looks ---------------------------------------------------------------

static void remove_slot(struct slot *slot) {
	LIST_REMOVE(slot, link);
	console_viewer_destroy(slot->viewer);
	free(slot);
}

static void handle_gone(void *data, struct console_viewer *viewer) {
	remove_slot(data);
}

static const struct console_viewer_impl viewer_impl = {.gone = handle_gone};

static bool add_slot(
	struct console_line *line, struct console_viewer_options *options, uint32_t user) {
	struct slot *slot = calloc(1, sizeof(*slot));
	if (slot == NULL) {
		close(options->fd);
		return false;
	}
	options->impl = &viewer_impl;
	options->data = slot;
	slot->line = line;
	slot->user = user;
	slot->viewer = console_viewer_create(line->loop, options);
	if (slot->viewer == NULL) {
		free(slot);
		return false;
	}
	LIST_INSERT_HEAD(&line->slots, slot, link);
	return true;
}

const char *console_line_view(struct console_line *line, const struct message_view *view, int fd) {
	bool console = view->how == MESSAGE_VIEW_CONSOLE;
	struct console_viewer_options options = {
		.fd = fd,
		.tty = console ? line->tty : -1,
		.before = console ? NULL : &line->ring,
		.once = view->how == MESSAGE_VIEW_LOG,
	};
	if (console && line->tty < 0) {
		close(fd);
		return "it has no console: it does not run, or xenconsoled does not";
	}
	return add_slot(line, &options, view->user) ? NULL : "out of memory or descriptors";
}

size_t console_line_viewers(const struct console_line *line) {
	const struct slot *slot;
	size_t count = 0;
	LIST_FOREACH(slot, &line->slots, link) {
		count++;
	}
	return count;
}

size_t console_line_viewers_of(const struct console_line *line, uint32_t user) {
	const struct slot *slot;
	size_t count = 0;
	LIST_FOREACH(slot, &line->slots, link) {
		count += slot->user == user ? 1 : 0;
	}
	return count;
}

// --- what the VM says --------------------------------------------------------

// Who types has nothing to type to
static void close_tty(struct console_line *line) {
	struct slot *slot;
	loop_source_remove(line->source);
	line->source = NULL;
	if (line->tty >= 0) {
		close(line->tty);
		line->tty = -1;
	}
	LIST_FOREACH(slot, &line->slots, link) {
		if (console_viewer_types(slot->viewer)) {
			console_viewer_end(slot->viewer);
		}
	}
}

static void take_bytes(struct console_line *line, const uint8_t *untrusted_bytes, size_t len) {
	struct slot *slot;
	console_ring_add(&line->ring, untrusted_bytes, len); // without memory it is not kept
	LIST_FOREACH(slot, &line->slots, link) {
		console_viewer_say(slot->viewer, untrusted_bytes, len);
	}
}

// It ends with its domain, or with xenconsoled
static void handle_tty(void *data, uint32_t events) {
	struct console_line *line = data;
	uint8_t untrusted_bytes[READ_MAX];
	ssize_t len = read(line->tty, untrusted_bytes, sizeof(untrusted_bytes));
	if (len > 0) {
		take_bytes(line, untrusted_bytes, (size_t)len);
	} else if (len == 0 || (errno != EAGAIN && errno != EINTR)) {
		close_tty(line);
	}
}

// As long as one of us has it open, no other terminal has its number
static bool is_open(const struct console_line *line, int tty) {
	struct stat old, new;
	return line->tty >= 0 && fstat(line->tty, &old) == 0 && fstat(tty, &new) == 0 &&
		old.st_rdev == new.st_rdev;
}

void console_line_open(struct console_line *line, const char *vm, int tty) {
	if (is_open(line, tty)) {
		close(tty);
		return;
	}
	close_tty(line);
	line->source = loop_add_fd(line->loop, tty, EPOLLIN, handle_tty, line);
	if (line->source == NULL) {
		log_errno("%s: its console", vm);
		close(tty);
		return;
	}
	line->tty = tty;
}

// --- its life ----------------------------------------------------------------

struct console_line *console_line_create(
	struct loop *loop, const uint8_t uuid[static VM_UUID_SIZE]) {
	struct console_line *line = calloc(1, sizeof(*line));
	if (line != NULL) {
		line->loop = loop;
		line->tty = -1;
		memcpy(line->uuid, uuid, VM_UUID_SIZE);
		LIST_INIT(&line->slots);
	}
	return line;
}

void console_line_destroy(struct console_line *line) {
	if (line == NULL) {
		return;
	}
	while (!LIST_EMPTY(&line->slots)) {
		remove_slot(LIST_FIRST(&line->slots));
	}
	close_tty(line);
	console_ring_finish(&line->ring);
	free(line);
}

bool console_line_has_uuid(
	const struct console_line *line, const uint8_t uuid[static VM_UUID_SIZE]) {
	return memcmp(line->uuid, uuid, VM_UUID_SIZE) == 0;
}
