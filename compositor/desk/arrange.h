// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_ARRANGE_H
#define COMPOSITOR_DESK_ARRANGE_H

#include <wlr/util/box.h>

#include "compositor/desk/window.h"

/*
 * The functions of place.h with the outputs that the desk has now. All boxes are
 * interiors in the layout. Without an output nothing moves.
 */

// For a window that is about to be mapped: its place's, the one that it had, by its
// parent, or on the output under the cursor
struct wlr_box arrange_first(const struct window *window);
// For a window that goes to this place, on its output; before it is mapped on the one
// under the cursor
struct wlr_box arrange_place(const struct window *window, enum window_place place);
// Moved so that the title bar stays reachable
struct wlr_box arrange_reachable(const struct window *window, const struct wlr_box *box);
// The same for what the content's size makes of the window's box. What grows to the left
// may not push its name off the screen either: only the user puts it there.
struct wlr_box arrange_drawn(const struct window *window, const struct wlr_box *drawn);
// The same by making it smaller at the top, for a top edge that is dragged
struct wlr_box arrange_cut_top(const struct window *window, const struct wlr_box *box);

#endif
