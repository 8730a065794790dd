// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_LINE_H
#define HV_CONTROL_CONTROL_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/message/control_verb.h"

/*
 * A line of the users' socket: one JSON object, {"do": "start", "vm": "work"}, to a
 * request. Whoever sent it is not trusted with anything but what it may ask.
 */

#define CONTROL_LINE_MAX 16384 // bytes, without the newline
#define CONTROL_LINE_DEPTH 3 // of an object, with an array in it, with strings in that

struct message_request;

/*
 * line has len bytes of any kind and no newline. False: fault says why, with what is
 * unknown or wrong by its name. Of two members with one name the last counts.
 */
bool control_line_parse(const char *line, size_t len, enum control_who who,
	struct message_request *request, struct control_fault *fault);

#endif
