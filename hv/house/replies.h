// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_REPLIES_H
#define HV_HOUSE_REPLIES_H

#include <stdint.h>

#include "hv/process/role.h"

/*
 * What the Xen and the peer process answer and tell. Of whom that is, and that it was asked
 * at all, is held against what the house knows.
 */

struct house;
struct message;

void replies_take(struct house *house, enum role from, const struct message *message, uint64_t now);

#endif
