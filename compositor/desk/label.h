// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_LABEL_H
#define COMPOSITOR_DESK_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/colour.h"

/*
 * Who a window belongs to, as dom0 says it and as the user sees it: colour and
 * pattern and name. Each colour has a pattern of its own, so that no label is told
 * by hue alone.
 */

#define LABEL_NAME_MAX 32 // bytes, with the terminator
#define LABEL_COLOUR_MAX COLOUR_NAME_MAX

enum label_pattern {
	LABEL_PLAIN, // the GUI domain's own only
	LABEL_STRIPES, // diagonal
	LABEL_BACK_STRIPES,
	LABEL_DOTS,
	LABEL_CHECKS,
	LABEL_LINES, // horizontal
	LABEL_COLUMNS,
	LABEL_CROSSES,
	LABEL_GRID, // horizontal and vertical lines
};

struct label {
	char name[LABEL_NAME_MAX]; // the VM's; "" for the GUI domain's own programs
	// Of protocol/colour.h; "" if ours
	char colour[LABEL_COLOUR_MAX];
	uint32_t base, second, text; // 0xRRGGBB: ground, pattern, text on either
	enum label_pattern pattern;
};

// False if the name is not [a-z0-9][a-z0-9-]* or the colour is unknown
bool label_init(struct label *label, const char *name, const char *colour);
// The GUI domain's own, for local programs
void label_init_local(struct label *label);
// WCAG 2 contrast of two colours, 1 to 21
double label_contrast(uint32_t a, uint32_t b);
// The names of the colours, NULL after the last
const char *const *label_colours(void);

#endif
