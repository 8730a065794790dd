// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_PING_H
#define GUEST_PROXY_HOST_PING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Our pings: each pong tells what time it is for the compositor, and that it has read
 * all that was sent before. Silence means nothing here, since the compositor may well
 * be stopped for a while.
 *
 * A wish is a record that a program can ask for as often as it likes. Few may be on
 * their way, for the compositor takes its time with a guest that asks for much: one
 * program could make all others wait.
 */

struct gui_pong;
struct link;
struct loop_source;

struct ping {
	struct loop_source *timer;
	bool waiting; // for a pong
	uint32_t nonce; // of the last ping
	uint64_t sent; // when that was
	uint32_t wishes; // sent, and not known to be read
	uint32_t covered; // of these, sent before the ping
};

bool ping_init(struct link *link);
void ping_finish(struct link *link);
void ping_start(struct link *link);
void ping_stop(struct link *link);
// Whether one more wish may be sent; if not, link_room() comes when one may
bool ping_room(const struct link *link);
// One was sent
void ping_wish(struct link *link);
// Returns what is wrong, or NULL
const char *ping_pong(struct link *link, const struct gui_pong *untrusted_pong);

#endif
