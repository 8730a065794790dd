// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_POPUP_H
#define COMPOSITOR_LOCAL_POPUP_H

struct desk;
struct wlr_scene_tree;
struct wlr_xdg_popup;

/*
 * A popup of a local program, with those it opens itself. It is kept on the output
 * that its parent is on, and lives until its xdg_popup goes. parent's origin is that
 * of the parent's window geometry.
 */
void popup_tree_create(struct desk *desk, struct wlr_scene_tree *parent, struct wlr_xdg_popup *xdg);

#endif
