// SPDX-License-Identifier: MIT
#include "compositor/desk/cursor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xcursor_manager.h>

#include "common/log.h"
#include "compositor/desk/canvas.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/window.h"
#include "compositor/edge/guest.h"

#define SEEN 0x40 // alpha of a pixel that the user can see
#define NAME_MAX_LEN 32 // bytes, with the terminator

enum cursor_wish { // of the program that has the pointer
	CURSOR_NONE, // it has not asked
	CURSOR_SHAPE,
	CURSOR_IMAGE,
	CURSOR_HIDDEN,
	CURSOR_LOCAL, // a local program's surface
};

struct cursor {
	char shown[NAME_MAX_LEN]; // of the theme, "" if it is not one of these
	enum cursor_wish wish;
	const char *shape; // CURSOR_SHAPE; static
	struct wlr_scene_buffer *image; // CURSOR_IMAGE: in the holder's interior
	struct wl_listener image_destroy;
	uint32_t image_width, image_height; // pixels
	double hot_x, hot_y, scale; // hot spot is logical; pixels a logical unit
};

// The interior that has the pointer, if it is a guest's
struct holder {
	struct desk_guest *guest;
	struct wlr_scene_tree *interior;
	uint32_t width, height;
};

static bool find_holder(struct desk *desk, struct holder *holder) {
	const struct focus *focus = &desk->focus;
	struct guest_window *window = focus->pointer != NULL ? guest_window_from(focus->pointer)
							     : NULL;
	struct popup *popup = focus->pointer_popup;
	if (window != NULL) {
		*holder = (struct holder){window->guest, window->window.interior,
			window->window.width, window->window.height};
	} else if (popup != NULL) {
		*holder = (struct holder){popup->guest, popup->interior, (uint32_t)popup->box.width,
			(uint32_t)popup->box.height};
	}
	return window != NULL || popup != NULL;
}

// A theme that lacks a name would show nothing
static const char *in_theme(struct desk *desk, const char *name) {
	static const char *const others[] = {"default", "left_ptr"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (wlr_xcursor_manager_get_xcursor(desk->xcursors, name, 1) != NULL) {
			break;
		}
		name = others[i];
	}
	return name;
}

static void show_theme(struct desk *desk, const char *name) {
	struct cursor *cursor = desk->cursors;
	if (strcmp(cursor->shown, name) != 0) {
		snprintf(cursor->shown, sizeof(cursor->shown), "%s", name);
		wlr_cursor_set_xcursor(desk->cursor, desk->xcursors, in_theme(desk, name));
	}
}

static void show_nothing(struct desk *desk) {
	wlr_cursor_unset_image(desk->cursor);
	desk->cursors->shown[0] = '\0';
}

static void drop_image(struct cursor *cursor) {
	if (cursor->image != NULL) {
		wlr_scene_node_destroy(&cursor->image->node); // and its listener
	}
}

static void set_wish(struct desk *desk, enum cursor_wish wish) {
	drop_image(desk->cursors);
	desk->cursors->wish = wish;
}

static void handle_image_destroy(struct wl_listener *listener, void *data) {
	struct cursor *cursor = wl_container_of(listener, cursor, image_destroy);
	wl_list_remove(&cursor->image_destroy.link);
	cursor->image = NULL;
}

bool cursor_init(struct desk *desk) {
	desk->cursors = calloc(1, sizeof(*desk->cursors));
	if (desk->cursors == NULL) {
		return false;
	}
	if (!wlr_xcursor_manager_load(desk->xcursors, 1)) {
		log_error("no cursor theme");
	}
	show_theme(desk, "default");
	return true;
}

void cursor_finish(struct desk *desk) {
	if (desk->cursors != NULL) {
		drop_image(desk->cursors);
	}
	free(desk->cursors);
	desk->cursors = NULL;
}

// Whether the user sees the holder's pixels where the pointer is: with a button down it
// may be anywhere
static bool over_holder(struct desk *desk) {
	const struct focus *focus = &desk->focus;
	struct hit hit = hit_at(desk, desk->cursor->x, desk->cursor->y);
	return hit.part == FRAME_INTERIOR && hit.window == focus->pointer &&
		hit.popup == focus->pointer_popup && hit.surface == NULL;
}

// One side of the image: what is shown of it, and of which pixels
struct side {
	double pos, len; // in the interior, logical
	double src_pos, src_len; // pixels
};

// To 1/256, so that sums are exact: wlroots asserts that no source leaves its texture
static double fixed(double value) {
	return floor(value * GUI_FIXED_ONE) / GUI_FIXED_ONE;
}

static struct side cut(double pos, uint32_t pixels, double scale, double most) {
	double len = ceil(pixels / scale), per_unit = pixels / len;
	struct side side = {.pos = fmax(pos, 0)};
	side.len = fmax(fmin(pos + len, most) - side.pos, 0);
	side.src_pos = fixed((side.pos - pos) * per_unit);
	side.src_len = fmin(fixed(side.len * per_unit), pixels - side.src_pos);
	return side;
}

// The image with its hot spot at the pointer, as far as it lies in the interior
static void place_image(struct desk *desk, const struct holder *holder) {
	struct cursor *cursor = desk->cursors;
	int left, top;
	wlr_scene_node_coords(&holder->interior->node, &left, &top);
	const struct side x = cut(round(desk->cursor->x - left - cursor->hot_x),
		cursor->image_width, cursor->scale, holder->width);
	const struct side y = cut(round(desk->cursor->y - top - cursor->hot_y),
		cursor->image_height, cursor->scale, holder->height);
	bool any = x.len >= 1 && y.len >= 1 && x.src_len > 0 && y.src_len > 0;
	wlr_scene_node_set_enabled(&cursor->image->node, any);
	if (any) {
		const struct wlr_fbox src = {x.src_pos, y.src_pos, x.src_len, y.src_len};
		wlr_scene_buffer_set_source_box(cursor->image, &src);
		wlr_scene_buffer_set_dest_size(cursor->image, (int)x.len, (int)y.len);
		wlr_scene_node_set_position(&cursor->image->node, (int)x.pos, (int)y.pos);
	}
}

static void show_wish(struct desk *desk, const struct holder *holder) {
	struct cursor *cursor = desk->cursors;
	if (cursor->wish == CURSOR_SHAPE) {
		show_theme(desk, cursor->shape);
	} else if (cursor->wish == CURSOR_HIDDEN) {
		show_nothing(desk);
	} else if (cursor->image != NULL) {
		place_image(desk, holder);
		show_nothing(desk);
	} else {
		show_theme(desk, "default");
	}
}

void cursor_update(struct desk *desk) {
	struct cursor *cursor = desk->cursors;
	struct holder holder;
	if (cursor->wish == CURSOR_NONE || cursor->wish == CURSOR_LOCAL ||
		!find_holder(desk, &holder)) {
		return;
	}
	bool over = !desk->lock.locked && over_holder(desk);
	if (over) {
		show_wish(desk, &holder);
		return;
	}
	if (cursor->image != NULL) {
		wlr_scene_node_set_enabled(&cursor->image->node, false);
	}
	show_theme(desk, "default");
}

void cursor_set(struct desk *desk, const char *name) {
	set_wish(desk, CURSOR_NONE);
	show_theme(desk, name);
}

void cursor_reset(struct desk *desk) {
	cursor_set(desk, "default");
}

static bool has_pointer(struct desk_guest *guest, struct holder *holder) {
	return find_holder(guest->desk, holder) && holder->guest == guest;
}

static void hide(struct desk *desk) {
	bool may = desk->conf->guest_cursor_hide;
	set_wish(desk, may ? CURSOR_HIDDEN : CURSOR_NONE);
	if (!may) {
		show_theme(desk, "default");
	}
	cursor_update(desk);
}

void cursor_guest_shape(struct desk_guest *guest, uint32_t shape) {
	struct desk *desk = guest->desk;
	struct holder holder;
	if (!has_pointer(guest, &holder)) {
		return;
	}
	if (shape == 0) {
		hide(desk);
		return;
	}
	set_wish(desk, CURSOR_SHAPE);
	desk->cursors->shape = wlr_cursor_shape_v1_name(shape);
	cursor_update(desk);
}

// False if the user would see nothing of it
static bool copy_pixels(struct canvas *canvas, const struct guest_cursor *image) {
	uint32_t most = 0;
	for (uint32_t y = 0; y < image->height; y++) {
		const uint32_t *row = image->pixels + (size_t)y * image->width;
		for (uint32_t x = 0; x < image->width; x++) {
			most = row[x] >> 24 > most ? row[x] >> 24 : most;
		}
		memcpy(canvas_pixel(canvas, 0, y), row, image->width * sizeof(*row));
	}
	return most >= SEEN;
}

static void set_image(
	struct cursor *cursor, struct wlr_scene_tree *interior, const struct guest_cursor *image) {
	struct canvas *canvas = canvas_create(image->width, image->height, false);
	if (canvas == NULL || !copy_pixels(canvas, image)) {
		canvas_drop(canvas);
		return;
	}
	cursor->image = wlr_scene_buffer_create(interior, &canvas->base);
	canvas_drop(canvas); // the node keeps it
	if (cursor->image == NULL) {
		return;
	}
	cursor->image_destroy.notify = handle_image_destroy;
	wl_signal_add(&cursor->image->node.events.destroy, &cursor->image_destroy);
	wlr_scene_node_set_enabled(&cursor->image->node, false);
	cursor->image_width = image->width;
	cursor->image_height = image->height;
	cursor->scale = image->scale / (double)GUI_SCALE_ONE;
	cursor->hot_x = image->hot_x / cursor->scale;
	cursor->hot_y = image->hot_y / cursor->scale;
}

void cursor_guest_image(struct desk_guest *guest, const struct guest_cursor *image) {
	struct desk *desk = guest->desk;
	struct holder holder;
	if (!has_pointer(guest, &holder)) {
		return;
	}
	set_wish(desk, CURSOR_IMAGE);
	set_image(desk->cursors, holder.interior, image);
	if (desk->cursors->image == NULL) {
		hide(desk);
		return;
	}
	cursor_update(desk);
}

static bool local_has_pointer(const struct desk *desk) {
	const struct focus *focus = &desk->focus;
	return focus->pointer_surface != NULL ||
		(focus->pointer != NULL && guest_window_from(focus->pointer) == NULL);
}

void cursor_local_shape(struct desk *desk, const char *name) {
	if (local_has_pointer(desk)) {
		set_wish(desk, CURSOR_LOCAL);
		show_theme(desk, name);
	}
}

void cursor_local_surface(
	struct desk *desk, struct wlr_surface *surface, int32_t hot_x, int32_t hot_y) {
	if (local_has_pointer(desk)) {
		set_wish(desk, CURSOR_LOCAL);
		wlr_cursor_set_surface(desk->cursor, surface, hot_x, hot_y);
		desk->cursors->shown[0] = '\0';
	}
}

const char *cursor_name(const struct desk *desk) {
	return desk->cursors->shown;
}
