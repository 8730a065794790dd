// SPDX-License-Identifier: MIT
#include "hv/xenstore/xenstore_client.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"

bool xenstore_client_is_free(const struct xenstore_client *client) {
	bool owed = client->waits;
	for (size_t i = 0; i < XENSTORE_WATCHES_MAX; i++) {
		owed = owed || client->watches[i].state != WATCH_FREE;
	}
	return client->fd < 0 && !owed;
}

void xenstore_client_close(struct xenstore_client *client) {
	loop_source_remove(client->source);
	client->source = NULL;
	if (client->fd >= 0) {
		close(client->fd);
	}
	client->fd = -1;
	client->ticks = 0;
	client->in_len = 0;
	client->out_len = 0;
}

static bool is_again(ssize_t len) {
	return len < 0 && (errno == EAGAIN || errno == EINTR);
}

// Bytes up to `want`, of which no more is read. False if they are not all there.
static bool read_up_to(struct xenstore_client *client, size_t want, const char **fault) {
	size_t missing = want - client->in_len;
	ssize_t len = missing > 0 ? recv(client->fd, client->in + client->in_len, missing, 0) : 0;
	if (len > 0) {
		client->in_len += (size_t)len;
	} else if (missing > 0 && !is_again(len)) {
		*fault = ""; // it has gone, which is no fault
	}
	return client->in_len == want;
}

bool xenstore_client_read(
	struct xenstore_client *client, const char **untrusted_payload, const char **fault) {
	struct xsd_sockmsg untrusted_head;
	size_t head_size = sizeof(untrusted_head);
	*fault = NULL;
	if (client->in_len < head_size && !read_up_to(client, head_size, fault)) {
		return false;
	}
	memcpy(&untrusted_head, client->in, head_size);
	if (untrusted_head.len > XENSTORE_REQUEST_MAX) {
		*fault = "a request that is too long";
		return false;
	}
	if (untrusted_head.tx_id != 0) {
		*fault = "a transaction";
		return false;
	}
	if (!read_up_to(client, head_size + untrusted_head.len, fault)) {
		return false;
	}
	client->asked = untrusted_head;
	client->in_len = 0;
	client->ticks = 0;
	*untrusted_payload = client->in + head_size;
	return true;
}

// Whoever does not take answers has no more questions
uint32_t xenstore_client_events(const struct xenstore_client *client) {
	if (client->out_len > 0) {
		return EPOLLOUT;
	}
	return client->waits ? 0 : EPOLLIN;
}

bool xenstore_client_put(
	struct xenstore_client *client, const struct xsd_sockmsg *head, const char *payload) {
	size_t room = sizeof(client->out) - client->out_len;
	if (room < sizeof(*head) || room - sizeof(*head) < head->len) {
		return false;
	}
	memcpy(client->out + client->out_len, head, sizeof(*head));
	memcpy(client->out + client->out_len + sizeof(*head), payload, head->len);
	client->out_len += sizeof(*head) + head->len;
	return true;
}

bool xenstore_client_flush(struct xenstore_client *client) {
	if (client->out_len == 0) {
		return true;
	}
	ssize_t len = send(client->fd, client->out, client->out_len, MSG_NOSIGNAL);
	if (len < 0) {
		return is_again(len);
	}
	client->out_len -= (size_t)len;
	memmove(client->out, client->out + len, client->out_len);
	client->ticks = 0;
	return true;
}

bool xenstore_client_tick(struct xenstore_client *client, uint32_t most) {
	bool half = client->in_len > 0 || client->out_len > 0;
	client->ticks = half ? client->ticks + 1 : 0;
	return client->ticks > most;
}

struct xenstore_watch *xenstore_client_watch(
	struct xenstore_client *client, const struct xenstore_request *request) {
	for (size_t i = 0; i < XENSTORE_WATCHES_MAX; i++) {
		struct xenstore_watch *watch = &client->watches[i];
		if (watch->state == WATCH_FREE) {
			*watch = (struct xenstore_watch){.state = WATCH_SET};
			memcpy(watch->path, request->path, strlen(request->path));
			memcpy(watch->token, request->token, strlen(request->token));
			return watch;
		}
	}
	return NULL;
}
