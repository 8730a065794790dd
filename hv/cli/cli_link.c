// SPDX-License-Identifier: MIT
#include "hv/cli/cli_link.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd_pass.h"

#define LINE_MAX_BYTES 65536 // of hvd; its own bound is below that

struct cli_link {
	int fd;
	int stream; // that came along and has not been taken, or -1
	size_t len; // bytes that are there
	size_t taken; // of the line that is out
	char bytes[LINE_MAX_BYTES];
};

static void complain(const char *what, const char *next) {
	fprintf(stderr, "mamparo: %s\n         %s\n", what, next);
}

static void complain_connect(const char *path) {
	char text[256];
	snprintf(text, sizeof(text), "cannot speak with hvd at %.100s: %s", path, strerror(errno));
	if (errno == EACCES || errno == EPERM) {
		complain(text, "Only root and members of the group mamparo-admin may.");
	} else {
		complain(text, "Is mamparo-hvd running? 'mamparo doctor' tells what is missing.");
	}
}

static int connect_to(const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(addr.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

struct cli_link *cli_link_open(const char *path) {
	int fd = connect_to(path);
	if (fd < 0) {
		complain_connect(path);
		return NULL;
	}
	struct cli_link *link = calloc(1, sizeof(*link));
	if (link == NULL) {
		fprintf(stderr, "mamparo: out of memory\n");
		close(fd);
		return NULL;
	}
	link->fd = fd;
	link->stream = -1;
	return link;
}

static void keep_stream(struct cli_link *link, int fd) {
	if (link->stream >= 0) {
		close(link->stream);
	}
	link->stream = fd;
}

void cli_link_close(struct cli_link *link) {
	if (link != NULL) {
		close(link->fd);
		keep_stream(link, -1);
		free(link);
	}
}

int cli_link_fd(const struct cli_link *link) {
	return link->fd;
}

// Who has been turned away cannot be written to, and has been told why
static bool send_all(struct cli_link *link, const char *bytes, size_t len) {
	while (len > 0) {
		ssize_t sent = send(link->fd, bytes, len, MSG_NOSIGNAL);
		if (sent < 0 && errno != EINTR) {
			return errno == EPIPE || errno == ECONNRESET;
		}
		if (sent > 0) {
			bytes += sent;
			len -= (size_t)sent;
		}
	}
	return true;
}

bool cli_link_ask(struct cli_link *link, struct json_object *request) {
	int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	size_t len = 0;
	const char *text = request != NULL ? json_object_to_json_string_length(request, flags, &len)
					   : NULL;
	bool good = text != NULL && send_all(link, text, len) && send_all(link, "\n", 1);
	if (!good) {
		fprintf(stderr, "mamparo: the request cannot be sent: %s\n", strerror(errno));
	}
	json_object_put(request);
	return good;
}

static enum cli_link_result end(const char *what) {
	complain(what, "What was asked may have been done: 'mamparo ls' tells. Then try again.");
	return CLI_LINK_ENDED;
}

// The line that was out makes room
static void drop_line(struct cli_link *link) {
	link->len -= link->taken;
	memmove(link->bytes, link->bytes + link->taken, link->len);
	link->taken = 0;
}

// As recv(), and what comes along is kept
static ssize_t receive(struct cli_link *link, char *room, size_t size) {
	union fd_pass pass;
	struct iovec bytes = {.iov_base = room, .iov_len = size};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1};
	int fd;
	fd_pass_prepare(&header, &pass);
	ssize_t len = recvmsg(link->fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (len > 0 && fd_pass_take(&header, &fd) > 0) {
		keep_stream(link, fd);
	}
	return len;
}

int cli_link_take_stream(struct cli_link *link) {
	int fd = link->stream;
	link->stream = -1;
	return fd;
}

enum cli_link_result cli_link_read(struct cli_link *link) {
	drop_line(link);
	size_t room = sizeof(link->bytes) - link->len; // some, see cli_link_take()
	ssize_t len = receive(link, link->bytes + link->len, room);
	if (len < 0 && (errno == EAGAIN || errno == EINTR)) {
		return CLI_LINK_NONE;
	}
	if (len <= 0) {
		return end("hvd has closed the connection");
	}
	link->len += (size_t)len;
	return CLI_LINK_NONE;
}

static bool is_plain(const char *text, size_t len) {
	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~') {
			return false;
		}
	}
	return true;
}

enum cli_link_result cli_link_take(struct cli_link *link, struct cli_line *line) {
	drop_line(link);
	char *newline = memchr(link->bytes, '\n', link->len);
	if (newline == NULL) {
		return link->len < sizeof(link->bytes)
			? CLI_LINK_NONE
			: end("hvd answers with a line that is too long");
	}
	size_t len = (size_t)(newline - link->bytes);
	link->taken = len + 1;
	*newline = '\0';
	line->text = link->bytes;
	line->object = is_plain(link->bytes, len) ? json_tokener_parse(link->bytes) : NULL;
	if (!json_object_is_type(line->object, json_type_object)) {
		json_object_put(line->object);
		return end("hvd answers with what is no JSON object");
	}
	return CLI_LINK_LINE;
}

enum cli_link_result cli_link_next(struct cli_link *link, struct cli_line *line, int timeout) {
	while (true) {
		enum cli_link_result result = cli_link_take(link, line);
		if (result != CLI_LINK_NONE) {
			return result;
		}
		struct pollfd poll_fd = {.fd = link->fd, .events = POLLIN};
		if (poll(&poll_fd, 1, timeout) == 0) {
			return end("hvd does not answer");
		}
		if (cli_link_read(link) == CLI_LINK_ENDED) {
			return CLI_LINK_ENDED;
		}
	}
}

struct json_object *cli_link_request(const char *name, const char *vm) {
	struct json_object *request = json_object_new_object();
	cli_link_add(request, "do", name);
	cli_link_add(request, "vm", vm);
	return request;
}

void cli_link_add(struct json_object *request, const char *key, const char *value) {
	if (request != NULL && value != NULL) {
		json_object_object_add(request, key, json_object_new_string(value));
	}
}

bool cli_link_is_last(struct json_object *object) {
	return json_object_object_get_ex(object, "ok", NULL);
}
