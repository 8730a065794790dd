// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_AGENT_H
#define GUEST_PROXY_AGENT_AGENT_H

#include <stdbool.h>

/*
 * The agent as a whole: it runs until it is told to end.
 */

struct agent_options;

// False, and a log line, if it cannot begin or go on
bool agent_run(const struct agent_options *options);

#endif
