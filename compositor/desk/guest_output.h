// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GUEST_OUTPUT_H
#define COMPOSITOR_DESK_GUEST_OUTPUT_H

#include <stdint.h>

/*
 * The outputs as guests learn of them: an id, and size, scale and refresh in coarse
 * buckets, so that a VM cannot tell one desk from another. The sizes of its own windows
 * are as they are; a maximised one still tells of its output.
 */

struct desk;
struct desk_guest;
struct gui_output;
struct wlr_output;

// A new link: tell all outputs
void guest_output_connected(struct desk_guest *guest);
// Outputs came, went or changed: tell every guest what differs, and of its windows where
// they are. Called by desk.c, when desk.outputs and their boxes are as they are now.
void guest_output_update(struct desk *desk);
// The id by which guests know output, 1 .. GUI_OUTPUTS_MAX; 0: they do not
uint32_t guest_output_id(struct desk *desk, const struct wlr_output *output);
// The scale that guests are told of an output, 120 is 1: as it is, or the next bucket
uint32_t guest_output_scale(const struct wlr_output *output);
// The refresh rate that guests are told of an output, mHz
uint32_t guest_output_refresh(const struct wlr_output *output);

// From true values (refresh 0: unknown) to those of the buckets
void guest_output_coarsen(struct gui_output *record);

#endif
