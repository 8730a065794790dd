// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_ROLE_H
#define HV_PROCESS_ROLE_H

#include <stdbool.h>

/*
 * The processes of hvd beside the parent, each the same program with another role.
 */

enum role {
	ROLE_CONTROL, // has the users' socket
	ROLE_PEER, // the links to other domains
	ROLE_CONSOLE, // the consoles of VMs
	ROLE_XEN, // libxl
	ROLE_WORKER, // builds one domain; a child of ROLE_XEN
	ROLES, // how many there are
};

struct role_row {
	const char *name;
	unsigned to,
		from; // ways of its messages, see hv/message/message.h: what it gets, what it says
};

const struct role_row *role_row(enum role role);
// False if there is no such role
bool role_find(const char *name, enum role *role);

#endif
