// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SWITCHER_LIST_H
#define COMPOSITOR_DESK_SWITCHER_LIST_H

#include <stddef.h>

/*
 * The switcher's list, in the middle of its panel's output.
 */

struct panel;
struct window;

#define SWITCHER_ROWS_MAX 12

// Show some rows round the selected one
void switcher_list_draw(
	struct panel *panel, struct window *const *windows, size_t count, size_t selected);
// The first row that is shown
size_t switcher_list_first(size_t count, size_t selected);

#endif
