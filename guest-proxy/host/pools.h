// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_POOLS_H
#define GUEST_PROXY_HOST_POOLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "guest-proxy/host/host_ids.h"

/*
 * Pages shared with the compositor, cut into slots of one size. Sizes are rounded
 * up in coarse steps and a few unused pools are kept, so that a window that is
 * being resized goes from slot to slot and shares no new pages.
 */

#define POOLS_SPARE_PAGES 8192 // of unused pools that are kept: 32 MiB

struct link;
struct pool;

struct pools {
	struct host_ids ids;
	LIST_HEAD(, pool) pools; // pool.link
	uint32_t pages; // of all pools that the compositor has not let go
	uint32_t spare; // of those without a used slot
	bool complained; // that there are no pages
};

struct pools_slot {
	struct pool *pool; // borrowed
	uint32_t index;
};

void pools_init(struct pools *pools);
void pools_finish(struct pools *pools); // the link is gone: unmap all

// A slot of so many pages at least. False if there is none.
bool pools_take(struct link *link, uint32_t pages, struct pools_slot *slot);
// The compositor has let go of what was in it
void pools_give(struct link *link, const struct pools_slot *slot);
void *pools_addr(const struct pools_slot *slot);
uint32_t pools_offset(const struct pools_slot *slot); // in the pool, in bytes
uint32_t pools_id(const struct pools_slot *slot);

// The compositor has unmapped a pool. Returns what is wrong, or NULL.
const char *pools_gone(struct link *link, uint32_t untrusted_id);

#endif
