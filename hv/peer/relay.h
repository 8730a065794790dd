// SPDX-License-Identifier: MIT
#ifndef HV_PEER_RELAY_H
#define HV_PEER_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"
#include "protocol/agent.h"

/*
 * One program that runs in a VM, between the VM's agent, which is hostile, and the user of
 * dom0 who has its streams, if there is one. Each is held to the windows of both.
 */

struct loop;
struct relay;

// None may destroy the relay but gone()
struct relay_impl {
	void (*send)(void *data, const struct agent_record *record); // to the agent
	void (*started)(void *data, uint64_t serial);
	void (*failed)(void *data, uint64_t serial, const char *reason); // it does not start
	// Its end is told, and nothing is to be done for it any more. Destroys it. From the loop.
	void (*gone)(void *data, struct relay *relay);
};

struct relay_options {
	uint32_t id; // that is free
	uint64_t serial; // of who asks
	const struct message_run *run; // borrowed for the call
	int fd; // of the user's stream, taken; -1: it is on its own
	const struct relay_impl *impl;
	void *data;
};

// NULL without memory or descriptors; nobody has been told anything then
struct relay *relay_create(struct loop *loop, const struct relay_options *options);
void relay_destroy(struct relay *relay); // NULL is fine

uint32_t relay_id(const struct relay *relay); // 0: it is free
// What the agent says of that id: NULL, or why it may not; constant text
const char *relay_record(struct relay *relay, const struct agent_record *untrusted_record);
// There is no agent any more: its end is told to who waits for it
void relay_lost(struct relay *relay);
// The way to the agent is full, or is not any more
void relay_hold(struct relay *relay, bool held);

#endif
