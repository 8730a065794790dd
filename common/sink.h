// SPDX-License-Identifier: MIT
#ifndef COMMON_SINK_H
#define COMMON_SINK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The other end of a stream of protocol/agent.def: its pieces go to a descriptor, and what
 * that does not take yet is held, AGENT_WINDOW at most.
 */

struct sink;
struct loop;

// Neither may destroy the sink
struct sink_impl {
	// So much is to be given back to who sends
	void (*room)(void *data, uint32_t room);
	// Nobody reads: what comes from now on is dropped. May be NULL.
	void (*broken)(void *data);
};

// Takes fd, also on failure, which is NULL. If it blocks, so does writing to it.
struct sink *sink_create(struct loop *loop, int fd, const struct sink_impl *impl, void *data);
void sink_destroy(struct sink *sink); // with what it holds; NULL is fine

// False if there was no room for that, or it comes after the end
bool sink_bytes(struct sink *sink, const uint8_t *bytes, uint32_t len);
// No more comes: the descriptor is closed once all is written. False the second time.
bool sink_end(struct sink *sink);
// All that came is written, or dropped
bool sink_empty(const struct sink *sink);

#endif
