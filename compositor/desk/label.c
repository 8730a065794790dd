// SPDX-License-Identifier: MIT
#include "compositor/desk/label.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

// Neighbours in hue differ in lightness, so that every pair stays apart without red,
// green or blue cones
static const struct colour {
	const char *name;
	uint32_t base, second, text;
	enum label_pattern pattern;
} colours[] = {
	// clang-format off
	{"red",    0xb3201c, 0x7d100e, 0xffffff, LABEL_STRIPES},
	{"orange", 0xf08a1a, 0xc86b00, 0x000000, LABEL_CHECKS},
	{"yellow", 0xf5e04a, 0xcdb000, 0x000000, LABEL_DOTS},
	{"green",  0x3fae78, 0x7fd3a6, 0x000000, LABEL_LINES},
	{"gray",   0xa6a6a6, 0x828282, 0x000000, LABEL_GRID},
	{"blue",   0x1d5fc4, 0x133f86, 0xffffff, LABEL_COLUMNS},
	{"purple", 0xb48ae0, 0x9468c0, 0x000000, LABEL_CROSSES},
	{"black",  0x1b1b1b, 0x6a6a6a, 0xffffff, LABEL_BACK_STRIPES},
	// clang-format on
};

static const struct colour local_colour = {"", 0xf2f2f5, 0xc9c9d2, 0x000000, LABEL_PLAIN};

static const char *const names[] = {
	"red", "orange", "yellow", "green", "gray", "blue", "purple", "black", NULL};

static bool name_valid(const char *name) {
	const char *allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t len = strlen(name);
	return len > 0 && len < LABEL_NAME_MAX && name[0] != '-' && strspn(name, allowed) == len;
}

static void fill(struct label *label, const char *name, const struct colour *colour) {
	*label = (struct label){
		.base = colour->base,
		.second = colour->second,
		.text = colour->text,
		.pattern = colour->pattern,
	};
	snprintf(label->name, sizeof(label->name), "%s", name);
	snprintf(label->colour, sizeof(label->colour), "%s", colour->name);
}

bool label_init(struct label *label, const char *name, const char *colour) {
	if (!name_valid(name)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		if (strcmp(colour, colours[i].name) == 0) {
			fill(label, name, &colours[i]);
			return true;
		}
	}
	return false;
}

void label_init_local(struct label *label) {
	fill(label, "", &local_colour);
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
	return names;
}
