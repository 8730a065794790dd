// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_PING_H
#define GUEST_PROXY_HOST_PING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Our pings: each pong tells what time it is for the compositor. Silence means
 * nothing here, since the compositor may well be stopped for a while.
 */

struct gui_pong;
struct link;
struct loop_source;

struct ping {
	struct loop_source *timer;
	bool waiting; // for a pong
	uint32_t nonce; // of the last ping
	uint64_t sent; // when that was
};

bool ping_init(struct link *link);
void ping_finish(struct link *link);
void ping_start(struct link *link);
void ping_stop(struct link *link);
// Returns what is wrong, or NULL
const char *ping_pong(struct link *link, const struct gui_pong *untrusted_pong);

#endif
