// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_PAGES_PRIV_H
#define GUEST_PROXY_HOST_PAGES_PRIV_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "guest-proxy/host/host_ids.h"
#include "guest-proxy/host/pages.h"

/*
 * Every page set of a link, and every buffer that the compositor knows of, for the
 * files of this folder.
 */

struct pages_span;

struct pages {
	struct host_ids ids;
	struct pages_span *spans[GUI_BUFFERS_MAX + 1]; // by id; NULL: none
	LIST_HEAD(, pages_set) sets; // pages_set.link_sets
	bool complained; // that a window is too large
};

void pages_init(struct pages *pages);
// The link is gone: all sets are dead. Before pools_finish().
void pages_finish(struct pages *pages);

// What the compositor says of a buffer. Returns what is wrong, or NULL.
const char *pages_release(struct link *link, uint32_t untrusted_id);
const char *pages_gone(struct link *link, uint32_t untrusted_id);

#endif
