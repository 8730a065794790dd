// SPDX-License-Identifier: MIT
#include "hv/control/control_client.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd_pass.h"
#include "common/loop.h"
#include "hv/control/control_server.h"

#define STREAM_LINE "{\"stream\":true}\n"

static const struct {
	uint32_t timeout; // ms; 0: for ever
	const char *fault;
} waits[] = {
	[CONTROL_WAIT_NONE] = {0, NULL},
	[CONTROL_WAIT_IDLE] = {CONTROL_CLIENT_IDLE_TIMEOUT, "it wants nothing"},
	[CONTROL_WAIT_LINE] = {CONTROL_CLIENT_LINE_TIMEOUT, "a line of it is half"},
	[CONTROL_WAIT_READ] = {CONTROL_CLIENT_READ_TIMEOUT, "it does not read"},
};

static uint64_t now(void) {
	return loop_now() / LOOP_NS_PER_MS;
}

static bool find_user(struct control_client *client) {
	struct ucred cred;
	socklen_t size = sizeof(cred);
	if (getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &cred, &size) != 0) {
		return false;
	}
	client->uid = cred.uid;
	return true;
}

static void handle_socket(void *data, uint32_t events) {
	struct control_client *client = data;
	control_server_serve(client->server, client, events);
}

struct control_client *control_client_create(
	struct control_server *server, struct loop *loop, int fd) {
	struct control_client *client = calloc(1, sizeof(*client));
	if (client == NULL) {
		close(fd);
		return NULL;
	}
	client->server = server;
	client->fd = fd;
	client->wait = CONTROL_WAIT_IDLE;
	client->since = now();
	client->source = loop_add_fd(loop, fd, EPOLLIN, handle_socket, client);
	if (client->source == NULL || !find_user(client)) {
		control_client_destroy(client);
		return NULL;
	}
	return client;
}

void control_client_destroy(struct control_client *client) {
	if (client == NULL) {
		return;
	}
	loop_source_remove(client->source);
	control_output_finish(&client->output);
	close(client->fd);
	free(client);
}

// No descriptor that comes along becomes ours: the close of one can wait for a file system
// of that user's own
bool control_client_read(struct control_client *client) {
	size_t size;
	char *room = control_input_room(&client->input, &size);
	ssize_t len = recv(client->fd, room, size, MSG_DONTWAIT);
	if (len < 0) {
		return errno == EAGAIN || errno == EINTR;
	}
	client->half = client->half || len == 0;
	control_input_added(&client->input, (size_t)len);
	return true;
}

static bool send_stream(int sock, int fd) {
	union fd_pass pass;
	struct iovec line = {.iov_base = STREAM_LINE, .iov_len = strlen(STREAM_LINE)};
	struct msghdr header = {.msg_iov = &line, .msg_iovlen = 1};
	fd_pass_put(&header, &pass, fd);
	return sendmsg(sock, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)line.iov_len;
}

// Of descriptors that nobody has taken yet the kernel lets us have a few
static bool has_read_all(const struct control_client *client) {
	int unread = 0;
	return ioctl(client->fd, SIOCOUTQ, &unread) == 0 && unread == 0;
}

int control_client_open_stream(struct control_client *client) {
	int ends[2];
	if (!has_read_all(client) ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
		return -1;
	}
	bool sent = send_stream(client->fd, ends[0]);
	close(ends[0]);
	if (!sent) {
		close(ends[1]);
	}
	return sent ? ends[1] : -1;
}

// One request at a time, and no more than it reads the answers of
static bool may_ask(const struct control_client *client) {
	return client->serial == 0 && client->output.len == 0 && !client->ending;
}

const char *control_client_line(struct control_client *client, size_t *len) {
	return may_ask(client) ? control_input_line(&client->input, len) : NULL;
}

bool control_client_flush(struct control_client *client) {
	size_t len;
	const char *bytes = control_output_get(&client->output, &len);
	ssize_t sent = bytes != NULL ? send(client->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL)
				     : 0;
	if (sent < 0) {
		return errno == EAGAIN || errno == EINTR;
	}
	if (sent > 0) {
		control_output_sent(&client->output, (size_t)sent);
		client->since = now();
	}
	return true;
}

bool control_client_say(struct control_client *client, char *line, const char **why) {
	bool waited = client->output.len > 0;
	if (line == NULL) {
		*why = "out of memory"; // which costs those only who are to be told
		return false;
	}
	bool put = control_output_put(&client->output, line, strlen(line));
	free(line);
	if (!put) {
		*why = waits[CONTROL_WAIT_READ].fault;
		return false;
	}
	return waited || control_client_flush(client);
}

void control_client_end(struct control_client *client) {
	client->ending = true;
}

static bool has_line(const struct control_client *client) {
	const struct control_input *input = &client->input;
	return memchr(input->bytes + input->taken, '\n', input->len - input->taken) != NULL;
}

bool control_client_is_full(struct control_client *client) {
	size_t size;
	control_input_room(&client->input, &size);
	return size == 0 && !has_line(client) && !client->ending;
}

static enum control_wait find_wait(const struct control_client *client) {
	if (client->output.len > 0) {
		return CONTROL_WAIT_READ;
	}
	if (client->serial != 0 || has_line(client)) {
		return CONTROL_WAIT_NONE; // for its turn
	}
	if (client->input.len > client->input.taken) {
		return CONTROL_WAIT_LINE;
	}
	return client->events ? CONTROL_WAIT_NONE : CONTROL_WAIT_IDLE;
}

// Nothing more is to come, either way
static bool is_done(const struct control_client *client) {
	if (client->output.len > 0 || client->serial != 0) {
		return false;
	}
	return client->ending || (client->half && !client->events && !has_line(client));
}

bool control_client_update(struct control_client *client) {
	enum control_wait wait = find_wait(client);
	if (wait != client->wait) {
		client->wait = wait;
		client->since = now();
	}
	uint32_t events = EPOLLHUP; // which would come anyway, but is no reason to listen
	events |= client->output.len > 0 ? EPOLLOUT : 0;
	events |= may_ask(client) && !client->half && !has_line(client) ? EPOLLIN : 0;
	return !is_done(client) && loop_source_watch(client->source, events);
}

const char *control_client_overdue(const struct control_client *client) {
	uint32_t timeout = waits[client->wait].timeout;
	return timeout > 0 && now() - client->since >= timeout ? waits[client->wait].fault : NULL;
}
