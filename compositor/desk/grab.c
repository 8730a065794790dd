// SPDX-License-Identifier: MIT
#include "compositor/desk/grab.h"

#include <math.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output_layout.h>

#include "compositor/desk/cursor.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/place.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/window.h"
#include "protocol/types.h"

#define GRAB_SNAP 8 // logical, from the edge of the output
#define GRAB_LOOSE 16 // logical, that a window with a place must be dragged to leave it

static bool is_pressed(const struct focus *focus, const struct window *window) {
	return focus->buttons > 0 && (focus->press.window == window || focus->pointer == window);
}

static bool begin(struct desk *desk, struct window *window, enum grab_kind kind) {
	if (desk->grab.kind != GRAB_NONE || desk->lock.locked ||
		window->place == WINDOW_FULLSCREEN) {
		return false;
	}
	pointer_take(desk); // its program sees the button go up
	desk->grab = (struct grab){
		.kind = kind,
		.window = window,
		.x = desk->cursor->x,
		.y = desk->cursor->y,
		.box = window->box,
		.before = {window->place, window->box, window->floating},
	};
	return true;
}

bool grab_begin_move(struct desk *desk, struct window *window) {
	if (!is_pressed(&desk->focus, window) || !begin(desk, window, GRAB_MOVE)) {
		return false;
	}
	cursor_set(desk, "grabbing");
	return true;
}

const char *grab_resize_cursor(uint32_t edges) {
	bool left = edges & GUI_EDGE_LEFT, right = edges & GUI_EDGE_RIGHT;
	if (edges & GUI_EDGE_TOP) {
		return left ? "nw-resize" : right ? "ne-resize" : "n-resize";
	}
	if (edges & GUI_EDGE_BOTTOM) {
		return left ? "sw-resize" : right ? "se-resize" : "s-resize";
	}
	return left ? "w-resize" : "e-resize";
}

bool grab_begin_resize(struct desk *desk, struct window *window, uint32_t edges) {
	if (edges == 0 || !is_pressed(&desk->focus, window) || !begin(desk, window, GRAB_RESIZE)) {
		return false;
	}
	desk->grab.edges = edges;
	cursor_set(desk, grab_resize_cursor(edges));
	return true;
}

bool grab_carry(struct desk *desk, struct window *window, enum grab_kind kind) {
	const struct wlr_box *box = &window->drawn;
	bool move = kind == GRAB_MOVE;
	if (!window_shown(window) || !begin(desk, window, kind)) {
		return false;
	}
	wlr_cursor_warp_closest(desk->cursor, NULL, box->x + (move ? box->width / 2.0 : box->width),
		box->y + (move ? -FRAME_TITLE / 2.0 : box->height));
	struct grab *grab = &desk->grab;
	grab->carried = true;
	grab->edges = move ? 0 : GUI_EDGE_RIGHT | GUI_EDGE_BOTTOM;
	grab->x = desk->cursor->x;
	grab->y = desk->cursor->y;
	cursor_set(desk, move ? "grabbing" : grab_resize_cursor(grab->edges));
	return true;
}

// A maximised or snapped window comes along at its own size, held at the same part
// of its width
static void make_floating(struct grab *grab, const struct wlr_cursor *cursor) {
	double part = (grab->x - grab->box.x) / fmax(grab->box.width, 1);
	window_set_place(grab->window, WINDOW_FLOATING);
	struct wlr_box box = grab->window->box;
	box.x = (int)round(cursor->x - part * box.width);
	box.y = (int)round(cursor->y - (grab->y - grab->box.y));
	grab->box = box;
	grab->x = cursor->x;
	grab->y = cursor->y;
}

static void move(struct desk *desk) {
	struct grab *grab = &desk->grab;
	double dx = desk->cursor->x - grab->x, dy = desk->cursor->y - grab->y;
	if (grab->window->place != WINDOW_FLOATING) {
		if (hypot(dx, dy) < GRAB_LOOSE) {
			return;
		}
		make_floating(grab, desk->cursor);
		dx = dy = 0;
	}
	window_move(grab->window, grab->box.x + (int)round(dx), grab->box.y + (int)round(dy));
}

// The side opposite to the one that is dragged stays where it is
static void resize_axis(int *pos, int *size, uint32_t limited, bool low_edge) {
	if (low_edge) {
		*pos += *size - (int)limited;
	}
	*size = (int)limited;
}

struct least {
	uint32_t width, height;
};

// What the window wishes for, as far as there is room for it
static struct least least_size(const struct window *window) {
	struct least least = {window->min_width, window->min_height};
	const struct desk_output *output = desk_output_of(window->desk, &window->box);
	if (output != NULL) {
		const struct wlr_box inner = place_inner(&output->usable);
		least.width = place_limit((int32_t)least.width, 0, (uint32_t)inner.width);
		least.height = place_limit((int32_t)least.height, 0, (uint32_t)inner.height);
	}
	return least;
}

static void resize(struct desk *desk) {
	struct grab *grab = &desk->grab;
	struct window *window = grab->window;
	bool left = grab->edges & GUI_EDGE_LEFT, right = grab->edges & GUI_EDGE_RIGHT;
	bool top = grab->edges & GUI_EDGE_TOP, bottom = grab->edges & GUI_EDGE_BOTTOM;
	int dx = (int)round(desk->cursor->x - grab->x), dy = (int)round(desk->cursor->y - grab->y);
	struct wlr_box box = grab->box;
	int width = box.width + (left ? -dx : right ? dx : 0);
	int height = box.height + (top ? -dy : bottom ? dy : 0);
	const struct least least = least_size(window);
	resize_axis(&box.x, &box.width, place_limit(width, least.width, window->max_width), left);
	resize_axis(
		&box.y, &box.height, place_limit(height, least.height, window->max_height), top);
	if (window->place != WINDOW_FLOATING) {
		window->floating = window->box;
		window_set_place(window, WINDOW_FLOATING);
	}
	window->resizing = true;
	window_resize(window, &box);
}

void grab_motion(struct desk *desk) {
	if (desk->grab.kind == GRAB_MOVE) {
		move(desk);
	} else if (desk->grab.kind == GRAB_RESIZE) {
		resize(desk);
	}
}

// Where a window that is dropped with the pointer here goes
static enum window_place drop_place(struct desk *desk) {
	double x = desk->cursor->x, y = desk->cursor->y;
	struct wlr_output *output = wlr_output_layout_output_at(desk->layout, x, y);
	if (output == NULL) {
		return WINDOW_FLOATING;
	}
	struct wlr_box box;
	wlr_output_layout_get_box(desk->layout, output, &box);
	if (y < box.y + GRAB_SNAP) {
		return WINDOW_MAXIMIZED;
	}
	if (x < box.x + GRAB_SNAP) {
		return WINDOW_SNAP_LEFT;
	}
	return x >= box.x + box.width - GRAB_SNAP ? WINDOW_SNAP_RIGHT : WINDOW_FLOATING;
}

void grab_end(struct desk *desk) {
	struct grab grab = desk->grab;
	desk->grab = (struct grab){0};
	if (grab.kind == GRAB_NONE) {
		return;
	}
	bool moved = grab.window->box.x != grab.box.x || grab.window->box.y != grab.box.y;
	if (grab.kind == GRAB_MOVE && moved && drop_place(desk) != WINDOW_FLOATING) {
		window_set_place(grab.window, drop_place(desk));
	} else if (grab.window->resizing) {
		grab.window->resizing = false;
		grab.window->impl->configure(grab.window);
	}
	desk->focus.press.window = NULL;
	pointer_update(desk);
}

// It floats if it was moved at all
static void go_back(const struct grab *grab) {
	struct window *window = grab->window;
	window->resizing = false;
	if (window->place != WINDOW_FLOATING) {
		return;
	}
	window_resize(window, &grab->before.box);
	if (grab->before.place != WINDOW_FLOATING) {
		window_set_place(window, grab->before.place);
		window->floating = grab->before.floating;
	}
}

void grab_cancel(struct desk *desk) {
	struct grab grab = desk->grab;
	desk->grab = (struct grab){0};
	if (grab.kind != GRAB_NONE) {
		go_back(&grab);
		desk->focus.press.window = NULL;
		pointer_update(desk);
	}
}

void grab_forget(struct desk *desk, struct window *window) {
	if (desk->grab.kind != GRAB_NONE && desk->grab.window == window) {
		window->resizing = false;
		desk->grab = (struct grab){0};
	}
}
