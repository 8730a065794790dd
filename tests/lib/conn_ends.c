// SPDX-License-Identifier: MIT
#include <check.h>
#include <sys/socket.h>

#include "tests/lib/conn_pair.h"

const int conn_pair_patience = 0;

void conn_pair_ends(struct transport *ends[2]) {
	int fds[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	for (size_t i = 0; i < 2; i++) {
		ends[i] = transport_unix_from_fd(fds[i]);
		ck_assert_ptr_nonnull(ends[i]);
	}
}
