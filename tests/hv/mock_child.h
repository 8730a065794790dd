// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_MOCK_CHILD_H
#define TESTS_HV_MOCK_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/message/message.h"
#include "hv/process/child.h"

/*
 * hv/process/child.h without processes: what a child gets is kept, what it says and how it ends is
 * the test's.
 */

#define MOCK_CHILDREN 1024

struct child {
	bool alive; // else it was destroyed, or never was
	struct child_options options;
	char arguments[256]; // one after the other
	struct message got; // the last
	unsigned messages; // that it got
	bool stopped, killed;
};

struct mock_children {
	struct child list[MOCK_CHILDREN]; // in the order in which they were made
	size_t count;
	int creates; // that succeed before all fail; -1: for ever
};

extern struct mock_children mock_children;

void mock_children_init(void);
size_t mock_children_alive(void);

void mock_child_say(size_t index, const struct message *message);
void mock_child_end(size_t index, enum child_end how);

#endif
