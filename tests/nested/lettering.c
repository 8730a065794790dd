// SPDX-License-Identifier: MIT
/*
 * lettering bold|plain INK GROUND TEXT FILE: a line of text as frames have it, as a
 * picture in PPM.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/util/box.h>

#include "compositor/desk/canvas.h"
#include "compositor/desk/title.h"

#define FONT "sans-serif" // as conf.c has it

static uint32_t colour_of(const char *text) {
	return (uint32_t)strtoul(text, NULL, 16);
}

static bool write_ppm(const char *path, struct canvas *canvas) {
	FILE *file = fopen(path, "wb");
	if (file == NULL) {
		return false;
	}
	uint32_t width = (uint32_t)canvas->base.width, height = (uint32_t)canvas->base.height;
	fprintf(file, "P6\n%u %u\n255\n", width, height);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			uint32_t pixel = *canvas_pixel(canvas, x, y);
			fputc((int)(pixel >> 16 & 0xff), file);
			fputc((int)(pixel >> 8 & 0xff), file);
			fputc((int)(pixel & 0xff), file);
		}
	}
	return fclose(file) == 0;
}

int main(int argc, char *argv[]) {
	if (argc != 6) {
		fputs("usage: lettering bold|plain INK GROUND TEXT FILE\n", stderr);
		return 2;
	}
	const struct title_style style = {
		FONT, 1, strcmp(argv[1], "bold") == 0, colour_of(argv[2])};
	uint32_t width = title_width(&style, argv[4]);
	struct canvas *canvas = canvas_create(width, TITLE_HEIGHT, true);
	bool done = false;
	if (width > 0 && canvas != NULL) {
		const struct wlr_box box = {.width = (int)width, .height = TITLE_HEIGHT};
		canvas_fill(canvas, &box, colour_of(argv[3]));
		title_draw(canvas, &box, &style, argv[4]);
		done = write_ppm(argv[5], canvas);
	}
	if (!done) {
		fprintf(stderr, "lettering: %s: %s\n", argv[5], strerror(errno));
	}
	canvas_drop(canvas);
	title_finish();
	return done ? 0 : 1;
}
