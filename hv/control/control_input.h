// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_INPUT_H
#define HV_CONTROL_CONTROL_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/control/control_line.h"

/*
 * Bytes of a connection, cut into lines; no more than one line is ever held.
 */

struct control_input {
	char bytes[CONTROL_LINE_MAX + 1]; // and a newline
	size_t len;
	size_t taken; // of the line that is out
};

// Where to read to, and how much at most: at least 1, unless the line is too long
char *control_input_room(struct control_input *input, size_t *size);
// So many bytes have come there
void control_input_added(struct control_input *input, size_t len);
// The next whole line without its newline, borrowed until the next call here. NULL if
// there is none yet.
const char *control_input_line(struct control_input *input, size_t *len);

#endif
