// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_LAUNCH_H
#define GUEST_PROXY_AGENT_LAUNCH_H

#include <stdbool.h>

#include "guest-proxy/agent/desktop_file.h"
#include "guest-proxy/agent/words.h"
#include "protocol/agent.h"

/*
 * What a run record asks to be started: a command, or what a desktop entry says.
 */

struct launch {
	struct words words; // environment; of a command also the arguments
	struct desktop_file file; // of an entry
	char **arguments; // borrowed from those, the program first
	const char *dir; // borrowed; where to start it, NULL: nowhere that can be had
};

// False, with errno, if that cannot be had. run has to last as long.
bool launch_init(struct launch *launch, const struct agent_run *run);
void launch_finish(struct launch *launch);

#endif
