// SPDX-License-Identifier: MIT
#include "hv/console/console.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/console/console_line.h"
#include "hv/definition/definition_set.h"
#include "hv/message/message.h"
#include "hv/process/channel.h"
#include "hv/process/rights.h"
#include "hv/process/serve.h"
#include "hv/process/share.h"

#define LINES_MAX DEFINITION_SET_MAX
#define FILES_OWN 16 // stdio, channel, loop
#define FILES_EACH 4 // of who looks: his stream, a way to type, and what is on its way
#define FILE_SIZE (64 * 1024 * 1024) // bytes, of a log that is a file

struct console {
	struct loop *loop; // borrowed
	struct channel *channel;
	struct console_line *lines[LINES_MAX]; // owned
	size_t count;
	bool over;
};

// LINES_MAX: there is none
static size_t find(const struct console *console, const uint8_t uuid[static VM_UUID_SIZE]) {
	for (size_t i = 0; i < console->count; i++) {
		if (console_line_has_uuid(console->lines[i], uuid)) {
			return i;
		}
	}
	return LINES_MAX;
}

// NULL: there are too many, or no memory
static struct console_line *get(struct console *console, const uint8_t uuid[static VM_UUID_SIZE]) {
	size_t i = find(console, uuid);
	if (i < LINES_MAX) {
		return console->lines[i];
	}
	struct console_line *line = console->count < LINES_MAX
		? console_line_create(console->loop, uuid)
		: NULL;
	if (line != NULL) {
		console->lines[console->count++] = line;
	}
	return line;
}

// --- what the parent says ------------------------------------------------------

static void take_tty(struct console *console, const struct message *message) {
	const struct message_tty *tty = &message->body.tty;
	struct console_line *line = get(console, tty->uuid);
	if (line != NULL) {
		console_line_open(line, tty->vm, message->fd);
		return;
	}
	log_error("%s: nobody reads its console: out of memory", tty->vm);
	close(message->fd);
}

static bool has_share(const struct console *console, uint32_t user) {
	size_t all = 0, own = 0;
	for (size_t i = 0; i < console->count; i++) {
		all += console_line_viewers(console->lines[i]);
		own += console_line_viewers_of(console->lines[i], user);
	}
	return share_may(CONSOLE_VIEWERS_MAX, all, own);
}

// NULL, or why not
static const char *view(struct console *console, const struct message *message) {
	const struct message_view *view = &message->body.view;
	const char *reason = "too many look at consoles";
	struct console_line *line = NULL;
	if (has_share(console, view->user)) {
		reason = "out of memory";
		line = get(console, view->uuid);
	}
	if (line == NULL) {
		close(message->fd);
		return reason;
	}
	return console_line_view(line, view, message->fd);
}

static void take_view(struct console *console, const struct message *message) {
	struct message answer;
	uint64_t serial = message->header.serial;
	const char *reason = view(console, message);
	message_init(&answer, reason == NULL ? MESSAGE_TYPE_done : MESSAGE_TYPE_failed, serial);
	if (reason != NULL) {
		snprintf(answer.body.failed.reason, MESSAGE_TEXT_SIZE, "%s", reason);
	}
	channel_send(console->channel, &answer); // if it cannot be, that is read
}

static void take_drop(struct console *console, const struct message_drop *drop) {
	size_t i = find(console, drop->uuid);
	if (i < LINES_MAX) {
		console_line_destroy(console->lines[i]);
		console->lines[i] = console->lines[--console->count];
	}
}

static void handle_message(void *data, const struct message *message) {
	struct console *console = data;
	switch (message->header.type) {
	case MESSAGE_TYPE_tty:
		take_tty(console, message);
		break;
	case MESSAGE_TYPE_view:
		take_view(console, message);
		break;
	case MESSAGE_TYPE_drop:
		take_drop(console, &message->body.drop);
		break;
	default: // none goes this way
		break;
	}
}

static void handle_end(void *data, const struct message_fault *fault) {
	struct console *console = data;
	if (fault != NULL) {
		log_error("the parent is not to be understood: %s %s", fault->type, fault->reason);
	}
	console->over = true;
}

// What it says are answers, of which the parent bounds how many there are
static const struct channel_impl channel_impl = {
	.message = handle_message,
	.ended = handle_end,
};

// --- its life ------------------------------------------------------------------

struct console *console_create(struct loop *loop, int sock) {
	struct console *console = calloc(1, sizeof(*console));
	if (console == NULL) {
		close(sock);
		return NULL;
	}
	console->loop = loop;
	const struct channel_options options = {
		.sock = sock,
		.in = MESSAGE_TO_CONSOLE,
		.out = MESSAGE_FROM_CONSOLE,
		.impl = &channel_impl,
		.data = console,
	};
	console->channel = channel_create(loop, &options);
	if (console->channel == NULL) {
		free(console);
		return NULL;
	}
	return console;
}

void console_destroy(struct console *console) {
	if (console == NULL) {
		return;
	}
	for (size_t i = 0; i < console->count; i++) {
		console_line_destroy(console->lines[i]);
	}
	channel_destroy(console->channel);
	free(console);
}

bool console_is_over(const struct console *console) {
	return console->over;
}

static void *create(struct loop *loop, int sock, const void *options) {
	return console_create(loop, sock);
}

static bool is_over(const void *data) {
	return console_is_over(data);
}

static void destroy(void *data) {
	console_destroy(data);
}

static const struct serve_impl serve_impl = {
	.create = create,
	.is_over = is_over,
	.destroy = destroy,
};

bool console_run(int sock, uid_t uid, gid_t gid) {
	// It keeps: descriptors, for consoles and who looks; a growing log, if stderr is a file
	const struct rights rights = {
		.uid = uid,
		.gid = gid,
		.no_files = true,
		.no_network = true,
		.files = LINES_MAX + FILES_EACH * CONSOLE_VIEWERS_MAX + FILES_OWN,
		.processes = 1,
		.file_size = FILE_SIZE,
	};
	signal(SIGPIPE, SIG_IGN); // of a console that has just gone
	return serve_run(&serve_impl, &rights, sock, NULL);
}
