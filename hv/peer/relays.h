// SPDX-License-Identifier: MIT
#ifndef HV_PEER_RELAYS_H
#define HV_PEER_RELAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "hv/message/message.h"
#include "protocol/agent.h"

/*
 * All programs that run in one VM for dom0, by the ids that the VM's agent knows. No user
 * can have all ids, nor keep what others have not read from waiting for them.
 */

struct loop;
struct relays_slot;

// None may destroy the relays
struct relays_impl {
	void (*send)(void *data, const struct agent_record *record); // to the agent
	// Of relays_add(), one of them once
	void (*started)(void *data, uint64_t serial);
	void (*failed)(void *data, uint64_t serial, const char *reason);
};

struct relays {
	struct loop *loop; // borrowed
	const struct relays_impl *impl; // borrowed
	void *data;
	bool held;
	LIST_HEAD(, relays_slot) slots; // relays_slot.link
};

void relays_init(
	struct relays *relays, struct loop *loop, const struct relays_impl *impl, void *data);
// Who waits for one to start is told that it does not
void relays_finish(struct relays *relays);

// The message's descriptor is taken. What comes of it impl says, perhaps at once.
void relays_add(struct relays *relays, const struct message *run);
// Those of a user, or of all if that is NULL, with those that only their users' reading is
// waited for
size_t relays_count(const struct relays *relays, const uint32_t *user);
// What the agent says of one: NULL, or why it may not; constant text
const char *relays_record(struct relays *relays, const struct agent_record *untrusted_record);
// There is no agent any more
void relays_lost(struct relays *relays);
// The way to the agent is full, or is not any more
void relays_hold(struct relays *relays, bool held);

#endif
