// SPDX-License-Identifier: MIT
#include "compositor/desk/label.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Neighbours in hue differ in lightness, so that every pair stays apart without red,
// green or blue cones
static const struct look {
	uint32_t base, second, text;
	enum label_pattern pattern;
} looks[] = {
	// clang-format off
	[COLOUR_RED]    = {0xb3201c, 0x7d100e, 0xffffff, LABEL_STRIPES},
	[COLOUR_ORANGE] = {0xf08a1a, 0xc86b00, 0x000000, LABEL_CHECKS},
	[COLOUR_YELLOW] = {0xf5e04a, 0xcdb000, 0x000000, LABEL_DOTS},
	[COLOUR_GREEN]  = {0x3fae78, 0x7fd3a6, 0x000000, LABEL_LINES},
	[COLOUR_GRAY]   = {0xa6a6a6, 0x828282, 0x000000, LABEL_GRID},
	[COLOUR_BLUE]   = {0x1d5fc4, 0x133f86, 0xffffff, LABEL_COLUMNS},
	[COLOUR_PURPLE] = {0xb48ae0, 0x9468c0, 0x000000, LABEL_CROSSES},
	[COLOUR_BLACK]  = {0x1b1b1b, 0x6a6a6a, 0xffffff, LABEL_BACK_STRIPES},
	// clang-format on
};

static const struct look local_look = {0xf2f2f5, 0xc9c9d2, 0x000000, LABEL_PLAIN};

static bool name_valid(const char *name) {
	const char *allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t len = strlen(name);
	return len > 0 && len < LABEL_NAME_MAX && name[0] != '-' && strspn(name, allowed) == len;
}

static void fill(
	struct label *label, const struct look *look, const char *name, const char *colour) {
	*label = (struct label){
		.base = look->base,
		.second = look->second,
		.text = look->text,
		.pattern = look->pattern,
	};
	snprintf(label->name, sizeof(label->name), "%s", name);
	snprintf(label->colour, sizeof(label->colour), "%s", colour);
}

bool label_init(struct label *label, const char *name, const char *colour) {
	enum colour which;
	if (!name_valid(name) || !colour_find(colour, &which)) {
		return false;
	}
	fill(label, &looks[which], name, colour);
	return true;
}

void label_init_local(struct label *label) {
	fill(label, &local_look, "", "");
}

// sRGB to linear light, as WCAG 2 writes it
static double linear(uint32_t channel) {
	double value = (channel & 0xff) / 255.0;
	return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour) {
	return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) +
		0.0722 * linear(colour);
}

double label_contrast(uint32_t a, uint32_t b) {
	double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
	return first > second ? first / second : second / first;
}

const char *const *label_colours(void) {
	return colour_names;
}
