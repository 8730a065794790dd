// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SWITCHER_H
#define COMPOSITOR_DESK_SWITCHER_H

#include <stdbool.h>

/*
 * The window switcher: a list of the windows, those that are shown in the order of
 * use and then the others, each with its label's colour, pattern and name before its
 * title. Open while Super is held; a window that is unmapped meanwhile leaves it.
 */

struct desk;

void switcher_step(struct desk *desk, bool backwards); // opens it, or goes on
bool switcher_open(const struct desk *desk);
void switcher_choose(struct desk *desk); // Super was released
void switcher_cancel(struct desk *desk);

#endif
