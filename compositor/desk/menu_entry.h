// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_MENU_ENTRY_H
#define COMPOSITOR_DESK_MENU_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/desk.h"

/*
 * What the window menu offers for a window.
 */

struct window;

enum menu_entry { // as they stand, from above; the workspaces in one row
	MENU_MAXIMIZE, // or back
	MENU_MINIMIZE,
	MENU_FULLSCREEN, // or back
	MENU_MOVE,
	MENU_RESIZE,
	MENU_WORKSPACE, // the first one; entry MENU_WORKSPACE + n moves to workspace n
	MENU_CLOSE = MENU_WORKSPACE + DESK_WORKSPACES,
	MENU_NONE, // none of them
};

enum menu_step {
	MENU_UP,
	MENU_DOWN,
	MENU_LEFT,
	MENU_RIGHT,
};

bool menu_entry_is_workspace(enum menu_entry entry);
// The words of one that is no workspace, in this window's state
const char *menu_entry_text(const struct window *window, enum menu_entry entry);
// Whether it would do something now
bool menu_entry_offered(const struct window *window, enum menu_entry entry);
// The next one that is offered in this direction, round the ends; the same if there is none
enum menu_entry menu_entry_step(
	const struct window *window, enum menu_entry entry, enum menu_step step);
// The window may be gone or hidden when it returns
void menu_entry_run(struct window *window, enum menu_entry entry);

#endif
