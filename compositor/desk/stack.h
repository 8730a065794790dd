// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_STACK_H
#define COMPOSITOR_DESK_STACK_H

#include <stdbool.h>

/*
 * Which window is above which: desk.windows, the top one first, and the nodes of
 * DESK_WINDOWS in the same order.
 */

struct desk;
struct window;
struct wlr_box;

#define STACK_DEPTH_MAX 16 // dialogs of dialogs that follow their parent

// At the bottom. The end of window.link takes it out.
void stack_add(struct window *window);
// To the top, its dialogs above it
void stack_raise(struct window *window);
// A guest's window that comes unasked: below the one that the user works with, and the
// dialogs and parents of that
void stack_yield(struct window *window);

// Whether window is of family: itself, its dialog, or a dialog's. Parents that go round
// in a circle are no harm.
bool stack_belongs(const struct window *window, const struct window *family);
// The top one that is shown and of the same guest, other than window. NULL if none.
struct window *stack_next(const struct window *window);
// The visible one whose frame or content is at this point of the layout. NULL if none.
struct window *stack_at(struct desk *desk, double x, double y);
// Whether any of a fullscreen window is seen on the output with this box: then local
// layers give way, or they would hide its label
bool stack_fullscreen(struct desk *desk, const struct wlr_box *output);

#endif
