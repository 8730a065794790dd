// SPDX-License-Identifier: MIT
#include "common/fd_pass.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

void fd_pass_put(struct msghdr *message, union fd_pass *pass, int fd) {
	*pass = (union fd_pass){0};
	message->msg_control = pass->bytes;
	message->msg_controllen = CMSG_SPACE(sizeof(fd));
	struct cmsghdr *part = CMSG_FIRSTHDR(message);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(part), &fd, sizeof(fd));
}

void fd_pass_prepare(struct msghdr *message, union fd_pass *pass) {
	message->msg_control = pass->bytes;
	message->msg_controllen = sizeof(pass->bytes);
}

size_t fd_pass_take(struct msghdr *message, int *fd) {
	size_t count = 0;
	struct cmsghdr *part = CMSG_FIRSTHDR(message);
	for (; part != NULL; part = CMSG_NXTHDR(message, part)) {
		bool rights = part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS;
		size_t len = rights ? (part->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;
		for (size_t i = 0; i < len; i++) {
			int one;
			memcpy(&one, CMSG_DATA(part) + i * sizeof(one), sizeof(one));
			if (count++ == 0) {
				*fd = one;
			} else {
				close(one);
			}
		}
	}
	return count;
}
