// SPDX-License-Identifier: MIT
#include "guest-proxy/app/canvas.h"

#include <wlr/types/wlr_compositor.h>

#include "guest-proxy/app/compose.h"
#include "guest-proxy/app/damage.h"
#include "guest-proxy/app/tree.h"
#include "protocol/limits.h"
#include "protocol/types.h"

void canvas_init(struct canvas *canvas) {
	*canvas = (struct canvas){.scale = GUI_SCALE_ONE};
	pixman_region32_init(&canvas->damage);
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		pixman_region32_init(&canvas->owed[i]);
	}
}

void canvas_finish(struct canvas *canvas) {
	canvas_lose(canvas);
	pixman_region32_fini(&canvas->damage);
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		pixman_region32_fini(&canvas->owed[i]);
	}
}

static void damage_all(struct canvas *canvas) {
	pixman_region32_fini(&canvas->damage);
	pixman_region32_init_rect(&canvas->damage, 0, 0, canvas->width, canvas->height);
}

void canvas_lose(struct canvas *canvas) {
	pages_set_destroy(canvas->pages);
	canvas->pages = NULL;
	damage_all(canvas);
}

// What no buffer can hold is cut off
static int limit(int logical, uint32_t scale) {
	int max = scale > GUI_SCALE_ONE ? GUI_SIZE_MAX * GUI_SCALE_ONE / (int)scale : GUI_SIZE_MAX;
	if (logical < 1) {
		return 1;
	}
	return logical < max ? logical : max;
}

static bool covers(const struct tree *tree, const struct wlr_box *box) {
	pixman_box32_t region = {box->x, box->y, box->x + box->width, box->y + box->height};
	return tree->surface != NULL &&
		pixman_region32_contains_rectangle(&tree->surface->opaque_region, &region) ==
		PIXMAN_REGION_IN;
}

// An opaque window costs the compositor less. One that becomes opaque waits for its
// next size: a program that wavers must not cost a new set of pages each time.
static void choose_pages(struct canvas *canvas, const struct tree *tree) {
	uint32_t width = (uint32_t)compose_pixels(canvas->box.width, canvas->scale);
	uint32_t height = (uint32_t)compose_pixels(canvas->box.height, canvas->scale);
	bool opaque = covers(tree, &canvas->box);
	if (canvas->pages != NULL && width == canvas->width && height == canvas->height &&
		(opaque || canvas->format == GUI_FORMAT_ARGB8888)) {
		return;
	}
	canvas->width = width;
	canvas->height = height;
	canvas->format = opaque ? GUI_FORMAT_XRGB8888 : GUI_FORMAT_ARGB8888;
	canvas_lose(canvas);
}

static void add_damage(struct canvas *canvas, pixman_region32_t *logical) {
	pixman_region32_translate(logical, -canvas->box.x, -canvas->box.y);
	damage_scale(logical, logical, canvas->scale);
	pixman_region32_union(&canvas->damage, &canvas->damage, logical);
	pixman_region32_intersect_rect(
		&canvas->damage, &canvas->damage, 0, 0, canvas->width, canvas->height);
}

struct wlr_box canvas_shown(const struct wlr_box *box, uint32_t scale) {
	return (struct wlr_box){
		.x = tree_near(box->x),
		.y = tree_near(box->y),
		.width = limit(box->width, scale),
		.height = limit(box->height, scale),
	};
}

void canvas_update(
	struct canvas *canvas, struct tree *tree, const struct wlr_box *box, uint32_t scale) {
	pixman_region32_t logical;
	pixman_region32_init(&logical);
	tree_collect(tree, &logical);
	struct wlr_box shown = canvas_shown(box, scale);
	bool moved = !wlr_box_equal(&shown, &canvas->box) || scale != canvas->scale;
	canvas->box = shown;
	canvas->scale = scale;
	choose_pages(canvas, tree);
	if (moved) {
		damage_all(canvas);
	}
	add_damage(canvas, &logical);
	pixman_region32_fini(&logical);
}

bool canvas_damaged(const struct canvas *canvas) {
	return pixman_region32_not_empty((pixman_region32_t *)&canvas->damage);
}

static void owe(struct canvas *canvas, const struct pages_buffer *buffer) {
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		pixman_region32_union(&canvas->owed[i], &canvas->owed[i], &canvas->damage);
	}
	pixman_region32_t *owed = &canvas->owed[buffer->index];
	if (buffer->fresh) {
		pixman_region32_fini(owed);
		pixman_region32_init_rect(owed, 0, 0, buffer->width, buffer->height);
	}
	pixman_region32_intersect_rect(owed, owed, 0, 0, buffer->width, buffer->height);
}

static bool draw(struct canvas *canvas, struct pages_buffer *buffer, const struct tree *tree) {
	pixman_format_code_t format = canvas->format == GUI_FORMAT_XRGB8888 ? PIXMAN_x8r8g8b8
									    : PIXMAN_a8r8g8b8;
	pixman_image_t *image = pixman_image_create_bits_no_clear(format, (int)buffer->width,
		(int)buffer->height, buffer->pixels, (int)buffer->stride);
	if (image == NULL) {
		return false;
	}
	struct compose_target target = {.image = image, .box = canvas->box, .scale = canvas->scale};
	compose_tree(tree, &target, &canvas->owed[buffer->index]);
	pixman_image_unref(image);
	pixman_region32_clear(&canvas->owed[buffer->index]);
	return true;
}

struct pages_buffer *canvas_draw(struct canvas *canvas, struct link *link, const struct tree *tree,
	pixman_region32_t *drawn) {
	if (canvas->pages == NULL) {
		canvas->pages = pages_set_create(
			link, canvas->width, canvas->height, canvas->format);
	}
	struct pages_buffer *buffer = canvas->pages != NULL ? pages_acquire(canvas->pages) : NULL;
	if (buffer == NULL) {
		return NULL;
	}
	owe(canvas, buffer);
	if (!draw(canvas, buffer, tree)) {
		return NULL;
	}
	pixman_region32_copy(drawn, &canvas->damage);
	pixman_region32_clear(&canvas->damage);
	return buffer;
}
