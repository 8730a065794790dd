// SPDX-License-Identifier: MIT
#include "protocol/colour.h"

#include <stddef.h>
#include <string.h>

const char *const colour_names[] = {
	[COLOUR_RED] = "red",
	[COLOUR_ORANGE] = "orange",
	[COLOUR_YELLOW] = "yellow",
	[COLOUR_GREEN] = "green",
	[COLOUR_GRAY] = "gray",
	[COLOUR_BLUE] = "blue",
	[COLOUR_PURPLE] = "purple",
	[COLOUR_BLACK] = "black",
	NULL,
};

bool colour_find(const char *name, enum colour *colour) {
	for (size_t i = 0; colour_names[i] != NULL; i++) {
		if (strcmp(colour_names[i], name) == 0) {
			*colour = (enum colour)i;
			return true;
		}
	}
	return false;
}
