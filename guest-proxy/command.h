// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_COMMAND_H
#define GUEST_PROXY_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The program that the proxy was asked to run, in a process group of its own.
 */

struct command {
	pid_t pid; // 0: none
	bool ended;
};

// False, with errno, if it cannot be run
bool command_start(struct command *command, char *const argv[]);
// A child has changed: say so if it is this one and has ended
void command_check(struct command *command);
// End what is left of the group: ask, wait a little, insist
void command_finish(struct command *command);

#endif
