// SPDX-License-Identifier: MIT
#include "hv/peer/relays.h"

#include <stdlib.h>
#include <unistd.h>

#include "hv/peer/relay.h"
#include "hv/process/share.h"

struct relays_slot { // of one program
	LIST_ENTRY(relays_slot) link; // relays.slots
	struct relays *relays;
	struct relay *relay;
	uint32_t user; // who has asked for it
};

static void handle_send(void *data, const struct agent_record *record) {
	struct relays_slot *slot = data;
	slot->relays->impl->send(slot->relays->data, record);
}

static void handle_started(void *data, uint64_t serial) {
	struct relays_slot *slot = data;
	slot->relays->impl->started(slot->relays->data, serial);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	struct relays_slot *slot = data;
	slot->relays->impl->failed(slot->relays->data, serial, reason);
}

static void remove_slot(struct relays_slot *slot) {
	LIST_REMOVE(slot, link);
	relay_destroy(slot->relay);
	free(slot);
}

static void handle_gone(void *data, struct relay *relay) {
	remove_slot(data);
}

static const struct relay_impl relay_impl = {
	.send = handle_send,
	.started = handle_started,
	.failed = handle_failed,
	.gone = handle_gone,
};

static struct relay *find_relay(struct relays *relays, uint32_t id) {
	struct relays_slot *slot;
	LIST_FOREACH(slot, &relays->slots, link) {
		if (relay_id(slot->relay) == id) {
			return slot->relay;
		}
	}
	return NULL;
}

// Of all, or of one user, those that are over or those that are not
static size_t count(const struct relays *relays, bool over, const uint32_t *user) {
	const struct relays_slot *slot;
	size_t count = 0;
	LIST_FOREACH(slot, &relays->slots, link) {
		bool counts = (relay_id(slot->relay) == 0) == over &&
			(user == NULL || slot->user == *user);
		count += counts ? 1 : 0;
	}
	return count;
}

size_t relays_count(const struct relays *relays, const uint32_t *user) {
	return count(relays, false, user) + count(relays, true, user);
}

// Those that are over hold what their users have not read, for as long as these like. Of
// whom there are most the oldest goes.
static void drop_oldest(struct relays *relays) {
	struct relays_slot *slot, *oldest = NULL;
	size_t most = 0;
	if (count(relays, true, NULL) < AGENT_RUNS_MAX) {
		return;
	}
	LIST_FOREACH(slot, &relays->slots, link) {
		size_t own = relay_id(slot->relay) == 0 ? count(relays, true, &slot->user) : 0;
		if (own > 0 && own >= most) {
			most = own;
			oldest = slot;
		}
	}
	remove_slot(oldest);
}

// 0 if there is none
static uint32_t free_id(struct relays *relays) {
	uint32_t id = AGENT_RUNS_MAX;
	while (id > 0 && find_relay(relays, id) != NULL) {
		id--;
	}
	return id;
}

// Takes the descriptor, also on failure
static bool add_slot(struct relays *relays, const struct message *run, uint32_t id) {
	struct relays_slot *slot = calloc(1, sizeof(*slot));
	if (slot == NULL) {
		if (run->fd >= 0) {
			close(run->fd);
		}
		return false;
	}
	const struct relay_options options = {
		.id = id,
		.serial = run->header.serial,
		.run = &run->body.run,
		.fd = run->fd,
		.impl = &relay_impl,
		.data = slot,
	};
	slot->relays = relays;
	slot->user = run->body.run.user;
	slot->relay = relay_create(relays->loop, &options);
	if (slot->relay == NULL) {
		free(slot);
		return false;
	}
	relay_hold(slot->relay, relays->held);
	LIST_INSERT_HEAD(&relays->slots, slot, link);
	return true;
}

void relays_init(
	struct relays *relays, struct loop *loop, const struct relays_impl *impl, void *data) {
	*relays = (struct relays){.loop = loop, .impl = impl, .data = data};
	LIST_INIT(&relays->slots);
}

void relays_finish(struct relays *relays) {
	relays_lost(relays);
	while (!LIST_EMPTY(&relays->slots)) {
		remove_slot(LIST_FIRST(&relays->slots));
	}
}

static const char *refuse(const struct relays *relays, const struct message_run *run) {
	size_t all = count(relays, false, NULL), own = count(relays, false, &run->user);
	return share_may(AGENT_RUNS_MAX, all, own) ? NULL : "too many programs run there";
}

void relays_add(struct relays *relays, const struct message *run) {
	uint32_t id = free_id(relays);
	const char *reason = refuse(relays, &run->body.run);
	if (reason == NULL) {
		drop_oldest(relays);
	}
	if (reason != NULL && run->fd >= 0) {
		close(run->fd);
	}
	if (reason == NULL && !add_slot(relays, run, id)) {
		reason = "out of memory or descriptors";
	}
	if (reason != NULL) {
		relays->impl->failed(relays->data, run->header.serial, reason);
	}
}

const char *relays_record(struct relays *relays, const struct agent_record *untrusted_record) {
	// The first of each
	struct relay *relay = find_relay(relays, untrusted_record->u.started.run);
	return relay != NULL ? relay_record(relay, untrusted_record) : "no such program";
}

void relays_lost(struct relays *relays) {
	struct relays_slot *slot;
	LIST_FOREACH(slot, &relays->slots, link) {
		relay_lost(slot->relay);
	}
}

void relays_hold(struct relays *relays, bool held) {
	struct relays_slot *slot;
	if (relays->held != held) {
		relays->held = held;
		LIST_FOREACH(slot, &relays->slots, link) {
			relay_hold(slot->relay, held);
		}
	}
}
