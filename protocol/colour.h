// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_COLOUR_H
#define PROTOCOL_COLOUR_H

#include <stdbool.h>

/*
 * The colours that a label may have, by their names: dom0 says which a VM has, the desk
 * knows what each looks like.
 */

#define COLOUR_NAME_MAX 16 // bytes, with the terminator

enum colour {
	COLOUR_RED,
	COLOUR_ORANGE,
	COLOUR_YELLOW,
	COLOUR_GREEN,
	COLOUR_GRAY,
	COLOUR_BLUE,
	COLOUR_PURPLE,
	COLOUR_BLACK,
};

// By enum colour, NULL after the last
extern const char *const colour_names[];

// False if no colour has that name
bool colour_find(const char *name, enum colour *colour);

#endif
