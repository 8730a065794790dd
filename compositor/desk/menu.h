// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_MENU_H
#define COMPOSITOR_DESK_MENU_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The window menu: ours, above all windows, headed by its window's label. While it is
 * open nobody else gets input. It goes with its window, with the workspace, with a
 * change of the outputs and when the desk is locked.
 */

struct desk;
struct window;

// The user asks: at this point of the layout, or by a key, below the title bar
void menu_show(struct window *window, double x, double y);
void menu_show_by_key(struct window *window);
// Its program asks, at this point of the interior: only for the window that has the
// keyboard, and only over that window. What the user does in the first GUI_HOLD_OFF ms
// was not meant for the menu, and does nothing. False if there is no menu for it.
bool menu_request(struct window *window, int32_t x, int32_t y);
bool menu_open(const struct desk *desk);
void menu_close(struct desk *desk);

// Input while it is open; the cursor has moved already. keysym is xkb's, without Shift;
// false if the menu has no use for it.
bool menu_key(struct desk *desk, uint32_t keysym);
void menu_motion(struct desk *desk);
void menu_button(struct desk *desk, bool pressed);

#endif
