// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_PROGRAM_H
#define TESTS_LIB_PROGRAM_H

#include <stdbool.h>
#include <wlr/util/box.h>

#include "compositor/desk/label.h"
#include "compositor/desk/window.h"

/*
 * A window whose program obeys when the test says so: it counts what it is asked,
 * and has a new size after window_resized() only. What goes wrong ends the test's
 * case.
 */

struct program {
	struct window window;
	struct label label;
	int configures;
	bool visible, keyboard; // as it was told
};

// Not mapped, its content 200 x 100 large
struct program *program_create(struct desk *desk, const char *guest);
// The same, mapped, where the desk likes
struct program *program_map(struct desk *desk, const char *guest);
// The same, after an act of the user that gives it the keyboard
struct program *program_map_focused(struct desk *desk, const char *guest);
void program_destroy(struct program *program);

// The interior as the desk asks for it
void program_assert_asked(const struct program *program, struct wlr_box wanted);
// The interior as the scene has it
void program_assert_drawn(const struct program *program, struct wlr_box wanted);

#endif
