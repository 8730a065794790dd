// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_POPUP_TREE_H
#define COMPOSITOR_LOCAL_POPUP_TREE_H

struct desk;
struct wlr_scene_tree;
struct wlr_xdg_popup;

/*
 * A popup of a local program, with those it opens itself. It is kept on the output
 * that root is on, and lives until its xdg_popup goes. The origin of root is that of the
 * window geometry of what it belongs to.
 */
void popup_tree_create(struct desk *desk, struct wlr_scene_tree *root, struct wlr_xdg_popup *xdg);

#endif
