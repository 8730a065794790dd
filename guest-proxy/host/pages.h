// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_PAGES_H
#define GUEST_PROXY_HOST_PAGES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Pixels in pages that the compositor maps. A page set holds the few buffers of
 * one size that one window draws into by turns; each owes its own damage, which
 * the owner of the set keeps.
 */

struct link;
struct pages_set;

#define PAGES_BUFFERS_MAX 4 // of one set; made when all others are in use

struct pages_buffer {
	uint32_t id; // for commit
	uint32_t index; // below PAGES_BUFFERS_MAX, for the owner's damage
	bool fresh; // never drawn to: all of it is owed
	uint32_t *pixels;
	uint32_t width, height, stride; // pixels, pixels, bytes
};

// Buffers of this size and format (enum gui_format). NULL on failure or without a link.
struct pages_set *pages_set_create(
	struct link *link, uint32_t width, uint32_t height, uint32_t format);
// What the compositor still shows stays shared until it lets go; NULL is fine. On
// the loss of a link every set is dead: pages_acquire() gives NULL, destroy it.
void pages_set_destroy(struct pages_set *set);

// A buffer that the compositor does not hold, or NULL: all are in use, try after
// the next frame_done. The owner draws and commits it, and does not touch it after.
struct pages_buffer *pages_acquire(struct pages_set *set);
// It is the compositor's from now on, until its buffer_release
void pages_commit(struct pages_buffer *buffer);

#endif
