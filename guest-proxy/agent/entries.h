// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_ENTRIES_H
#define GUEST_PROXY_AGENT_ENTRIES_H

#include <stdbool.h>

#include "protocol/agent.h"

/*
 * The desktop entries that can be started here, as dom0 is told of them.
 */

struct desktop_file;

// Each, as a record of that list that is valid for the call; AGENT_ENTRIES_MAX at most
void entries_tell(
	uint32_t list, void (*tell)(void *data, const struct agent_record *record), void *data);
// That of this id, for the caller to finish. False, with errno, if there is none.
bool entries_find(const char *id, struct desktop_file *file);

#endif
