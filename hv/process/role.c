// SPDX-License-Identifier: MIT
#include "hv/process/role.h"

#include <string.h>

#include "hv/message/message.h"

static const struct role_row rows[ROLES] = {
	[ROLE_CONTROL] = {"control", MESSAGE_TO_CONTROL, MESSAGE_FROM_CONTROL},
	[ROLE_PEER] = {"peer", MESSAGE_TO_PEER, MESSAGE_FROM_PEER},
	[ROLE_CONSOLE] = {"console", MESSAGE_TO_CONSOLE, MESSAGE_FROM_CONSOLE},
	[ROLE_XEN] = {"xen", MESSAGE_TO_XEN, MESSAGE_FROM_XEN},
	[ROLE_WORKER] = {"worker", MESSAGE_TO_WORKER, MESSAGE_FROM_WORKER},
};

const struct role_row *role_row(enum role role) {
	return &rows[role];
}

bool role_find(const char *name, enum role *role) {
	for (int i = 0; i < ROLES; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			*role = (enum role)i;
			return true;
		}
	}
	return false;
}
