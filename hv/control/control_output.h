// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_OUTPUT_H
#define HV_CONTROL_CONTROL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Lines that wait for a user to read them, in order and as bytes; bounded, since nobody
 * has to read.
 */

#define CONTROL_OUTPUT_MAX 524288 // bytes: a list of as many VMs as there may be, and more

struct control_output { // all zero: empty
	char *bytes; // owned
	size_t size;
	size_t start, len; // what waits: len bytes from start on
};

void control_output_finish(struct control_output *output);
// False, and nothing is added, if it would be too much, or without memory
bool control_output_put(struct control_output *output, const char *bytes, size_t len);
// What waits, borrowed until the next put. NULL if there is nothing.
const char *control_output_get(const struct control_output *output, size_t *len);
// So many of these have been written
void control_output_sent(struct control_output *output, size_t len);

#endif
