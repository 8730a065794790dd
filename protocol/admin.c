// SPDX-License-Identifier: MIT
#include "protocol/admin.h"

#include <stddef.h>
#include <string.h>

#include "protocol/colour.h"

_Static_assert(sizeof(struct admin_record) <= ROW_STRUCT_MAX, "a record fits");
_Static_assert(ADMIN_LABELS == COLOUR_BLACK + 1, "a number for each colour, and 0");

const struct row_protocol admin_protocol = {
	.row = admin_row,
	.size = sizeof(struct admin_record),
	.values = offsetof(struct admin_record, u),
};

static const char *const states[ADMIN_STATES] = {
	[ADMIN_BLOCKED] = "blocked",
	[ADMIN_CRASHED] = "crashed",
	[ADMIN_DEFINED] = "defined",
	[ADMIN_PAUSED] = "paused",
	[ADMIN_RUNNING] = "running",
	[ADMIN_STARTING] = "starting",
	[ADMIN_STOPPED] = "stopped",
	[ADMIN_STOPPING] = "stopping",
};

static const char *const verbs[ADMIN_VERBS] = {
	[ADMIN_KILL] = "kill",
	[ADMIN_PAUSE] = "pause",
	[ADMIN_START] = "start",
	[ADMIN_STOP] = "stop",
};

const char *admin_state_name(enum admin_state state) {
	return states[state];
}

const char *admin_verb_name(enum admin_verb verb) {
	return verbs[verb];
}

bool admin_verb_find(const char *name, enum admin_verb *verb) {
	for (int i = 0; i < ADMIN_VERBS; i++) {
		if (strcmp(verbs[i], name) == 0) {
			*verb = (enum admin_verb)i;
			return true;
		}
	}
	return false;
}
