// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CANVAS_H
#define COMPOSITOR_DESK_CANVAS_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wlr/types/wlr_buffer.h>

/*
 * Pixels that we draw ourselves, as a wlr_buffer: parts of frames, text, the
 * switcher. Drawn before it is shown, and not after.
 */

#define CANVAS_SIZE_MAX 32768 // a side, pixels

struct wlr_box;

struct canvas {
	struct wlr_buffer base;
	pixman_image_t *image; // a8r8g8b8, premultiplied; owned
	bool opaque;
};

// All transparent, or black if it is opaque. NULL if there is no memory.
struct canvas *canvas_create(uint32_t width, uint32_t height, bool opaque);
// Whoever shows it may keep it longer; NULL is fine
void canvas_drop(struct canvas *canvas);

// box is in pixels; what lies outside the canvas is cut
void canvas_fill(struct canvas *canvas, const struct wlr_box *box, uint32_t rgb);
// Premultiplied ARGB of one pixel inside the canvas
uint32_t *canvas_pixel(struct canvas *canvas, uint32_t x, uint32_t y);

// 0xRRGGBB as the scene's rectangles take it, opaque
void canvas_colour(float colour[4], uint32_t rgb);
// Pixels of a logical length, at least 1
uint32_t canvas_pixels(double logical, float scale);

#endif
