// SPDX-License-Identifier: MIT
#ifndef HV_PEER_OFFERS_H
#define HV_PEER_OFFERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "hv/message/message.h"
#include "protocol/agent.h"

/*
 * The desktop entries that one VM's agent offers, by ids that are made here: an agent's own
 * goes back to it and nowhere else. It is asked when somebody wants to know, for one list
 * at a time; what it says is hostile, and bounded.
 */

struct loop;
struct loop_source;
struct offers_waiter;

// None may destroy the offers
struct offers_impl {
	void (*ask)(void *data, uint32_t list); // the agent, for that
	// Of offers_run(): its command is now the agent's id. Takes the descriptor.
	void (*run)(void *data, const struct message *run);
	// Of offers_next(); NULL: there is none behind
	void (*entry)(void *data, uint64_t serial, const struct message_entry *entry);
	void (*failed)(void *data, uint64_t serial, const char *reason); // of both
};

struct offers_row {
	struct message_entry entry;
	char file[AGENT_ENTRY_ID_MAX + 1]; // the agent's id
};

struct offers_table {
	struct offers_row *rows; // owned, sorted by id
	size_t count, size;
};

struct offers {
	const struct offers_impl *impl; // borrowed
	void *data;
	struct loop_source *timer; // while somebody waits
	struct offers_table now, next; // the last whole list, and that which comes
	uint32_t list; // that was asked for last
	bool asked; // and has not ended
	TAILQ_HEAD(, offers_waiter) waiters; // offers_waiter.link
};

// False without memory or descriptors; then there is nothing to finish
bool offers_init(
	struct offers *offers, struct loop *loop, const struct offers_impl *impl, void *data);
// Who waits is told that it fails
void offers_finish(struct offers *offers);
// There is no agent any more: the same, and nothing is offered
void offers_lost(struct offers *offers);

/*
 * While there is an agent that speaks of entries. What comes of them impl says, perhaps at
 * once.
 */
// That entry is to run; the message's descriptor is taken
void offers_run(struct offers *offers, const struct message *run);
// The entry whose id comes next after another's; the first is that of a new list
void offers_next(struct offers *offers, const struct message *entries);

// What the agent says: NULL, or why it may not; constant text
const char *offers_record(struct offers *offers, const struct agent_record *untrusted_record);

#endif
