// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_REPLY_H
#define HV_CONTROL_CONTROL_REPLY_H

#include <stdbool.h>

/*
 * What the parent says, as a line for a user, see control_answer: of mamparo(1)'s JSON
 * this is where the words come from.
 */

struct message;
struct control_fault;

// Of an answer, a state, a setting or a removed. event: it is news that nobody has asked
// for but with "events". For the caller to free; NULL without memory.
char *control_reply_line(const struct message *message, bool event);
// A request that goes no further, likewise
char *control_reply_refusal(const struct control_fault *fault);

#endif
