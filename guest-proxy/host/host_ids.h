// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_HOST_IDS_H
#define GUEST_PROXY_HOST_HOST_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/limits.h"

/*
 * Ids of one kind that the proxy gives out: free, in use, and dying from our
 * destroy record until the compositor says that they are gone.
 */

#define HOST_IDS_MAX GUI_BUFFERS_MAX // the largest of the three kinds

enum host_ids_state {
	HOST_IDS_FREE,
	HOST_IDS_LIVE,
	HOST_IDS_DYING,
};

struct host_ids {
	uint32_t max; // ids are 1 to max
	uint32_t last; // given out
	uint32_t dying; // how many are
	uint8_t states[HOST_IDS_MAX + 1]; // enum host_ids_state
};

void host_ids_init(struct host_ids *ids, uint32_t max);
// A free id, the one least lately given out; 0 if there is none. It is not taken:
// that is when the record goes out by which the compositor learns of it.
uint32_t host_ids_next(struct host_ids *ids);
// Whether a free id is live now, and a live one dying, and a dying one free. False,
// and nothing has changed, if it was not. Any value may be asked.
bool host_ids_take(struct host_ids *ids, uint32_t id);
bool host_ids_drop(struct host_ids *ids, uint32_t id);
bool host_ids_free(struct host_ids *ids, uint32_t id);
bool host_ids_is(const struct host_ids *ids, uint32_t id, enum host_ids_state state);

#endif
