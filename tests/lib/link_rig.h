// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_LINK_RIG_H
#define TESTS_LIB_LINK_RIG_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/gui.h"

/*
 * A compositor that a test writes by hand, at the other end of the proxy's link. Time is
 * the test's: fake_loop.h.
 */

struct conn;
struct link;
struct loop;

#define LINK_RIG_LOG_MAX 256

struct link_rig {
	struct loop *loop;
	struct link *link;
	char dir[64], address[108];
	int fds;

	struct conn *conn;
	struct row_context context;
	struct gui_record log[LINK_RIG_LOG_MAX]; // what the proxy has sent
	size_t count;
	const char *gone;

	unsigned connected, lost, rooms, frames, keys; // calls of recv
	char keymap[16];
};

void link_rig_init(struct link_rig *rig);
void link_rig_finish(struct link_rig *rig); // and sees that nothing is left open

void link_rig_settle(struct link_rig *rig);
// The compositor connects
void link_rig_come(struct link_rig *rig);
// The same, and welcomes the proxy
void link_rig_welcome(struct link_rig *rig);
// It goes
void link_rig_go(struct link_rig *rig);
void link_rig_say(struct link_rig *rig, struct gui_record record);
// How many records of this code the proxy has sent
unsigned link_rig_sent(const struct link_rig *rig, uint32_t code);

#endif
