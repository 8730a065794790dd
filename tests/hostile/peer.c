// SPDX-License-Identifier: MIT
#include "tests/hostile/peer.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define GOOD_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)

// The compositor's ends, until it connects; 0: none
static int waiting[PEERS_MAX];

static struct transport *peer_connect(const char *address) {
	int index = atoi(address);
	int fd = waiting[index];
	waiting[index] = 0;
	return fd > 0 ? transport_unix_from_fd(fd) : NULL;
}

// All else is done by transport_unix, whose table a transport made above carries
const struct transport_impl peer_transport = {
	.pages_max = GUI_ALL_PAGES_MAX, .connect = peer_connect};

void peer_init(struct peer *peer, int index) {
	int fds[2];
	int ret = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds);
	assert(ret == 0 && index < PEERS_MAX && waiting[index] == 0);
	(void)ret;
	memset(peer, 0, offsetof(struct peer, bytes));
	peer->index = index;
	peer->fd = fds[0];
	peer->state = ROW_LINK_NEW;
	waiting[index] = fds[1];
}

void peer_finish(struct peer *peer) {
	if (waiting[peer->index] != 0) {
		close(waiting[peer->index]);
		waiting[peer->index] = 0;
	}
	close(peer->fd);
	peer->fd = -1;
}

bool peer_write_fds(
	struct peer *peer, const void *bytes, size_t len, const int *fds, size_t count) {
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(PEER_FDS_MAX * sizeof(int))];
	} control = {0};
	struct iovec part = {.iov_base = (void *)bytes, .iov_len = len};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	assert(count <= PEER_FDS_MAX);
	if (count > 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
	}
	return sendmsg(peer->fd, &message, MSG_NOSIGNAL) == (ssize_t)len;
}

bool peer_write(struct peer *peer, const void *bytes, size_t len, int fd) {
	return peer_write_fds(peer, bytes, len, &fd, fd >= 0 ? 1 : 0);
}

bool peer_send_pages(struct peer *peer, const struct gui_record *record, int fd) {
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	size_t len = gui_encode(record, bytes, sizeof(bytes));
	assert(len > 0);
	return peer_write(peer, bytes, len, fd);
}

bool peer_send(struct peer *peer, const struct gui_record *record) {
	return peer_send_pages(peer, record, -1);
}

static void fill(struct peer *peer) {
	size_t room = sizeof(peer->bytes) - peer->len;
	ssize_t len = recv(peer->fd, peer->bytes + peer->len, room, 0);
	peer->len += len > 0 ? (size_t)len : 0;
}

static enum row_link_state next_state(const struct peer *peer, uint32_t code) {
	switch (code) {
	case GUI_CODE_welcome:
	case GUI_CODE_keymap_end:
		return ROW_LINK_OPEN;
	case GUI_CODE_keymap_begin:
		return ROW_LINK_PIECES;
	default:
		return peer->state;
	}
}

bool peer_read(struct peer *peer, struct gui_record *record) {
	struct row_context context = {ROW_FROM_HOST, peer->state, GUI_VERSION};
	size_t size = 0;
	fill(peer);
	enum row_error error = gui_frame(&context, peer->bytes, peer->len, &size);
	if (error == ROW_MORE) {
		return false;
	}
	assert(error == ROW_OK);
	memcpy(peer->record, peer->bytes, size);
	memmove(peer->bytes, peer->bytes + size, peer->len - size);
	peer->len -= size;
	error = gui_decode(&context, peer->record, size, record);
	assert(error == ROW_OK);
	peer->state = next_state(peer, record->code);
	return true;
}

bool peer_read_code(struct peer *peer, uint32_t code, struct gui_record *record) {
	while (peer_read(peer, record)) {
		if (record->code == code) {
			return true;
		}
	}
	return false;
}

bool peer_is_gone(struct peer *peer) {
	struct pollfd poll_fd = {.fd = peer->fd, .events = POLLIN};
	return poll(&poll_fd, 1, 0) > 0 && (poll_fd.revents & POLLHUP) != 0;
}

int peer_pages(uint32_t pages, int seals) {
	static const uint8_t page[GUI_PAGE_SIZE];
	int fd = memfd_create("peer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert(fd >= 0);
	for (uint32_t i = 0; i < pages; i++) {
		ssize_t len = write(fd, page, sizeof(page));
		assert(len == sizeof(page));
		(void)len;
	}
	int ret = seals != 0 ? fcntl(fd, F_ADD_SEALS, seals) : 0;
	assert(ret == 0);
	(void)ret;
	return fd;
}

int peer_good_pages(uint32_t pages) {
	return peer_pages(pages, GOOD_SEALS);
}
