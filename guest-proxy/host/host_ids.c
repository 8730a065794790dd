// SPDX-License-Identifier: MIT
#include "guest-proxy/host/host_ids.h"

#include <assert.h>

void host_ids_init(struct host_ids *ids, uint32_t max) {
	assert(max <= HOST_IDS_MAX);
	*ids = (struct host_ids){.max = max};
}

uint32_t host_ids_next(struct host_ids *ids) {
	for (uint32_t i = 0; i < ids->max; i++) {
		uint32_t id = (ids->last + i) % ids->max + 1;
		if (ids->states[id] == HOST_IDS_FREE) {
			ids->last = id;
			return id;
		}
	}
	return 0;
}

bool host_ids_is(const struct host_ids *ids, uint32_t id, enum host_ids_state state) {
	return id >= 1 && id <= ids->max && ids->states[id] == state;
}

static bool change(
	struct host_ids *ids, uint32_t id, enum host_ids_state from, enum host_ids_state to) {
	if (!host_ids_is(ids, id, from)) {
		return false;
	}
	ids->states[id] = (uint8_t)to;
	return true;
}

bool host_ids_take(struct host_ids *ids, uint32_t id) {
	return change(ids, id, HOST_IDS_FREE, HOST_IDS_LIVE);
}

bool host_ids_drop(struct host_ids *ids, uint32_t id) {
	bool dropped = change(ids, id, HOST_IDS_LIVE, HOST_IDS_DYING);
	ids->dying += dropped ? 1 : 0;
	return dropped;
}

bool host_ids_free(struct host_ids *ids, uint32_t id) {
	bool freed = change(ids, id, HOST_IDS_DYING, HOST_IDS_FREE);
	ids->dying -= freed ? 1 : 0;
	return freed;
}
