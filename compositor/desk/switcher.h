// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SWITCHER_H
#define COMPOSITOR_DESK_SWITCHER_H

#include <stdbool.h>

/*
 * The window switcher: a list of the windows in the order of use, each with its
 * label's colour, pattern and name before its title. Open while Super is held.
 */

struct desk;

void switcher_step(struct desk *desk, bool backwards); // opens it, or goes on
bool switcher_open(const struct desk *desk);
void switcher_choose(struct desk *desk); // Super was released
void switcher_cancel(struct desk *desk);

#endif
