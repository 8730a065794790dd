// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_TASKBAR_H
#define COMPOSITOR_LOCAL_TASKBAR_H

/*
 * The windows as a bar sees them, by wlr-foreign-toplevel-management. Bars shape
 * text with a font engine: a guest's title reaches them only as "[name] " and a
 * fixed list of plain characters.
 */

struct desk;
struct taskbar;
struct wlr_foreign_toplevel_manager_v1;

struct taskbar *taskbar_create(struct desk *desk); // NULL on failure
// What bars are told; borrowed
struct wlr_foreign_toplevel_manager_v1 *taskbar_manager(struct taskbar *taskbar);
void taskbar_destroy(struct taskbar *taskbar); // NULL is fine

#endif
