// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_MESSAGE_FIELD_H
#define HV_MESSAGE_MESSAGE_FIELD_H

#include <stdbool.h>

#include "hv/message/message_table.h"

/*
 * Whether one field of a message is what its kind allows.
 */
bool message_field_check(const struct message_field *field, const void *untrusted_body);

// The id of an entry, as hvd makes them
bool message_field_is_entry(const char *text);
// The name of an icon of a theme: [a-z0-9][a-z0-9.-]*, so that it is no path
bool message_field_is_icon(const char *text);
// Printable ASCII, or nothing
bool message_field_is_plain(const char *text);

#endif
