// SPDX-License-Identifier: MIT
#ifndef COMMON_FD_PASS_H
#define COMMON_FD_PASS_H

#include <stddef.h>
#include <sys/socket.h>

/*
 * Descriptors that go along with bytes over an AF_UNIX socket: one with a message that is
 * sent, and one at most is kept of a message that is received.
 */

#define FD_PASS_MAX 4 // of one message, to see that there are too many

union fd_pass {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(FD_PASS_MAX * sizeof(int))];
};

// Before sendmsg(), which pass has to be there for. fd stays the caller's.
void fd_pass_put(struct msghdr *message, union fd_pass *pass, int fd);

// Before recvmsg(), and for fd_pass_take() after it
void fd_pass_prepare(struct msghdr *message, union fd_pass *pass);
/*
 * How many came; MSG_CTRUNC says that there were more. The first is *fd, the caller's to
 * close; the others are closed, which may wait for a FUSE server of whoever sent them.
 */
size_t fd_pass_take(struct msghdr *message, int *fd);

#endif
