// SPDX-License-Identifier: MIT
#ifndef HV_REGISTRY_SETTING_H
#define HV_REGISTRY_SETTING_H

#include "hv/definition/definition_dir.h"
#include "hv/definition/definition_key.h"
#include "hv/message/message.h"

/*
 * What a definition says of each key, as a person has written it. Pure.
 */

struct setting {
	unsigned line; // from 1; 0: the value is what holds without one, or "": nothing does
	char value[MESSAGE_VALUE_SIZE]; // printable ASCII, one space between words; may be cut
};

// Any bytes are fine; of two lines with one key the first counts
void setting_read(const struct definition_text *text, struct setting settings[DEFINITION_KEYS]);

#endif
