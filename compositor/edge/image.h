// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_IMAGE_H
#define COMPOSITOR_EDGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * A cursor image on its way, in pieces. Each function gives NULL, or why the guest
 * must be refused.
 */

struct guest_cursor;

struct image {
	struct gui_cursor_begin begin;
	uint32_t filled, size; // bytes
	// ARGB8888, as both ends hold it in memory
	uint32_t pixels[GUI_CURSOR_BYTES_MAX / GUI_PIXEL_SIZE];
};

const char *image_begin(struct image *image, const struct gui_cursor_begin *untrusted_begin);
// The piece must go on exactly where the last one ended
const char *image_piece(struct image *image, const struct gui_cursor_piece *untrusted_piece);
// cursor borrows the image's pixels
const char *image_end(const struct image *image, struct guest_cursor *cursor);

#endif
