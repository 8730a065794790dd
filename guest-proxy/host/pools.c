// SPDX-License-Identifier: MIT
#include "guest-proxy/host/pools.h"

#include <stdlib.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/transport.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/send_priv.h"

#define SLOT_MIN 16 // pages
// Small slots come by four, since ids of pools are scarce
#define SMALL_SLOT 256 // pages
#define SMALL_SLOTS 4
// Sizes between a power of two and the next
#define STEPS 4

struct pool {
	LIST_ENTRY(pool) link; // pools.pools
	uint32_t id, pages;
	uint32_t slots, slot_pages;
	uint32_t used; // a bit for each slot
	const struct transport_impl *impl; // that shares the pages
	uint8_t *addr;
};

void pools_init(struct pools *pools) {
	*pools = (struct pools){0};
	host_ids_init(&pools->ids, GUI_POOLS_MAX);
	LIST_INIT(&pools->pools);
}

static void pool_destroy(struct pools *pools, struct pool *pool) {
	pools->pages -= pool->pages;
	pool->impl->pages_unshare(pool->addr, pool->pages);
	LIST_REMOVE(pool, link);
	free(pool);
}

void pools_finish(struct pools *pools) {
	while (!LIST_EMPTY(&pools->pools)) {
		pool_destroy(pools, LIST_FIRST(&pools->pools));
	}
	pools_init(pools);
}

static uint32_t slot_size(uint32_t pages) {
	uint32_t power = SLOT_MIN;
	while (power * 2 <= pages) {
		power *= 2;
	}
	uint32_t step = power / STEPS;
	return pages <= SLOT_MIN ? SLOT_MIN : (pages + step - 1) / step * step;
}

static bool is_live(const struct pools *pools, const struct pool *pool) {
	return host_ids_is(&pools->ids, pool->id, HOST_IDS_LIVE);
}

// The free slot that wastes least, and not more than half
static struct pool *find(struct pools *pools, uint32_t pages) {
	struct pool *best = NULL;
	struct pool *pool;
	LIST_FOREACH(pool, &pools->pools, link) {
		bool full = pool->used == (1u << pool->slots) - 1;
		bool fits = pool->slot_pages >= pages &&
			pool->slot_pages <= slot_size(pages) / 2 * 3;
		bool better = best == NULL || pool->slot_pages < best->slot_pages;
		if (is_live(pools, pool) && !full && fits && better) {
			best = pool;
		}
	}
	return best;
}

// Its pages count until the compositor has let go
static void drop(struct link *link, struct pool *pool) {
	struct gui_record record = {.code = GUI_CODE_pool_destroy};
	record.u.pool_destroy.pool = pool->id;
	host_ids_drop(&link->pools.ids, pool->id);
	link->pools.spare -= pool->pages;
	send_record(link, &record, NULL);
}

static void drop_spare(struct link *link, uint32_t most) {
	struct pool *pool;
	LIST_FOREACH(pool, &link->pools.pools, link) {
		if (link->pools.spare <= most) {
			return;
		}
		if (is_live(&link->pools, pool) && pool->used == 0) {
			drop(link, pool);
		}
	}
}

static bool announce(struct link *link, struct pool *pool) {
	struct transport *transport = conn_transport(link->conn);
	struct transport_pages pages = {.pages = pool->pages, .fd = -1};
	pool->impl = transport->impl;
	pool->addr = pool->impl->pages_share(transport, &pages);
	if (pool->addr == NULL) {
		return false;
	}
	struct gui_record record = {.code = GUI_CODE_pool_create};
	record.u.pool_create = (struct gui_pool_create){
		.pool = pool->id,
		.pages = pool->pages,
		.count = pages.count,
		.tail = pages.refs,
	};
	bool sent = send_record(link, &record, &pages);
	transport_pages_finish(&pages);
	if (!sent) {
		pool->impl->pages_unshare(pool->addr, pool->pages);
	}
	return sent;
}

static struct pool *pool_create(struct link *link, uint32_t slot_pages) {
	struct pools *pools = &link->pools;
	struct pool *pool = calloc(1, sizeof(*pool));
	if (pool == NULL) {
		return NULL;
	}
	pool->slot_pages = slot_pages;
	pool->slots = slot_pages <= SMALL_SLOT ? SMALL_SLOTS : 1;
	pool->pages = pool->slots * slot_pages;
	pool->id = host_ids_next(&pools->ids);
	bool room = pool->id != 0 && pool->pages <= GUI_GUEST_PAGES_MAX - pools->pages;
	if (!room || !announce(link, pool)) {
		free(pool);
		return NULL;
	}
	host_ids_take(&pools->ids, pool->id);
	LIST_INSERT_HEAD(&pools->pools, pool, link);
	pools->pages += pool->pages;
	pools->spare += pool->pages;
	return pool;
}

// Once for each shortage, since windows ask at every frame
static void complain(struct pools *pools, bool failed) {
	if (failed && !pools->complained) {
		log_error("no pages for a window, %u are shared", pools->pages);
	}
	pools->complained = failed;
}

bool pools_take(struct link *link, uint32_t pages, struct pools_slot *slot) {
	struct pools *pools = &link->pools;
	struct pool *pool = find(pools, pages);
	if (pool == NULL) {
		pool = pool_create(link, slot_size(pages));
		complain(pools, pool == NULL);
	}
	if (pool == NULL) {
		drop_spare(link, 0); // there may be room when these are gone
		return false;
	}
	uint32_t index = 0;
	while ((pool->used & (1u << index)) != 0) {
		index++;
	}
	pools->spare -= pool->used == 0 ? pool->pages : 0;
	pool->used |= 1u << index;
	*slot = (struct pools_slot){.pool = pool, .index = index};
	return true;
}

void pools_give(struct link *link, const struct pools_slot *slot) {
	struct pool *pool = slot->pool;
	pool->used &= ~(1u << slot->index);
	if (pool->used == 0) {
		link->pools.spare += pool->pages;
		drop_spare(link, POOLS_SPARE_PAGES);
	}
}

void *pools_addr(const struct pools_slot *slot) {
	return slot->pool->addr + pools_offset(slot);
}

uint32_t pools_offset(const struct pools_slot *slot) {
	return slot->index * slot->pool->slot_pages * GUI_PAGE_SIZE;
}

uint32_t pools_id(const struct pools_slot *slot) {
	return slot->pool->id;
}

const char *pools_gone(struct link *link, uint32_t untrusted_id) {
	struct pools *pools = &link->pools;
	if (!host_ids_free(&pools->ids, untrusted_id)) {
		return "pool was not destroyed";
	}
	struct pool *pool = LIST_FIRST(&pools->pools);
	while (pool->id != untrusted_id) {
		pool = LIST_NEXT(pool, link);
	}
	pool_destroy(pools, pool);
	return NULL;
}
