// SPDX-License-Identifier: MIT
#include "hv/process/channel.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"

struct queued {
	STAILQ_ENTRY(queued) link; // channel.queue
	struct message message; // its descriptor is a copy of ours
};

STAILQ_HEAD(queue, queued);

struct channel {
	struct channel_options options; // sock is owned
	struct loop_source *source;
	struct queue queue; // queued.link
	size_t queue_len;
	bool closing; // once the queue is empty
	bool broken; // fault is what ends it
	bool ended;
	struct message_fault fault;
};

static void drop_first(struct channel *channel) {
	struct queued *queued = STAILQ_FIRST(&channel->queue);
	STAILQ_REMOVE_HEAD(&channel->queue, link);
	channel->queue_len--;
	if (queued->message.fd >= 0) {
		close(queued->message.fd);
	}
	free(queued);
}

// The end is told from the loop, which sees the socket closed
static void break_off(struct channel *channel, const char *reason) {
	if (!channel->broken) {
		channel->broken = true;
		channel->fault = (struct message_fault){.type = "it", .reason = reason};
		shutdown(channel->options.sock, SHUT_RDWR);
	}
}

static void end(struct channel *channel, const struct message_fault *fault) {
	channel->ended = true;
	loop_source_watch(channel->source, 0);
	shutdown(channel->options.sock, SHUT_RDWR);
	channel->options.impl->ended(channel->options.data, fault);
}

// True if nothing waits any more
static bool write_queue(struct channel *channel) {
	struct message_fault none;
	while (channel->queue_len > 0) {
		const struct message *message = &STAILQ_FIRST(&channel->queue)->message;
		unsigned out = channel->options.out;
		if (message_send(channel->options.sock, message, out, &none) == MESSAGE_AGAIN) {
			return false;
		}
		drop_first(channel); // sent, or the socket is closed, which is read
	}
	if (channel->closing) {
		shutdown(channel->options.sock, SHUT_WR);
	}
	if (!loop_source_watch(channel->source, EPOLLIN)) {
		break_off(channel, "cannot be watched");
	}
	return !channel->broken;
}

// One message a turn, so that each channel has its own
static void read_one(struct channel *channel) {
	struct message message;
	struct message_fault fault;
	const struct channel_options *options = &channel->options;
	switch (message_receive(options->sock, &message, options->in, &fault)) {
	case MESSAGE_GOOD:
		if (!channel->broken) {
			options->impl->message(options->data, &message);
		} else if (message.fd >= 0) {
			close(message.fd);
		}
		break;
	case MESSAGE_AGAIN:
		break;
	case MESSAGE_CLOSED:
		end(channel, channel->broken ? &channel->fault : NULL);
		break;
	case MESSAGE_WRONG:
		end(channel, channel->broken ? &channel->fault : &fault);
		break;
	}
}

static void handle_socket(void *data, uint32_t events) {
	struct channel *channel = data;
	const struct channel_options *options = &channel->options;
	bool drained = (events & EPOLLOUT) != 0 && write_queue(channel);
	if (drained && options->impl->drained != NULL) {
		options->impl->drained(
			options->data); // and what there is to read has the next turn
	} else if ((events & ~(uint32_t)EPOLLOUT) != 0) {
		read_one(channel);
	}
}

struct channel *channel_create(struct loop *loop, const struct channel_options *options) {
	struct channel *channel = calloc(1, sizeof(*channel));
	if (channel == NULL) {
		close(options->sock);
		return NULL;
	}
	channel->options = *options;
	STAILQ_INIT(&channel->queue);
	channel->source = loop_add_fd(loop, options->sock, EPOLLIN, handle_socket, channel);
	if (channel->source == NULL || fcntl(options->sock, F_SETFD, FD_CLOEXEC) != 0) {
		channel_destroy(channel);
		return NULL;
	}
	return channel;
}

void channel_destroy(struct channel *channel) {
	if (channel == NULL) {
		return;
	}
	loop_source_remove(channel->source);
	while (channel->queue_len > 0) {
		drop_first(channel);
	}
	close(channel->options.sock);
	free(channel);
}

static bool enqueue(struct channel *channel, const struct message *message) {
	if (channel->queue_len == CHANNEL_QUEUE_MAX) {
		break_off(channel, "does not read");
		return false;
	}
	struct queued *queued = malloc(sizeof(*queued));
	int fd = message->fd >= 0 ? fcntl(message->fd, F_DUPFD_CLOEXEC, 0) : -1;
	if (queued == NULL || (message->fd >= 0 && fd < 0)) {
		free(queued);
		break_off(channel, "cannot be sent to: out of memory or descriptors");
		return false;
	}
	queued->message = *message;
	queued->message.fd = fd;
	STAILQ_INSERT_TAIL(&channel->queue, queued, link);
	channel->queue_len++;
	if (!loop_source_watch(channel->source, EPOLLIN | EPOLLOUT)) {
		break_off(channel, "cannot be watched");
	}
	return !channel->broken;
}

bool channel_send(struct channel *channel, const struct message *message) {
	struct message_fault fault;
	if (!message_check(
		    message, message_size(message->header.type), channel->options.out, &fault)) {
		log_error("our own %s %s%s%s", fault.type, fault.field != NULL ? fault.field : "",
			fault.field != NULL ? " " : "", fault.reason);
		return false;
	}
	if (channel->ended || channel->broken || channel->closing) {
		return false;
	}
	if (channel->queue_len > 0) {
		return enqueue(channel, message);
	}
	switch (message_send(channel->options.sock, message, channel->options.out, &fault)) {
	case MESSAGE_GOOD:
		return true;
	case MESSAGE_AGAIN:
		return enqueue(channel, message);
	default:
		return false; // the end is read
	}
}

size_t channel_queued(const struct channel *channel) {
	return channel->queue_len;
}

void channel_close_sending(struct channel *channel) {
	channel->closing = true;
	if (channel->queue_len == 0) {
		shutdown(channel->options.sock, SHUT_WR);
	}
}

void channel_close(struct channel *channel) {
	channel->closing = true;
	shutdown(channel->options.sock, SHUT_RDWR);
}
