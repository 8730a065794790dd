// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_PROGRAM_H
#define GUEST_PROXY_AGENT_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol/agent.h"

/*
 * A program that dom0 runs here: the leader of a session of its own, with pipes, with a
 * terminal, or with neither.
 */

struct program {
	pid_t pid; // and of its process group; 0: none
	int pidfd; // readable once it has ended; -1: none
	// Our ends of its streams, which do not block; a terminal's are one and the same twice.
	// Whoever takes one sets it to -1.
	int fds[AGENT_STREAMS];
	int terminal; // -1: none
};

// False, with errno, if it cannot be run
bool program_start(struct program *program, const struct agent_run *run);
// Lets go of it; if it runs still it goes on, without what we had of its streams
void program_finish(struct program *program);

void program_resize(const struct program *program, uint32_t columns, uint32_t rows);
// To all of its group
void program_signal(const struct program *program, int signal);
// It has ended: how and with what
void program_status(const struct program *program, struct agent_ended *ended);

#endif
