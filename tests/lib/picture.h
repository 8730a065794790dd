// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_PICTURE_H
#define TESTS_LIB_PICTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "tests/lib/stage.h"

/*
 * What a stage's output shows, drawn by wlroots as on a screen. What goes wrong ends
 * the test's case.
 */

struct picture {
	uint32_t width, height;
	uint32_t *pixels; // 0xffRRGGBB, rows without padding; owned
};

void picture_take(struct picture *picture, struct stage *stage);
void picture_finish(struct picture *picture);

uint32_t picture_pixel(const struct picture *picture, int x, int y); // 0xRRGGBB
// How many pixels of box differ between the two
uint32_t picture_differ(
	const struct picture *a, const struct picture *b, const struct wlr_box *box);
// How many pixels of box have this colour
uint32_t picture_count(const struct picture *picture, const struct wlr_box *box, uint32_t rgb);

#endif
