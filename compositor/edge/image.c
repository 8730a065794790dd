// SPDX-License-Identifier: MIT
#include "compositor/edge/image.h"

#include <stddef.h>
#include <string.h>

#include "compositor/edge/guest.h"

const char *image_begin(struct image *image, const struct gui_cursor_begin *untrusted_begin) {
	if (untrusted_begin->hot_x >= untrusted_begin->width ||
		untrusted_begin->hot_y >= untrusted_begin->height) {
		return "hot spot outside the image";
	}
	image->begin = *untrusted_begin;
	image->filled = 0;
	// Neither is above GUI_CURSOR_SIZE_MAX by the table
	image->size = image->begin.width * image->begin.height * GUI_PIXEL_SIZE;
	return NULL;
}

const char *image_piece(struct image *image, const struct gui_cursor_piece *untrusted_piece) {
	if (untrusted_piece->offset != image->filled) {
		return "piece does not follow the last one";
	}
	if (untrusted_piece->count > image->size - image->filled) {
		return "more bytes than the image has";
	}
	uint8_t *dst = (uint8_t *)image->pixels + image->filled;
	memcpy(dst, untrusted_piece->tail, untrusted_piece->count);
	image->filled += untrusted_piece->count;
	return NULL;
}

const char *image_end(const struct image *image, struct guest_cursor *cursor) {
	if (image->filled != image->size) {
		return "fewer bytes than the image has";
	}
	*cursor = (struct guest_cursor){
		.width = image->begin.width,
		.height = image->begin.height,
		.hot_x = image->begin.hot_x,
		.hot_y = image->begin.hot_y,
		.scale = image->begin.scale,
		.pixels = image->pixels,
	};
	return NULL;
}
