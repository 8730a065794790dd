// SPDX-License-Identifier: MIT
#include "hv/message/control_code.h"

#include <string.h>

// clang-format off
static const struct control_code_row rows[CONTROL_CODES] = {
	[CONTROL_OK] =         {"ok",         0, "it is done"},
	[CONTROL_FAILED] =     {"failed",     1, "it could not be done"},
	[CONTROL_USAGE] =      {"usage",      2, "the request is not one that there is"},
	[CONTROL_NO_VM] =      {"no-vm",      3, "there is no VM of that name"},
	[CONTROL_DENIED] =     {"denied",     4, "who asks may not ask for that"},
	[CONTROL_STATE] =      {"state",      5, "not while the VM is in the state it is in"},
	[CONTROL_DEFINITION] = {"definition", 6, "the definition of the VM has faults"},
	[CONTROL_EXISTS] =     {"exists",     7, "there is a VM of that name"},
	[CONTROL_TIMEOUT] =    {"timeout",    8, "it has not come about in its time"},
	[CONTROL_BUSY] =       {"busy",       9, "there is too much to do at once"},
};
// clang-format on

const struct control_code_row *control_code_row(enum control_code code) {
	return &rows[code];
}

bool control_code_find(const char *name, enum control_code *code) {
	for (int i = 0; i < CONTROL_CODES; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			*code = (enum control_code)i;
			return true;
		}
	}
	return false;
}
