// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_ACTION_H
#define COMPOSITOR_DESK_ACTION_H

#include "compositor/desk/window.h"

/*
 * What the keys that are bound, and the window menu, do.
 */

struct conf_binding;
struct desk;

// Nothing while locked. The binding may be gone when it returns.
void action_run(struct desk *desk, const struct conf_binding *binding);
// To this place; the second time back
void action_toggle_place(struct window *window, enum window_place place);

#endif
