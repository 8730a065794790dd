// SPDX-License-Identifier: MIT
#ifndef COMMON_REFUSED_DRAG_H
#define COMMON_REFUSED_DRAG_H

/*
 * A drag that a program has asked for and nobody has started: it goes, and leaves nothing.
 */

struct wlr_drag;

void refused_drag_end(struct wlr_drag *wlr);

#endif
