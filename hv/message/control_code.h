// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_CONTROL_CODE_H
#define HV_MESSAGE_CONTROL_CODE_H

#include <stdbool.h>

/*
 * How a request ended: the word in the answer's "code", and what the command then exits
 * with. Words and numbers are what scripts go by: new ones are added at the end.
 */

enum control_code {
	CONTROL_OK,
	CONTROL_FAILED, // for a reason that is in the text
	CONTROL_USAGE, // not a request, or not a whole one
	CONTROL_NO_VM, // none of that name
	CONTROL_DENIED, // not for who asks
	CONTROL_STATE, // not while the VM is in this state
	CONTROL_DEFINITION, // the VM's definition has faults
	CONTROL_EXISTS, // there is one of that name
	CONTROL_TIMEOUT, // it was begun, and has not come about in its time
	CONTROL_BUSY, // too much at once, ask again
	CONTROL_CODES, // how many there are
};

struct control_code_row {
	const char *name;
	int status; // to exit with
	const char *help; // what it means, a part of a sentence
};

const struct control_code_row *control_code_row(enum control_code code);
// False if there is no such word
bool control_code_find(const char *name, enum control_code *code);

#endif
