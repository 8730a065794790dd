// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_TOPLEVEL_INPUT_H
#define COMPOSITOR_LOCAL_TOPLEVEL_INPUT_H

#include "compositor/desk/window.h"

/*
 * A local program's window as a receiver of input: wlr_seat, the surface under
 * the point, and what toplevel.c does for the rest of the table.
 */
extern const struct window_impl toplevel_impl;

#endif
