// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_TREE_H
#define COMPOSITOR_CONTROL_TREE_H

#include <stdbool.h>

struct desk;
struct json_object;

/*
 * Add what is on the desk to object: "locked", "workspace", "outputs", "guests",
 * "windows" from the top down, "popups". Boxes are logical, in the layout: "interior"
 * is the guest's, "frame" is ours around it. False without memory.
 */
bool tree_fill(struct desk *desk, struct json_object *object);

#endif
