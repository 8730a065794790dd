// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_buffer.h"

#include <stdlib.h>
#include <wlr/types/wlr_buffer.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"
#include "compositor/pages/pages.h"

// Lives as long as the buffer or the link, also when the guest has destroyed it
struct guest_buffer {
	struct desk_guest *guest; // borrowed
	uint32_t id;
	struct wlr_buffer *base; // the guest's reference is in desk_guest.buffers
	struct wl_listener release;
	struct wl_listener destroy;
	struct wl_list link; // desk_guest.held_buffers
};

struct guest_pool {
	struct desk_guest *guest; // borrowed
	uint32_t id;
	struct pages_pool *pages; // the guest's reference is in desk_guest.pools
	uint32_t page_count;
	struct wl_list link; // desk_guest.held_pools
};

static void forget_buffer(struct guest_buffer *buffer) {
	wl_list_remove(&buffer->release.link);
	wl_list_remove(&buffer->destroy.link);
	wl_list_remove(&buffer->link);
	free(buffer);
}

static void handle_release(struct wl_listener *listener, void *data) {
	struct guest_buffer *buffer = wl_container_of(listener, buffer, release);
	if (buffer->guest->buffers[buffer->id] == buffer->base) {
		const struct gui_buffer_release record = {.buffer = buffer->id};
		send_buffer_release(buffer->guest->guest, &record);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct guest_buffer *buffer = wl_container_of(listener, buffer, destroy);
	const struct gui_buffer_gone record = {.buffer = buffer->id};
	send_buffer_gone(buffer->guest->guest, &record);
	forget_buffer(buffer);
}

bool guest_buffer_create(struct desk_guest *guest, const struct gui_buffer_create *record) {
	struct guest_buffer *buffer = calloc(1, sizeof(*buffer));
	if (buffer == NULL) {
		return false;
	}
	buffer->base = pages_buffer_create(guest->pools[record->pool], record);
	if (buffer->base == NULL) {
		free(buffer);
		return false;
	}
	buffer->guest = guest;
	buffer->id = record->buffer;
	buffer->release.notify = handle_release;
	wl_signal_add(&buffer->base->events.release, &buffer->release);
	buffer->destroy.notify = handle_destroy;
	wl_signal_add(&buffer->base->events.destroy, &buffer->destroy);
	wl_list_insert(&guest->held_buffers, &buffer->link);
	guest->buffers[record->buffer] = buffer->base;
	return true;
}

void guest_buffer_destroy(struct desk_guest *guest, uint32_t id) {
	struct wlr_buffer *base = guest->buffers[id];
	guest->buffers[id] = NULL;
	wlr_buffer_drop(base);
}

// Nobody may take all that there is to map: each has half of what the others leave
static bool has_room(const struct desk_guest *guest, uint32_t pages) {
	uint64_t others = 0, max = guest_pages_max(guest->guest);
	const struct desk_guest *other;
	wl_list_for_each(other, &guest->desk->guests, link) {
		others += other != guest ? other->held_pages : 0;
	}
	return others < max && (uint64_t)guest->held_pages + pages <= (max - others) / 2;
}

static void forget_pool(struct guest_pool *pool) {
	pool->guest->held_pages -= pool->page_count;
	wl_list_remove(&pool->link);
	free(pool);
}

static void handle_unmapped(void *data) {
	struct guest_pool *pool = data;
	const struct gui_pool_gone record = {.pool = pool->id};
	send_pool_gone(pool->guest->guest, &record);
	forget_pool(pool);
}

bool guest_buffer_create_pool(struct desk_guest *guest, const struct gui_pool_create *record,
	const struct transport_pages *pages) {
	struct guest_pool *pool = has_room(guest, record->pages) ? calloc(1, sizeof(*pool)) : NULL;
	if (pool == NULL) {
		return false;
	}
	pool->pages = pages_pool_create(pages);
	if (pool->pages == NULL) {
		free(pool);
		return false;
	}
	pool->guest = guest;
	pool->id = record->pool;
	pool->page_count = record->pages;
	guest->held_pages += record->pages;
	pages_pool_on_unmap(pool->pages, handle_unmapped, pool);
	wl_list_insert(&guest->held_pools, &pool->link);
	guest->pools[record->pool] = pool->pages;
	return true;
}

void guest_buffer_destroy_pool(struct desk_guest *guest, uint32_t id) {
	struct pages_pool *pages = guest->pools[id];
	guest->pools[id] = NULL;
	pages_pool_destroy(pages);
}

void guest_buffer_lost(struct desk_guest *guest) {
	struct guest_pool *pool, *next_pool;
	wl_list_for_each_safe(pool, next_pool, &guest->held_pools, link) {
		pages_pool_on_unmap(pool->pages, NULL, NULL);
		forget_pool(pool);
	}
	struct guest_buffer *buffer, *next_buffer;
	wl_list_for_each_safe(buffer, next_buffer, &guest->held_buffers, link) {
		forget_buffer(buffer);
	}
	for (uint32_t id = 1; id <= GUI_BUFFERS_MAX; id++) {
		if (guest->buffers[id] != NULL) {
			guest_buffer_destroy(guest, id);
		}
	}
	for (uint32_t id = 1; id <= GUI_POOLS_MAX; id++) {
		guest_buffer_destroy_pool(guest, id);
	}
}
