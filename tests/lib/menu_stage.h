// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_MENU_STAGE_H
#define TESTS_LIB_MENU_STAGE_H

#include <stdint.h>
#include <wlr/util/box.h>

#include "compositor/desk/menu_entry.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"

/*
 * A stage with a focused window of a guest, and a user who opens its menu. What goes
 * wrong ends the test's case.
 */

struct menu_stage {
	struct stage *stage;
	struct desk *desk;
	struct recorder *recorder; // its interior is 300 x 100, at 50, 60
	struct window *window; // its
};

void menu_stage_init(struct menu_stage *stage);
void menu_stage_finish(struct menu_stage *stage);

void menu_stage_right_click(struct menu_stage *stage, double x, double y);
// By a right click on the name cell. The recorder's log is empty then.
void menu_stage_open(struct menu_stage *stage);
// Where the open menu is, in the layout
struct wlr_box menu_stage_box(const struct menu_stage *stage);
void menu_stage_point(struct menu_stage *stage, enum menu_entry entry);
void menu_stage_click(struct menu_stage *stage, enum menu_entry entry);
void menu_stage_tap(struct menu_stage *stage, uint32_t key); // evdev
void menu_stage_super(struct menu_stage *stage, uint32_t key); // with Super held

#endif
