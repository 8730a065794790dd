// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_CHANNEL_H
#define HV_PROCESS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/message/message.h"

/*
 * One end of the socket pair between two processes of hvd, in a loop: messages in, messages
 * out, neither waits. The other end may have been broken into: what is wrong ends it all.
 */

struct channel;
struct loop;

#define CHANNEL_QUEUE_MAX 256 // messages that wait for the other end to read

// Each may destroy the channel
struct channel_impl {
	// A good message; its descriptor is the callee's to close. Borrowed for the call.
	void (*message)(void *data, const struct message *message);
	// Nothing comes any more. fault NULL: the other end has closed, and all that it sent
	// has been handed over; else what was wrong with it. Called once, from the loop.
	void (*ended)(void *data, const struct message_fault *fault);
	// What waited for the other end to read has been sent, from the loop. NULL is fine.
	void (*drained)(void *data);
};

struct channel_options {
	int sock; // taken, also on failure; not inherited by programs
	unsigned in, out; // ways of what may be received and sent
	const struct channel_impl *impl;
	void *data;
};

struct channel *channel_create(struct loop *loop, const struct channel_options *options);
void channel_destroy(struct channel *channel); // NULL is fine

/*
 * A descriptor in the message stays the caller's. False if it will not arrive: the channel
 * has ended or now ends, as for one that does not read; or the message is wrong, which is
 * our own fault, and logged.
 */
bool channel_send(struct channel *channel, const struct message *message);
// How many messages wait for the other end to read: who has many to send, or sends what
// others want, goes on when the channel is drained
size_t channel_queued(const struct channel *channel);
// Nothing more will be sent: the other end sees that once it has read all
void channel_close_sending(struct channel *channel);
// Nothing more is taken in than what has been sent already
void channel_close(struct channel *channel);

#endif
