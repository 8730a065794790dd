// SPDX-License-Identifier: MIT
#include "guest-proxy/host/pages.h"

#include <stdlib.h>

#include "common/log.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/pages_priv.h"
#include "guest-proxy/host/send_priv.h"
#include "protocol/geom.h"

// Rows begin where a cache line does
#define STRIDE_ALIGN 64

struct pages_span { // one buffer
	struct pages_buffer base;
	struct pages_set *set; // borrowed; NULL: destroyed, and not gone yet
	struct pools_slot slot;
	bool held; // by the compositor
	uint64_t drawn; // pages_set.drawn when it was committed last
};

struct pages_set {
	LIST_ENTRY(pages_set) link_sets; // pages.sets
	struct link *link; // borrowed; NULL: dead
	uint32_t width, height, stride, format;
	uint32_t pages; // of one buffer
	uint64_t drawn; // commits so far
	struct pages_span *spans[PAGES_BUFFERS_MAX]; // owned by the link; NULL: not made yet
};

void pages_init(struct pages *pages) {
	*pages = (struct pages){0};
	host_ids_init(&pages->ids, GUI_BUFFERS_MAX);
	LIST_INIT(&pages->sets);
}

// Whoever has it must not use it any more
static void set_kill(struct pages_set *set) {
	LIST_REMOVE(set, link_sets);
	set->link = NULL;
	for (uint32_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		set->spans[i] = NULL;
	}
}

void pages_finish(struct pages *pages) {
	while (!LIST_EMPTY(&pages->sets)) {
		set_kill(LIST_FIRST(&pages->sets));
	}
	for (uint32_t id = 1; id <= GUI_BUFFERS_MAX; id++) {
		free(pages->spans[id]);
	}
	pages_init(pages);
}

// Once a link, since such a window asks again and again
static void complain(struct pages *pages, uint32_t width, uint32_t height) {
	if (!pages->complained) {
		log_error("no pages for a window of %u x %u pixels", width, height);
	}
	pages->complained = true;
}

struct pages_set *pages_set_create(
	struct link *link, uint32_t width, uint32_t height, uint32_t format) {
	if (!link_connected(link) || width > GUI_SIZE_MAX || height > GUI_SIZE_MAX) {
		return NULL;
	}
	uint32_t stride = (width * 4 + STRIDE_ALIGN - 1) / STRIDE_ALIGN * STRIDE_ALIGN;
	uint64_t len = geom_span(width, height, stride);
	uint64_t pages = (len + GUI_PAGE_SIZE - 1) / GUI_PAGE_SIZE;
	struct pages_set *set = NULL;
	if (len != 0 && pages <= GUI_POOL_PAGES_MAX) {
		set = calloc(1, sizeof(*set));
	}
	if (set == NULL) {
		complain(&link->pages, width, height);
		return NULL;
	}
	set->link = link;
	set->width = width;
	set->height = height;
	set->stride = stride;
	set->format = format;
	set->pages = (uint32_t)pages;
	LIST_INSERT_HEAD(&link->pages.sets, set, link_sets);
	return set;
}

static void span_drop(struct link *link, struct pages_span *span) {
	struct gui_record record = {.code = GUI_CODE_buffer_destroy};
	record.u.buffer_destroy.buffer = span->base.id;
	host_ids_drop(&link->pages.ids, span->base.id);
	span->set = NULL;
	send_record(link, &record, NULL);
}

void pages_set_destroy(struct pages_set *set) {
	if (set == NULL) {
		return;
	}
	struct link *link = set->link;
	for (uint32_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		if (set->spans[i] != NULL) {
			span_drop(link, set->spans[i]);
		}
	}
	if (link != NULL) {
		set_kill(set);
	}
	free(set);
}

static bool announce(const struct pages_set *set, const struct pages_span *span) {
	struct gui_record record = {.code = GUI_CODE_buffer_create};
	record.u.buffer_create = (struct gui_buffer_create){
		.buffer = span->base.id,
		.pool = pools_id(&span->slot),
		.offset = pools_offset(&span->slot),
		.width = set->width,
		.height = set->height,
		.stride = set->stride,
		.format = set->format,
	};
	return send_record(set->link, &record, NULL);
}

static void fill_base(struct pages_span *span, const struct pages_set *set) {
	span->base.fresh = true;
	span->base.width = set->width;
	span->base.height = set->height;
	span->base.stride = set->stride;
	span->base.pixels = pools_addr(&span->slot);
}

static struct pages_span *span_create(struct pages_set *set, uint32_t index) {
	struct link *link = set->link;
	struct pages *pages = &link->pages;
	struct pages_span *span = calloc(1, sizeof(*span));
	if (span == NULL) {
		return NULL;
	}
	span->base.id = host_ids_next(&pages->ids);
	span->base.index = index;
	if (span->base.id == 0 || !pools_take(link, set->pages, &span->slot)) {
		link->wants_room = true;
		free(span);
		return NULL;
	}
	if (!announce(set, span)) {
		pools_give(link, &span->slot);
		free(span);
		return NULL;
	}
	host_ids_take(&pages->ids, span->base.id);
	span->set = set;
	fill_base(span, set);
	pages->spans[span->base.id] = span;
	set->spans[index] = span;
	return span;
}

// The one drawn to last owes least
static struct pages_span *newest_free(const struct pages_set *set) {
	struct pages_span *best = NULL;
	for (uint32_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		struct pages_span *span = set->spans[i];
		bool is_free = span != NULL && !span->held;
		if (is_free && (best == NULL || span->drawn > best->drawn)) {
			best = span;
		}
	}
	return best;
}

struct pages_buffer *pages_acquire(struct pages_set *set) {
	if (set->link == NULL || !link_connected(set->link)) {
		return NULL;
	}
	struct pages_span *span = newest_free(set);
	for (uint32_t i = 0; i < PAGES_BUFFERS_MAX && span == NULL; i++) {
		if (set->spans[i] == NULL) {
			span = span_create(set, i);
			break;
		}
	}
	return span != NULL ? &span->base : NULL;
}

void pages_commit(struct pages_buffer *buffer) {
	struct pages_span *span = (struct pages_span *)buffer;
	span->base.fresh = false;
	span->held = true;
	span->drawn = ++span->set->drawn;
}

const char *pages_release(struct link *link, uint32_t untrusted_id) {
	struct pages *pages = &link->pages;
	if (host_ids_is(&pages->ids, untrusted_id, HOST_IDS_DYING)) {
		return NULL; // the two have crossed
	}
	bool is_live = host_ids_is(&pages->ids, untrusted_id, HOST_IDS_LIVE);
	if (!is_live || !pages->spans[untrusted_id]->held) {
		return "buffer was not committed";
	}
	pages->spans[untrusted_id]->held = false;
	return NULL;
}

const char *pages_gone(struct link *link, uint32_t untrusted_id) {
	struct pages *pages = &link->pages;
	if (!host_ids_free(&pages->ids, untrusted_id)) {
		return "buffer was not destroyed";
	}
	struct pages_span *span = pages->spans[untrusted_id];
	pages->spans[untrusted_id] = NULL;
	pools_give(link, &span->slot);
	free(span);
	return NULL;
}
