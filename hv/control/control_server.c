// SPDX-License-Identifier: MIT
#include "hv/control/control_server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/control/control_client.h"
#include "hv/control/control_line.h"
#include "hv/control/control_reply.h"
#include "hv/message/message.h"

#define LOG_INTERVAL (10000 * LOOP_NS_PER_MS) // between two ends that are told

struct control_server {
	struct control_server_options options; // listener is owned
	struct loop *loop; // borrowed
	struct loop_source *source, *timer, *task;
	TAILQ_HEAD(, control_client) clients; // control_client.link; who asked last is last
	uint32_t client_count;
	bool timed; // the timer runs
	uint64_t serial; // of the last request
	uint32_t untold; // ends since the last that was told
	uint64_t told; // when that was, or 0
};

// Users may connect again and again
static void log_end(
	struct control_server *server, const struct control_client *client, const char *why) {
	uint64_t now = loop_now();
	if (server->told != 0 && now - server->told < LOG_INTERVAL) {
		server->untold++;
		return;
	}
	log_info("a connection of user %u is cut: %s; %u before it were not told",
		(unsigned)client->uid, why, server->untold);
	server->untold = 0;
	server->told = now;
}

static void forget(struct control_server *server, uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_forget, serial);
	server->options.impl->send(server->options.data, &message);
}

// why: NULL if it has gone, or is done with
static void drop(struct control_server *server, struct control_client *client, const char *why) {
	if (why != NULL) {
		log_end(server, client, why);
	}
	if (client->serial != 0) {
		forget(server, client->serial);
	}
	TAILQ_REMOVE(&server->clients, client, link);
	server->client_count--;
	control_client_destroy(client);
}

// False if it is gone
static bool say(struct control_server *server, struct control_client *client, char *line) {
	const char *why = NULL;
	if (!control_client_say(client, line, &why)) {
		drop(server, client, why);
		return false;
	}
	return true;
}

// What somebody may keep us waiting for is looked at in a while
static void update(struct control_server *server, struct control_client *client) {
	if (!control_client_update(client)) {
		drop(server, client, NULL);
	} else if (!server->timed && client->wait != CONTROL_WAIT_NONE) {
		loop_timer_set(server->timer, CONTROL_SERVER_TICK);
		server->timed = true;
	}
}

// --- up: requests ------------------------------------------------------------

// Events begin with what there is, so that nothing is missed between the two
static void begin_events(struct control_client *client, struct message_request *request) {
	client->events = true;
	memcpy(client->vm, request->vm, sizeof(client->vm));
	request->verb = CONTROL_LIST;
}

// Who runs a program and waits for it has its streams, and who sees a console that
static bool wants_stream(const struct message_request *request) {
	return (request->verb == CONTROL_RUN && request->detach == 0) ||
		request->verb == CONTROL_CONSOLE || request->verb == CONTROL_LOG;
}

static bool add_stream(
	struct control_client *client, struct message *message, struct control_fault *fault) {
	if (!wants_stream(&message->body.request)) {
		return true;
	}
	message->fd = control_client_open_stream(client);
	if (message->fd < 0) {
		control_verb_refuse(fault, CONTROL_BUSY,
			"there is no stream to be had, or what was said before is not read");
	}
	return message->fd >= 0;
}

static void ask(
	struct control_server *server, struct control_client *client, struct message *message) {
	client->serial = message->header.serial;
	message->body.request.user = client->uid;
	client->asks_events = message->body.request.verb == CONTROL_EVENTS;
	if (client->asks_events) {
		begin_events(client, &message->body.request);
	}
	server->serial = client->serial;
	server->options.impl->send(server->options.data, message); // if not, all is over
	if (message->fd >= 0) {
		close(message->fd);
	}
	TAILQ_REMOVE(&server->clients, client, link);
	TAILQ_INSERT_TAIL(&server->clients, client, link);
}

static bool refuse(struct control_server *server, struct control_client *client,
	const struct control_fault *fault) {
	return say(server, client, control_reply_refusal(fault));
}

// At most one line, so that others have their turn. False if it is gone.
static bool take_line(struct control_server *server, struct control_client *client) {
	size_t len;
	struct message message;
	struct control_fault fault;
	bool ready = server->options.impl->ready(server->options.data);
	const char *line = ready ? control_client_line(client, &len) : NULL;
	if (line == NULL && control_client_is_full(client)) {
		control_verb_refuse(&fault, CONTROL_USAGE, "the line is too long");
		control_client_end(client);
		return refuse(server, client, &fault);
	}
	if (line == NULL) {
		return true;
	}
	loop_task_post(server->task); // perhaps there are more
	message_init(&message, MESSAGE_TYPE_request, server->serial + 1);
	if (!control_line_parse(line, len, CONTROL_DOM0, &message.body.request, &fault) ||
		!add_stream(client, &message, &fault)) {
		return refuse(server, client, &fault);
	}
	ask(server, client, &message);
	return true;
}

void control_server_serve(
	struct control_server *server, struct control_client *client, uint32_t events) {
	if ((events & (EPOLLHUP | EPOLLERR)) != 0 ||
		((events & EPOLLOUT) != 0 && !control_client_flush(client)) ||
		((events & EPOLLIN) != 0 && !control_client_read(client))) {
		drop(server, client, NULL);
	} else if (take_line(server, client)) {
		update(server, client);
	}
}

// Each who has said more than one line, or said it while the parent took none
static void handle_task(void *data) {
	struct control_server *server = data;
	uint32_t count = server->client_count; // who asks goes to the end
	struct control_client *client = TAILQ_FIRST(&server->clients);
	for (; client != NULL && count > 0; count--) {
		struct control_client *next = TAILQ_NEXT(client, link);
		if (take_line(server, client)) {
			update(server, client);
		}
		client = next;
	}
}

void control_server_resume(struct control_server *server) {
	loop_task_post(server->task);
}

// --- down: answers and news --------------------------------------------------

static struct control_client *find(struct control_server *server, uint64_t serial) {
	struct control_client *client;
	TAILQ_FOREACH(client, &server->clients, link) {
		if (client->serial == serial) {
			return client;
		}
	}
	return NULL; // it has gone
}

static void tell_one(struct control_server *server, struct control_client *client,
	const struct message *message) {
	bool last = message->header.type == MESSAGE_TYPE_answer;
	if (last) {
		client->serial = 0;
		client->events = client->events &&
			(!client->asks_events || message->body.answer.code == CONTROL_OK);
		loop_task_post(server->task);
	}
	bool event = client->asks_events && !last;
	if (say(server, client, control_reply_line(message, event))) {
		update(server, client);
	}
}

static void tell_all(struct control_server *server, const struct message *message, const char *vm) {
	struct control_client *client = TAILQ_FIRST(&server->clients);
	while (client != NULL) {
		struct control_client *next = TAILQ_NEXT(client, link);
		bool told = client->events &&
			(client->vm[0] == '\0' || strcmp(client->vm, vm) == 0);
		if (told && say(server, client, control_reply_line(message, true))) {
			update(server, client);
		}
		client = next;
	}
}

void control_server_tell(struct control_server *server, const struct message *message) {
	uint64_t serial = message->header.serial;
	struct control_client *client = serial != 0 ? find(server, serial) : NULL;
	switch (message->header.type) {
	case MESSAGE_TYPE_state:
		if (serial == 0) {
			tell_all(server, message, message->body.state.vm);
		} else if (client != NULL) {
			tell_one(server, client, message);
		}
		break;
	case MESSAGE_TYPE_removed:
		tell_all(server, message, message->body.removed.vm);
		break;
	case MESSAGE_TYPE_answer:
	case MESSAGE_TYPE_entry:
	case MESSAGE_TYPE_setting:
	case MESSAGE_TYPE_usage:
		if (client != NULL) {
			tell_one(server, client, message);
		}
		break;
	default:
		break;
	}
}

// --- who comes, and who goes -------------------------------------------------

static bool has_place(const struct control_server *server, uid_t uid) {
	const struct control_client *client;
	uint32_t count = 0, most = (server->options.clients + 1) / 2;
	TAILQ_FOREACH(client, &server->clients, link) {
		count += client->uid == uid ? 1 : 0;
	}
	return count < most && server->client_count < server->options.clients;
}

static void turn_away(struct control_client *client) {
	struct control_fault fault;
	const char *why;
	control_verb_refuse(&fault, CONTROL_BUSY, "there are too many connections");
	control_client_say(client, control_reply_refusal(&fault), &why);
	control_client_destroy(client);
}

static void handle_listener(void *data, uint32_t events) {
	struct control_server *server = data;
	int fd = accept4(server->options.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		// For want of descriptors or memory, and not only for a moment
		loop_source_watch(server->source, 0);
		loop_timer_set(server->timer, CONTROL_SERVER_TICK);
		server->timed = true;
		return;
	}
	struct control_client *client = control_client_create(server, server->loop, fd);
	if (client == NULL) {
		return;
	}
	if (!has_place(server, client->uid)) {
		turn_away(client);
		return;
	}
	TAILQ_INSERT_TAIL(&server->clients, client, link);
	server->client_count++;
	update(server, client);
}

static void handle_timer(void *data) {
	struct control_server *server = data;
	server->timed = false;
	loop_source_watch(server->source, EPOLLIN);
	struct control_client *client = TAILQ_FIRST(&server->clients);
	while (client != NULL) {
		struct control_client *next = TAILQ_NEXT(client, link);
		const char *why = control_client_overdue(client);
		if (why != NULL) {
			drop(server, client, why);
		} else {
			update(server, client);
		}
		client = next;
	}
}

struct control_server *control_server_create(
	struct loop *loop, const struct control_server_options *options) {
	struct control_server *server = calloc(1, sizeof(*server));
	if (server == NULL) {
		close(options->listener);
		return NULL;
	}
	server->options = *options;
	server->loop = loop;
	TAILQ_INIT(&server->clients);
	server->source = loop_add_fd(loop, options->listener, EPOLLIN, handle_listener, server);
	server->timer = loop_add_timer(loop, handle_timer, server);
	server->task = loop_add_task(loop, handle_task, server);
	if (server->source == NULL || server->timer == NULL || server->task == NULL) {
		control_server_destroy(server);
		return NULL;
	}
	return server;
}

void control_server_destroy(struct control_server *server) {
	if (server == NULL) {
		return;
	}
	loop_source_remove(server->source);
	loop_source_remove(server->timer);
	loop_source_remove(server->task);
	while (!TAILQ_EMPTY(&server->clients)) {
		struct control_client *client = TAILQ_FIRST(&server->clients);
		TAILQ_REMOVE(&server->clients, client, link);
		control_client_destroy(client);
	}
	close(server->options.listener);
	free(server);
}
