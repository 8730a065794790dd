// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_AGENT_RIG_H
#define TESTS_LIB_AGENT_RIG_H

#include <stdint.h>

#include "hv/peer/agent_link.h"
#include "tests/lib/agent_end.h"

/*
 * dom0's link to an agent, with the agent and one user by hand, and what the link tells.
 */

#define AGENT_RIG_RUN AGENT_RUNS_MAX // the first id that is taken
#define AGENT_RIG_NO_FD (-1)

struct agent_rig {
	struct loop *loop;
	struct agent_link *link;
	struct transport_listener *listener;
	struct agent_end agent, user;
	char dir[64], address[80];
	int fds; // before
	uint32_t uid; // of who asks
	int readies, starts, failures; // how many it has told
	char reason[MESSAGE_TEXT_SIZE]; // of the last failure
	struct message_entry entry; // the last that was told
	int entries, ends; // how many were told, and how many lists had none behind
};

// With an agent that has greeted
void agent_rig_init(struct agent_rig *rig);
void agent_rig_finish(struct agent_rig *rig); // no descriptor may be left
// Another link, once the last one is lost
void agent_rig_accept(struct agent_rig *rig);
void agent_rig_greet(struct agent_rig *rig);
// As one of another version
void agent_rig_greet_as(struct agent_rig *rig, uint32_t version);

// dom0 asks for `true -v`, or for another program
void agent_rig_ask(struct agent_rig *rig, int fd);
void agent_rig_ask_for(
	struct agent_rig *rig, int fd, const char *words, uint32_t count, uint32_t len);
// It asks for that entry to be run, or for the one behind another
void agent_rig_ask_for_entry(struct agent_rig *rig, int fd, const char *id);
void agent_rig_ask_behind(struct agent_rig *rig, const char *id);
// A user who has asked, and opened nothing yet
void agent_rig_add_user(struct agent_rig *rig);
void agent_rig_open(struct agent_rig *rig, uint32_t terminal, const char *term);
// Both; returns what the agent is asked for
const struct agent_run *agent_rig_begin(struct agent_rig *rig, uint32_t terminal, const char *term);
// And it runs
void agent_rig_start(struct agent_rig *rig);

void agent_rig_say_end(struct agent_rig *rig, enum agent_how how, uint32_t status);
// The user is told, and nothing comes after it
void agent_rig_expect_end(struct agent_rig *rig, enum agent_how how, uint32_t status);

#endif
