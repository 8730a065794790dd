// SPDX-License-Identifier: MIT
#include "hv/message/message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/fd_pass.h"
#include "hv/message/message_field.h"
#include "hv/message/message_table.h"

#define TTY_MAJOR_MIN 136 // of terminals that programs make
#define TTY_MAJOR_MAX 143

_Static_assert(CONTROL_FAULT_MAX <= MESSAGE_TEXT_SIZE, "why a request is refused fits");

void message_init(struct message *message, enum message_type type, uint64_t serial) {
	memset(message, 0, sizeof(*message));
	message->header = (struct message_header){MESSAGE_VERSION, type, serial};
	message->fd = -1;
	if (type == MESSAGE_TYPE_request) {
		message->body.request.class = DEFINITION_CLASSES;
		message->body.request.key = DEFINITION_KEYS;
	} else if (type == MESSAGE_TYPE_state) {
		message->body.state.domid = VM_NO_DOMID;
	}
}

size_t message_size(uint32_t type) {
	const struct message_row *row = message_table_row(type);
	return row != NULL ? sizeof(struct message_header) + row->size : 0;
}

static bool serial_is_right(const struct message_row *row, uint64_t serial) {
	if (row->serial == MESSAGE_EITHER) {
		return true;
	}
	return (serial == 0) == (row->serial == MESSAGE_FACT);
}

// -1 if it is no socket
static int socket_option(int fd, int option) {
	int value = 0;
	socklen_t len = sizeof(value);
	return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 ? value : -1;
}

static bool is_listener(int fd) {
	return socket_option(fd, SO_DOMAIN) == AF_UNIX && socket_option(fd, SO_ACCEPTCONN) == 1;
}

static bool is_stream(int fd) {
	struct sockaddr peer;
	socklen_t len = sizeof(peer);
	return socket_option(fd, SO_DOMAIN) == AF_UNIX &&
		socket_option(fd, SO_TYPE) == SOCK_STREAM && getpeername(fd, &peer, &len) == 0;
}

static bool is_tty(int fd) {
	struct stat stat;
	return fd >= 0 && fstat(fd, &stat) == 0 && S_ISCHR(stat.st_mode) &&
		major(stat.st_rdev) >= TTY_MAJOR_MIN && major(stat.st_rdev) <= TTY_MAJOR_MAX;
}

static bool fd_is_right(const struct message_row *row, int fd) {
	switch (row->fd) {
	case MESSAGE_FD_LISTENER:
		return is_listener(fd);
	case MESSAGE_FD_OPT_STREAM:
		return fd < 0 || is_stream(fd);
	case MESSAGE_FD_STREAM:
		return is_stream(fd);
	case MESSAGE_FD_TTY:
		return is_tty(fd);
	default:
		return fd < 0;
	}
}

// NULL if it is a message, but for its fields
static const char *check_whole(
	const struct message_row *row, const struct message *message, size_t len, unsigned ways) {
	if (message->header.version != MESSAGE_VERSION) {
		return "of another version";
	}
	if (row == NULL) {
		return "of no type";
	}
	if ((row->ways & ways) == 0) {
		return "does not go this way";
	}
	if (len != sizeof(struct message_header) + row->size) {
		return "has not its size";
	}
	if (!serial_is_right(row, message->header.serial)) {
		return "has no serial, or one too many";
	}
	return fd_is_right(row, message->fd) ? NULL : "has not its descriptor";
}

bool message_check(
	const struct message *message, size_t len, unsigned ways, struct message_fault *fault) {
	*fault = (struct message_fault){.type = "message", .reason = "shorter than a header"};
	if (len < sizeof(struct message_header)) {
		return false;
	}
	const struct message_row *row = message_table_row(message->header.type);
	fault->type = row != NULL ? row->name : "message";
	fault->reason = check_whole(row, message, len, ways);
	if (fault->reason != NULL) {
		return false;
	}
	const struct message_field *field = row->fields;
	while (field->kind != MESSAGE_KIND_END && message_field_check(field, &message->body)) {
		field++;
	}
	if (field->kind == MESSAGE_KIND_END) {
		return true;
	}
	fault->field = field->name;
	fault->reason = "is not what it may be";
	return false;
}

static enum message_result result_of_errno(void) {
	bool again = errno == EAGAIN || errno == EINTR || errno == ENOBUFS;
	return again ? MESSAGE_AGAIN : MESSAGE_CLOSED;
}

enum message_result message_send(
	int sock, const struct message *message, unsigned ways, struct message_fault *fault) {
	size_t len = message_size(message->header.type);
	if (!message_check(message, len, ways, fault)) {
		return MESSAGE_WRONG;
	}
	union fd_pass pass;
	struct iovec bytes = {.iov_base = (void *)message, .iov_len = len};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1};
	if (message->fd >= 0) {
		fd_pass_put(&header, &pass, message->fd);
	}
	ssize_t sent = sendmsg(sock, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
	return sent == (ssize_t)len ? MESSAGE_GOOD : result_of_errno();
}

static enum message_result refuse(struct message *message) {
	if (message->fd >= 0) {
		close(message->fd);
		message->fd = -1;
	}
	return MESSAGE_WRONG;
}

enum message_result message_receive(
	int sock, struct message *message, unsigned ways, struct message_fault *fault) {
	union fd_pass pass;
	size_t size = offsetof(struct message, fd);
	struct iovec bytes = {.iov_base = message, .iov_len = size};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1};
	fd_pass_prepare(&header, &pass);
	memset(message, 0, sizeof(*message));
	message->fd = -1;
	ssize_t len = recvmsg(sock, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (len < 0) {
		return result_of_errno();
	}
	size_t fds = fd_pass_take(&header, &message->fd);
	*fault = (struct message_fault){.type = "message"};
	if (len == 0 && fds == 0) {
		return MESSAGE_CLOSED;
	}
	if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || fds > 1) {
		fault->reason = "larger than any, or with too many descriptors";
		return refuse(message);
	}
	bool good = message_check(message, (size_t)len, ways, fault);
	return good ? MESSAGE_GOOD : refuse(message);
}
