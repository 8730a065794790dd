// SPDX-License-Identifier: MIT
/*
 * A window of black and white pixels in turns, drawn for whatever scale is preferred:
 * anything that is scaled on its way to the screen becomes grey.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <wayland-client.h>

#include "fractional-scale-v1-client-protocol.h"
#include "tests/e2e/pest.h"
#include "viewporter-client-protocol.h"

#define WIDTH 120 // logical; with the height a whole number of pixels at many scales
#define HEIGHT 32

struct checker {
	struct pest pest;
	struct wp_fractional_scale_manager_v1 *scales;
	uint32_t *pixels; // of the pool
};

static void draw(struct checker *checker, uint32_t scale) {
	int32_t width = (int32_t)(WIDTH * scale / 120), height = (int32_t)(HEIGHT * scale / 120);
	if (width * height > PEST_SIDE * PEST_SIDE) {
		return;
	}
	for (int32_t i = 0; i < width * height; ++i) {
		bool white = (i % width + i / width) % 2 == 0;
		checker->pixels[i] = white ? 0xffffffff : 0xff000000;
	}
	struct pest *pest = &checker->pest;
	wp_viewport_set_destination(pest->viewport, WIDTH, HEIGHT);
	wl_surface_attach(pest->app.surface, pest_buffer(pest, width, height), 0, 0);
	wl_surface_damage_buffer(pest->app.surface, 0, 0, width, height);
	wl_surface_commit(pest->app.surface);
}

static void handle_scale(void *data, struct wp_fractional_scale_v1 *object, uint32_t scale) {
	draw(data, scale);
}

static const struct wp_fractional_scale_v1_listener scale_listener = {
	.preferred_scale = handle_scale,
};

int main(void) {
	struct checker checker = {0};
	struct pest *pest = &checker.pest;
	if (!pest_init(pest) || !pest_open(pest, "checker")) {
		fprintf(stderr, "checker: cannot begin\n");
		return 1;
	}
	checker.pixels = mmap(NULL, PEST_SIDE * PEST_SIDE * 4, PROT_READ | PROT_WRITE, MAP_SHARED,
		pest->pool_fd, 0);
	checker.scales = applet_bind(&pest->app, &wp_fractional_scale_manager_v1_interface, 1);
	if (checker.pixels == MAP_FAILED || checker.scales == NULL) {
		return 1;
	}
	struct wp_fractional_scale_v1 *scale = wp_fractional_scale_manager_v1_get_fractional_scale(
		checker.scales, pest->app.surface);
	wp_fractional_scale_v1_add_listener(scale, &scale_listener, &checker);
	while (wl_display_dispatch(pest->app.display) >= 0) {
	}
	return 0;
}
