// SPDX-License-Identifier: MIT
#ifndef COMMON_FEED_H
#define COMMON_FEED_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a descriptor gives, as pieces of a stream of protocol/agent.def: it is read as far
 * as its receiver has room.
 */

struct feed;
struct loop;

// Each may destroy the feed
struct feed_impl {
	// AGENT_BYTES_MAX at most, for the time of the call
	void (*bytes)(void *data, const uint8_t *bytes, uint32_t len);
	// Nothing comes any more. Called once, from the loop.
	void (*ended)(void *data);
};

// Takes fd, also on failure, which is NULL. Unless it does not block it must be one that
// gives what there is once it is readable.
struct feed *feed_create(struct loop *loop, int fd, const struct feed_impl *impl, void *data);
void feed_destroy(struct feed *feed); // NULL is fine

// The receiver has handed on so much. False if that is more than it was sent.
bool feed_room(struct feed *feed, uint32_t room);
// Whoever carries the pieces has no room: not read meanwhile
void feed_hold(struct feed *feed, bool held);
// Who writes is no more: what has been written is the end, though others keep it open.
// The descriptor does not block.
void feed_finish(struct feed *feed);

#endif
