// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_LAYER_SHELL_H
#define COMPOSITOR_LOCAL_LAYER_SHELL_H

/*
 * Surfaces that programs of the GUI domain put at a layer of an output: bar,
 * launcher, notifications, background.
 */

struct desk;
struct layer_shell;

struct layer_shell *layer_shell_create(struct desk *desk); // NULL on failure
void layer_shell_destroy(struct layer_shell *shell); // NULL is fine

#endif
