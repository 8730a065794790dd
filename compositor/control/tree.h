// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_TREE_H
#define COMPOSITOR_CONTROL_TREE_H

struct desk;
struct json_object;

/*
 * Add what is on the desk to object: "locked", "workspace", "outputs", "guests",
 * "windows" from the top down, "popups". Boxes are logical, in the layout: "interior"
 * is the guest's, "frame" is ours around it. What there is no memory for is left out.
 */
void tree_fill(struct desk *desk, struct json_object *object);

#endif
