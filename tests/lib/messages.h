// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_MESSAGES_H
#define TESTS_LIB_MESSAGES_H

#include "hv/message/message.h"

/*
 * A good message of each type, made from the table.
 */

// A message with a listener gets that descriptor, which stays the caller's
void messages_example(struct message *message, uint32_t type, int listener);
// A socket that listens, without a name; the caller closes it
int messages_listener(void);

#endif
