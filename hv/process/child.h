// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_CHILD_H
#define HV_PROCESS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/process/role.h"

/*
 * A process of hvd, as the one that started it sees it: the same program, begun anew with
 * nothing of ours but its channel and stderr. What says or does what it should not is ended.
 */

struct child;
struct loop;
struct message;

#define CHILD_SOCKET 3 // in the child: its end of the channel
#define CHILD_ROLE_OPTION "--role" // and its role after it, its first two arguments
#define CHILD_END_TIMEOUT 10000 // ms from its channel's end to SIGKILL

enum child_end {
	CHILD_STOPPED, // as child_stop() had told it, or killed on our wish
	CHILD_ENDED, // by itself
	CHILD_WRONG, // killed: it said what is no message, or did not read ours
	CHILD_HUNG, // killed: it was told to stop, or closed its channel, and stayed
};

// Each may destroy the child
struct child_impl {
	// See channel_impl
	void (*message)(void *data, const struct message *message);
	// It is no more, and all that it sent before has been handed over. Called once. What
	// happened has been logged, unless it was wished.
	void (*ended)(void *data, enum child_end end);
	void (*drained)(void *data); // see channel_impl; NULL is fine
};

struct child_options {
	enum role role;
	const char *program; // NULL: the one that runs, also if its file is another by now
	const char *const *arguments; // after the role, up to NULL; or NULL: none
	uint32_t end_timeout; // ms; 0: CHILD_END_TIMEOUT
	const struct child_impl *impl;
	void *data;
};

// NULL, and a log line, if it cannot be started. A program that is not there is an end.
struct child *child_create(struct loop *loop, const struct child_options *options);
// Kills it if it is there still, and waits for that. NULL is fine.
void child_destroy(struct child *child);

// As channel_send(); what cannot be sent ends it, and impl says so
bool child_send(struct child *child, const struct message *message);
size_t child_queued(const struct child *child); // as channel_queued()
// No more is said to it: it reads what it has been sent, ends, or is killed when its time
// is over
void child_stop(struct child *child);
void child_kill(struct child *child);

#endif
