// SPDX-License-Identifier: MIT
#ifndef HV_PEER_AGENT_LINK_H
#define HV_PEER_AGENT_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * The link to the agent of one VM, and the programs that run there over it. It is made
 * again whenever it is lost; what the agent does wrong costs that VM's programs only.
 */

struct agent_link;
struct loop;

// None may destroy the link
struct agent_link_impl {
	void (*ready)(void *data); // the agent has spoken, each time
	// Of agent_link_run(), once of each
	void (*started)(void *data, uint64_t serial);
	void (*failed)(void *data, uint64_t serial, const char *reason);
	// Of agent_link_entries(), or failed; NULL: there is none
	void (*entry)(void *data, uint64_t serial, const struct message_entry *entry);
};

struct agent_link_options {
	const char *vm; // its name
	const char *address; // see common/transport.h
	const struct agent_link_impl *impl;
	void *data;
};

// NULL without memory or descriptors
struct agent_link *agent_link_create(struct loop *loop, const struct agent_link_options *options);
// Who waits for a program to start is told that it does not. NULL is fine.
void agent_link_destroy(struct agent_link *link);

// The message's descriptor is taken. What comes of it impl says, perhaps at once.
void agent_link_run(struct agent_link *link, const struct message *run);
void agent_link_entries(struct agent_link *link, const struct message *entries);
// As relays_count()
size_t agent_link_programs(const struct agent_link *link, const uint32_t *user);

#endif
