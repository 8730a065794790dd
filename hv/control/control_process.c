// SPDX-License-Identifier: MIT
#include "hv/control/control_process.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/control/control_server.h"
#include "hv/message/message.h"
#include "hv/process/channel.h"
#include "hv/process/rights.h"
#include "hv/process/serve.h"

#define FILES_EACH 4 // of a client: it, and both ends of its stream on their ways
#define FILES_OWN 16 // stdio, channel, listener, loop, and their sources
#define FILE_SIZE (64 * 1024 * 1024) // bytes, of a log that is a file

struct control_process {
	struct loop *loop; // borrowed
	struct channel *channel;
	struct control_server *server; // NULL until the parent has sent the socket
	bool over;
};

static bool handle_send(void *data, const struct message *message) {
	struct control_process *process = data;
	return channel_send(process->channel, message);
}

// What waits already is at most a word for each user: no more is taken from them
static bool handle_ready(void *data) {
	struct control_process *process = data;
	return channel_queued(process->channel) == 0;
}

static const struct control_server_impl server_impl = {
	.send = handle_send,
	.ready = handle_ready,
};

static void listen_at(struct control_process *process, const struct message *message) {
	struct control_server_options options = {
		.listener = message->fd,
		.clients = message->body.listen.clients,
		.impl = &server_impl,
		.data = process,
	};
	if (process->server != NULL) {
		log_error("there is a users' socket already");
		close(message->fd);
		return;
	}
	process->server = control_server_create(process->loop, &options);
	if (process->server == NULL) {
		log_errno("cannot serve the users' socket");
		process->over = true;
	}
}

static void handle_message(void *data, const struct message *message) {
	struct control_process *process = data;
	if (message->header.type == MESSAGE_TYPE_listen) {
		listen_at(process, message);
	} else if (process->server != NULL) {
		control_server_tell(process->server, message);
	}
}

static void handle_drained(void *data) {
	struct control_process *process = data;
	if (process->server != NULL) {
		control_server_resume(process->server);
	}
}

static void handle_end(void *data, const struct message_fault *fault) {
	struct control_process *process = data;
	if (fault != NULL) {
		log_error("the parent is not to be understood: %s %s", fault->type, fault->reason);
	}
	process->over = true;
}

static const struct channel_impl channel_impl = {
	.message = handle_message,
	.ended = handle_end,
	.drained = handle_drained,
};

struct control_process *control_process_create(struct loop *loop, int sock) {
	struct control_process *process = calloc(1, sizeof(*process));
	if (process == NULL) {
		close(sock);
		return NULL;
	}
	process->loop = loop;
	struct channel_options options = {
		.sock = sock,
		.in = MESSAGE_TO_CONTROL,
		.out = MESSAGE_FROM_CONTROL,
		.impl = &channel_impl,
		.data = process,
	};
	process->channel = channel_create(loop, &options);
	if (process->channel == NULL) {
		control_process_destroy(process);
		return NULL;
	}
	return process;
}

void control_process_destroy(struct control_process *process) {
	if (process == NULL) {
		return;
	}
	control_server_destroy(process->server);
	channel_destroy(process->channel);
	free(process);
}

bool control_process_is_over(const struct control_process *process) {
	return process->over;
}

static void *create(struct loop *loop, int sock, const void *options) {
	return control_process_create(loop, sock);
}

static bool is_over(const void *data) {
	return control_process_is_over(data);
}

static void destroy(void *data) {
	control_process_destroy(data);
}

static const struct serve_impl serve_impl = {
	.create = create,
	.is_over = is_over,
	.destroy = destroy,
};

bool control_process_run(int sock, uid_t uid, gid_t gid) {
	// It keeps: descriptors, for users; a growing log, if stderr is a file
	const struct rights rights = {
		.uid = uid,
		.gid = gid,
		.no_files = true,
		.no_network = true,
		.files = FILES_EACH * MESSAGE_CLIENTS_MAX + FILES_OWN,
		.processes = 1,
		.file_size = FILE_SIZE,
	};
	return serve_run(&serve_impl, &rights, sock, NULL);
}
