// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_MENU_LIST_H
#define COMPOSITOR_DESK_MENU_LIST_H

#include <wlr/util/box.h>

#include "compositor/desk/menu_entry.h"

/*
 * The window menu's pixels: the label, the window's title, the entries. Logical,
 * relative to the menu's corner.
 */

struct panel;
struct window;

#define MENU_LIST_WIDTH 296
#define MENU_LIST_HEIGHT 314

struct wlr_box menu_list_box(enum menu_entry entry);
// The entry there; MENU_NONE between them and outside
enum menu_entry menu_list_at(double x, double y);
// Show it, its corner at x, y of the layout
void menu_list_draw(
	struct panel *panel, const struct window *window, enum menu_entry selected, int x, int y);

#endif
