// SPDX-License-Identifier: MIT
#include "compositor/desk/press.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_scene.h>

#include "common/loop.h"
#include "compositor/desk/constraint.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/keys.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/window.h"
#include "protocol/types.h"

static struct window *window_of(const struct hit *hit) {
	return hit->popup != NULL ? hit->popup->window : hit->window;
}

// A click on its own guest's pixels is for the program to judge
static void dismiss_menus(struct desk *desk, const struct hit *hit) {
	popup_dismiss_grabs(desk, hit->part == FRAME_INTERIOR ? window_of(hit) : NULL);
	if (hit->surface == NULL) {
		focus_end_menu(desk);
	}
}

// The bar, or a launcher that asks for the keyboard only when clicked
static void focus_layer(struct desk *desk, struct wlr_surface *surface) {
	struct wlr_layer_surface_v1 *layer = wlr_layer_surface_v1_try_from_wlr_surface(
		wlr_surface_get_root_surface(surface));
	if (layer != NULL &&
		layer->current.keyboard_interactive !=
			ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE) {
		focus_surface(desk, layer->surface);
	}
}

void press_focus(struct desk *desk, const struct hit *hit) {
	dismiss_menus(desk, hit);
	struct window *window = window_of(hit);
	if (hit->surface != NULL) {
		focus_layer(desk, hit->surface);
	} else if (window != NULL) {
		window_raise(window);
		focus_window(desk, window, FOCUS_ACT);
		constraint_resume(window);
	}
}

// The edges nearest to the pointer: those of its quarter of the window
static uint32_t nearest_edges(const struct hit *hit) {
	uint32_t edges = hit->x < hit->window->width / 2.0 ? GUI_EDGE_LEFT : GUI_EDGE_RIGHT;
	return edges | (hit->y < hit->window->height / 2.0 ? GUI_EDGE_TOP : GUI_EDGE_BOTTOM);
}

// With Super every button is ours
static void press_with_super(struct desk *desk, const struct hit *hit, uint32_t button) {
	press_focus(desk, hit);
	if (hit->window == NULL) {
		return;
	}
	if (button == BTN_LEFT) {
		grab_begin_move(desk, hit->window);
	} else if (button == BTN_RIGHT) {
		grab_begin_resize(desk, hit->window, nearest_edges(hit));
	}
}

// Back also from fullscreen, where the button shows the same
static void toggle_maximized(struct window *window) {
	bool back = window->place == WINDOW_MAXIMIZED || window->place == WINDOW_FULLSCREEN;
	window_set_place(window, back ? WINDOW_FLOATING : WINDOW_MAXIMIZED);
}

static void press_title(struct desk *desk, struct window *window, uint64_t time) {
	struct focus_press *press = &desk->focus.press;
	double x = desk->cursor->x, y = desk->cursor->y;
	bool again = press->click == window->id &&
		time - press->click_time < PRESS_DOUBLE_CLICK * LOOP_NS_PER_MS &&
		hypot(x - press->click_x, y - press->click_y) <= PRESS_DOUBLE_REACH;
	press->click = again ? 0 : window->id;
	press->click_time = time;
	press->click_x = x;
	press->click_y = y;
	if (again) {
		toggle_maximized(window);
	} else {
		grab_begin_move(desk, window);
	}
}

static void press_frame(struct desk *desk, const struct hit *hit, uint64_t time, uint32_t button) {
	bool title = hit->part == FRAME_TITLE_BAR || hit->part == FRAME_LABEL;
	int x, y;
	if (title && button == BTN_LEFT) {
		press_title(desk, hit->window, time);
	} else if (title && button == BTN_RIGHT) {
		menu_show(hit->window, desk->cursor->x, desk->cursor->y);
	} else if (hit->part == FRAME_EDGE && button == BTN_LEFT) {
		wlr_scene_node_coords(&hit->window->tree->node, &x, &y);
		grab_begin_resize(desk, hit->window,
			frame_edges_at(
				hit->window->frame, desk->cursor->x - x, desk->cursor->y - y));
	}
}

// A button of the frame acts when it is let go where it went down
static void release_frame(struct desk *desk, const struct focus_press *press) {
	struct hit hit = hit_at(desk, desk->cursor->x, desk->cursor->y);
	if (press->window == NULL || hit.window != press->window || hit.part != press->part) {
		return;
	}
	if (hit.part == FRAME_MINIMIZE) {
		window_minimize(hit.window, true);
	} else if (hit.part == FRAME_MAXIMIZE) {
		toggle_maximized(hit.window);
	} else if (hit.part == FRAME_CLOSE) {
		window_close(hit.window);
	}
}

void press_down(struct desk *desk, uint64_t time, uint32_t button) {
	struct focus *focus = &desk->focus;
	if (focus->buttons > 1) {
		pointer_button(desk, time, button, true); // to whoever has the first
		return;
	}
	struct hit hit = hit_at(desk, desk->cursor->x, desk->cursor->y);
	focus->press.window = NULL;
	if (pointer_hold_off(desk, &hit) > 0) {
		return;
	}
	focus->press.window = hit.window;
	focus->press.part = hit.part;
	if (keys_super_held(desk) && !desk->lock.locked) {
		press_with_super(desk, &hit, button);
		return;
	}
	press_focus(desk, &hit);
	if (hit.window != NULL && hit.part != FRAME_INTERIOR) {
		press_frame(desk, &hit, time, button);
	} else {
		pointer_button(desk, time, button, true);
	}
}

void press_up(struct desk *desk, uint64_t time, uint32_t button) {
	struct focus *focus = &desk->focus;
	pointer_button(desk, time, button, false);
	if (focus->buttons > 0) {
		return;
	}
	struct focus_press press = focus->press;
	focus->press.window = NULL;
	if (button == BTN_LEFT) {
		release_frame(desk, &press);
	}
	pointer_update(desk);
}
