// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_MESSAGES_H
#define TESTS_LIB_MESSAGES_H

#include "hv/message/message.h"

/*
 * A good message of each type, made from the table.
 */

// What messages with another descriptor than a listener have is open from here on, once; who
// counts descriptors calls it first
void messages_open(void);
// A message with a listener gets that descriptor, which stays the caller's
void messages_example(struct message *message, uint32_t type, int listener);
// A socket that listens, without a name; the caller closes it
int messages_listener(void);

#endif
