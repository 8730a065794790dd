// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_VALUE_H
#define HV_CONTROL_CONTROL_VALUE_H

#include <stdbool.h>

#include "hv/message/control_verb.h"

/*
 * From the value of one member of a JSON object to that of a request, by the member's row.
 */

struct json_object;
struct message_request;

// False: that is no value for it, and the request is as it was
bool control_value_put(
	struct message_request *request, enum control_member member, struct json_object *value);

#endif
