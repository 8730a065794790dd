// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_PAGES_PAGES_H
#define COMPOSITOR_PAGES_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * A guest's page pools as wlr_buffers. The only code that touches a guest's
 * pages; they are mapped read-only, and what is read from them is only ever
 * used as pixels.
 */

struct transport_pages;
struct wlr_buffer;
struct pages_pool;

// Maps pages; the caller keeps them. The pool lives until pages_pool_destroy() and
// until the last of its buffers is gone. NULL on failure.
struct pages_pool *pages_pool_create(const struct transport_pages *pages);

// Called when the last user is gone and the mapping is undone; may be NULL
void pages_pool_on_unmap(struct pages_pool *pool, void (*unmapped)(void *data), void *data);
void pages_pool_destroy(struct pages_pool *pool); // NULL is fine

// A span of the pool as a buffer; the edge has checked that it fits, and this
// checks again. Drop it with wlr_buffer_drop(). NULL on failure.
struct wlr_buffer *pages_buffer_create(
	struct pages_pool *pool, const struct gui_buffer_create *span);

#endif
