// SPDX-License-Identifier: MIT
#include "common/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/fd_pass.h"

/*
 * What a memfd must have before it is mapped. SHRINK: no SIGBUS. GROW and SEAL:
 * it stays as it was checked. FUTURE_WRITE: the sharer writes through the mapping
 * it has and can punch no hole; a read of a hole makes a page at our expense.
 */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)

struct transport_unix {
	struct transport base;
	int fd;
	int pending_fd; // came with bytes, not taken yet; or -1
	bool bytes_only;
};

static struct transport_unix *unix_from(struct transport *transport) {
	return (struct transport_unix *)transport;
}

static bool set_flags(int fd) {
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
		fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

struct transport *transport_unix_from_fd(int fd) {
	struct transport_unix *transport = calloc(1, sizeof(*transport));
	if (transport == NULL || !set_flags(fd)) {
		free(transport);
		close(fd);
		return NULL;
	}
	transport->base.impl = &transport_unix;
	transport->fd = fd;
	transport->pending_fd = -1;
	return &transport->base;
}

struct transport *transport_unix_of_bytes(int fd) {
	struct transport *transport = transport_unix_from_fd(fd);
	if (transport != NULL) {
		unix_from(transport)->bytes_only = true;
	}
	return transport;
}

static bool unix_is_address(const char *address) {
	struct sockaddr_un addr;
	return address[0] == '/' && strlen(address) < sizeof(addr.sun_path);
}

// Never waits: a listener that is full or does not accept is no peer
static struct transport *unix_connect(const char *address) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(address) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	memcpy(addr.sun_path, address, strlen(address));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return NULL;
	}
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return NULL;
	}
	return transport_unix_from_fd(fd);
}

static int unix_fd(const struct transport *transport) {
	return ((const struct transport_unix *)transport)->fd;
}

/*
 * Keep one descriptor, refuse more. Closing what a peer sent can wait for a FUSE
 * server; only local guests, which are not isolated, could play that.
 */
static bool receive_fds(struct transport_unix *transport, struct msghdr *message) {
	int fd = -1;
	size_t count = fd_pass_take(message, &fd);
	bool many = count > 1 || (message->msg_flags & MSG_CTRUNC) != 0;
	if (count == 1 && !many && transport->pending_fd < 0) {
		transport->pending_fd = fd;
		return true;
	}
	if (fd >= 0) {
		close(fd);
	}
	return count == 0 && !many;
}

static ssize_t unix_read(struct transport *base, void *dst, size_t size) {
	struct transport_unix *transport = unix_from(base);
	union fd_pass pass;
	struct iovec part = {.iov_base = dst, .iov_len = size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (!transport->bytes_only) {
		fd_pass_prepare(&message, &pass);
	}
	ssize_t len = recvmsg(transport->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (len < 0) {
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	bool good = receive_fds(transport, &message);
	errno = good ? ECONNRESET : EPROTO;
	return good && len > 0 ? len : -1;
}

static ssize_t unix_write(struct transport *transport, const void *src, size_t size,
	const struct transport_pages *pages) {
	union fd_pass pass;
	struct iovec part = {.iov_base = (void *)src, .iov_len = size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (pages != NULL) {
		fd_pass_put(&message, &pass, pages->fd);
	}
	ssize_t len = sendmsg(unix_fd(transport), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (len < 0) {
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	return len;
}

static bool unix_wants_pollout(const struct transport *transport) {
	return true;
}

static bool unix_pages_pending(const struct transport *transport) {
	return ((const struct transport_unix *)transport)->pending_fd >= 0;
}

// A memfd in shmem of that size, which will not change, with all of its pages
static bool pages_fit(int untrusted_fd, uint32_t pages) {
	struct stat stat;
	struct statfs fs;
	int seals = fcntl(untrusted_fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS || fstat(untrusted_fd, &stat) != 0 ||
		fstatfs(untrusted_fd, &fs) != 0) {
		return false;
	}
	off_t size = (off_t)pages * GUI_PAGE_SIZE;
	return pages > 0 && S_ISREG(stat.st_mode) && stat.st_size == size &&
		fs.f_type == TMPFS_MAGIC && lseek(untrusted_fd, 0, SEEK_HOLE) == size;
}

static bool unix_pages_take(struct transport *base, struct transport_pages *pages,
	const uint32_t *untrusted_refs, uint32_t count) {
	struct transport_unix *transport = unix_from(base);
	int untrusted_fd = transport->pending_fd;
	if (untrusted_fd < 0) {
		return false;
	}
	transport->pending_fd = -1;
	if (count != 0 || !pages_fit(untrusted_fd, pages->pages)) {
		close(untrusted_fd);
		return false;
	}
	*pages = (struct transport_pages){
		.impl = &transport_unix, .pages = pages->pages, .fd = untrusted_fd};
	return true;
}

// Mapped before it is sealed, since FUTURE_WRITE allows no later writable mapping
static void *unix_pages_share(struct transport *transport, struct transport_pages *pages) {
	size_t size = (size_t)pages->pages * GUI_PAGE_SIZE;
	int fd = memfd_create("mamparo-pages", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) {
		return NULL;
	}
	void *addr = MAP_FAILED;
	if (ftruncate(fd, (off_t)size) == 0) {
		addr = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
	}
	if (addr == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	if (fcntl(fd, F_ADD_SEALS, SEALS) != 0 || !pages_fit(fd, pages->pages)) {
		munmap(addr, size);
		close(fd);
		return NULL;
	}
	*pages = (struct transport_pages){.impl = &transport_unix, .pages = pages->pages, .fd = fd};
	return addr;
}

static void unix_pages_unshare(void *addr, uint32_t pages) {
	transport_pages_unmap(addr, pages);
}

static const void *unix_pages_map(const struct transport_pages *pages) {
	size_t size = (size_t)pages->pages * GUI_PAGE_SIZE;
	void *addr = mmap(NULL, size, PROT_READ, MAP_SHARED, pages->fd, 0);
	return addr == MAP_FAILED ? NULL : addr;
}

static void unix_destroy(struct transport *base) {
	struct transport_unix *transport = unix_from(base);
	if (transport->pending_fd >= 0) {
		close(transport->pending_fd);
	}
	close(transport->fd);
	free(transport);
}

const struct transport_impl transport_unix = {
	.pages_max = GUI_ALL_PAGES_MAX,
	.address_form = "an absolute path of 107 bytes at most",
	.is_address = unix_is_address,
	.connect = unix_connect,
	.fd = unix_fd,
	.read = unix_read,
	.write = unix_write,
	.wants_pollout = unix_wants_pollout,
	.pages_pending = unix_pages_pending,
	.pages_take = unix_pages_take,
	.pages_share = unix_pages_share,
	.pages_unshare = unix_pages_unshare,
	.pages_map = unix_pages_map,
	.destroy = unix_destroy,
};
