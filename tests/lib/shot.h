// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_SHOT_H
#define TESTS_LIB_SHOT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A picture of the output, as the user sees it.
 */

struct client;

struct shot {
	uint32_t width, height;
	uint32_t *pixels; // 0xXXRRGGBB, rows without padding; owned
};

struct shot_box {
	uint32_t x, y, width, height;
};

// With the cursor if cursor is true. False, and a line on stderr, on failure.
bool shot_take(struct shot *shot, struct client *client, bool cursor);
void shot_finish(struct shot *shot);

uint32_t shot_pixel(const struct shot *shot, uint32_t x, uint32_t y); // 0xRRGGBB
// How many pixels of box differ between the two; all of the picture if box is NULL
uint32_t shot_differ(const struct shot *a, const struct shot *b, const struct shot_box *box);
// How many pixels of box have this colour
uint32_t shot_count(const struct shot *shot, const struct shot_box *box, uint32_t colour);
// Write a PNG file. False, and a line on stderr, on failure.
bool shot_save(const struct shot *shot, const char *path);

#endif
