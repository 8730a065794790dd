// SPDX-License-Identifier: MIT
#include "compositor/desk/menu.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/fresh.h"
#include "compositor/desk/menu_list.h"
#include "compositor/desk/panel.h"
#include "compositor/desk/place.h"
#include "compositor/desk/pointer.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"

#define STILL 4 // logical; a hand that moves less has not moved

struct menu {
	struct desk *desk; // borrowed
	struct window *window; // borrowed
	struct panel panel;
	int x, y; // of the panel in the layout
	enum menu_entry selected;
	double cursor_x, cursor_y; // when it opened
	bool armed; // the button that goes up now was pressed here, or dragged here
	uint64_t asked_at; // ns, when a program asked for it; 0: the user did
	struct wl_listener window_change, window_unmap;
};

static void draw(struct menu *menu) {
	menu_list_draw(&menu->panel, menu->window, menu->selected, menu->x, menu->y);
}

static void select_entry(struct menu *menu, enum menu_entry entry) {
	if (!menu_entry_offered(menu->window, entry)) {
		entry = MENU_NONE;
	}
	if (entry != menu->selected) {
		menu->selected = entry;
		draw(menu);
	}
}

static int hold(int pos, int low, int high) {
	return pos > high && high > low ? high : pos < low || high <= low ? low : pos;
}

// Down and to the right of the point; where there is no room, up
static void place(struct menu *menu, double x, double y) {
	const struct wlr_box *area = &menu->panel.area;
	int right = area->x + area->width - MENU_LIST_WIDTH;
	int bottom = area->y + area->height - MENU_LIST_HEIGHT;
	menu->x = hold((int)floor(x), area->x, right);
	menu->y = (int)floor(y);
	if (menu->y > bottom && menu->y - MENU_LIST_HEIGHT >= area->y) {
		menu->y -= MENU_LIST_HEIGHT;
	}
	menu->y = hold(menu->y, area->y, bottom);
}

static void destroy(struct desk *desk) {
	struct menu *menu = desk->menu;
	desk->menu = NULL;
	wl_list_remove(&menu->window_change.link);
	wl_list_remove(&menu->window_unmap.link);
	panel_finish(&menu->panel);
	free(menu);
}

// From here on nobody else has any; what is held, they see go up
static void take_input(struct desk *desk) {
	desk->focus.press.window = NULL;
	pointer_take(desk);
	touch_cancel(desk);
	focus_release_keys(desk);
	popup_dismiss_grabs(desk, NULL);
	focus_end_menu(desk);
}

static void handle_window_change(struct wl_listener *listener, void *data) {
	struct menu *menu = wl_container_of(listener, menu, window_change);
	if (!window_shown(menu->window)) {
		menu_close(menu->desk);
	} else if (data == menu->window) {
		select_entry(menu, menu->selected);
		draw(menu);
	}
}

static void handle_window_unmap(struct wl_listener *listener, void *data) {
	struct menu *menu = wl_container_of(listener, menu, window_unmap);
	if (data == menu->window) {
		menu_close(menu->desk);
	}
}

static bool may_open(const struct window *window) {
	const struct desk *desk = window->desk;
	return !desk->lock.locked && window_shown(window) && desk->menu == NULL &&
		desk->grab.kind == GRAB_NONE && !switcher_open(desk);
}

// NULL if it may not be, or there is no memory
static struct menu *create(struct window *window, double x, double y) {
	struct desk *desk = window->desk;
	struct menu *menu = may_open(window) ? calloc(1, sizeof(*menu)) : NULL;
	if (menu == NULL || !panel_init(&menu->panel, desk, x, y)) {
		free(menu);
		return NULL;
	}
	menu->desk = desk;
	menu->window = window;
	menu->selected = MENU_NONE;
	menu->cursor_x = desk->cursor->x;
	menu->cursor_y = desk->cursor->y;
	place(menu, x, y);
	menu->window_change.notify = handle_window_change;
	wl_signal_add(&desk->events.window_change, &menu->window_change);
	menu->window_unmap.notify = handle_window_unmap;
	wl_signal_add(&desk->events.window_unmap, &menu->window_unmap);
	desk->menu = menu;
	draw(menu);
	take_input(desk);
	return desk->menu;
}

void menu_show(struct window *window, double x, double y) {
	create(window, x, y);
}

void menu_show_by_key(struct window *window) {
	struct menu *menu = create(window, window->drawn.x, window->drawn.y);
	if (menu != NULL) {
		select_entry(menu, menu_entry_step(window, MENU_NONE, MENU_DOWN));
	}
}

bool menu_request(struct window *window, int32_t x, int32_t y) {
	const struct wlr_box outer = place_outer(&window->drawn);
	if (!window->mapped || window->desk->focus.keyboard != window) {
		return false;
	}
	double at_x, at_y;
	wlr_box_closest_point(
		&outer, (double)window->drawn.x + x, (double)window->drawn.y + y, &at_x, &at_y);
	struct menu *menu = create(window, at_x, at_y);
	if (menu != NULL) {
		menu->asked_at = loop_now();
	}
	return menu != NULL;
}

bool menu_open(const struct desk *desk) {
	return desk->menu != NULL;
}

void menu_close(struct desk *desk) {
	if (desk->menu == NULL) {
		return;
	}
	destroy(desk);
	if (!desk->lock.locked) {
		focus_modifiers(desk); // as they are now
	}
	focus_pointer_update(desk);
}

static bool waits(const struct menu *menu) {
	return menu->asked_at != 0 && fresh_rest(menu->asked_at) > 0;
}

static void choose(struct menu *menu, enum menu_entry entry) {
	struct window *window = menu->window;
	if (menu_entry_offered(window, entry)) {
		menu_close(menu->desk);
		menu_entry_run(window, entry);
	}
}

static void step(struct menu *menu, enum menu_step step) {
	select_entry(menu, menu_entry_step(menu->window, menu->selected, step));
}

bool menu_key(struct desk *desk, uint32_t keysym) {
	struct menu *menu = desk->menu;
	if (waits(menu)) {
		return false;
	}
	switch (keysym) {
	case XKB_KEY_Up:
		step(menu, MENU_UP);
		return true;
	case XKB_KEY_Down:
		step(menu, MENU_DOWN);
		return true;
	case XKB_KEY_Left:
		step(menu, MENU_LEFT);
		return true;
	case XKB_KEY_Right:
		step(menu, MENU_RIGHT);
		return true;
	case XKB_KEY_Return:
	case XKB_KEY_KP_Enter:
		choose(menu, menu->selected);
		return true;
	case XKB_KEY_Escape:
		menu_close(desk);
		return true;
	default:
		return false;
	}
}

static enum menu_entry under_cursor(const struct menu *menu) {
	const struct wlr_cursor *cursor = menu->desk->cursor;
	return menu_list_at(cursor->x - menu->x, cursor->y - menu->y);
}

void menu_motion(struct desk *desk) {
	struct menu *menu = desk->menu;
	double x = desk->cursor->x - menu->cursor_x, y = desk->cursor->y - menu->cursor_y;
	menu->armed = menu->armed || hypot(x, y) > STILL;
	select_entry(menu, under_cursor(menu));
}

void menu_button(struct desk *desk, bool pressed) {
	struct menu *menu = desk->menu;
	const struct wlr_box box = {menu->x, menu->y, MENU_LIST_WIDTH, MENU_LIST_HEIGHT};
	if (waits(menu)) {
		return;
	}
	if (pressed && !wlr_box_contains_point(&box, desk->cursor->x, desk->cursor->y)) {
		menu_close(desk);
	} else if (pressed) {
		menu->armed = true;
	} else if (menu->armed) {
		choose(menu, under_cursor(menu));
	}
}
