// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_POPUP_BASE_H
#define COMPOSITOR_DESK_POPUP_BASE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "compositor/desk/desk.h"

/*
 * What popups and drag icons have in common, for popup.c and popup_drag.c: nodes,
 * frame and content; how they are shown and how they end.
 */

struct desk_guest;
struct popup;

// In desk.popups, above all others of layer, not shown. NULL if there is no memory.
struct popup *popup_base_create(struct desk_guest *guest, uint32_t id, enum desk_layer layer);

// How large the content is, as far as it may be so large
void popup_base_size(
	const struct popup *popup, uint32_t width, uint32_t height, struct wlr_box *box);
// With its frame, in the layout
struct wlr_box popup_base_outer(const struct popup *popup);
// Draw it where popup->box says
void popup_base_arrange(struct popup *popup);
// Mapped, and so is all that it stands on
bool popup_base_shown(const struct popup *popup);
// Show or hide it, as popup_base_shown() says
void popup_base_show(struct popup *popup);

// Take it and what stands on it off the screen, from the top, and tell the guest
void popup_base_dismiss(struct popup *popup);

// In popup_drag.c: the content of a drag icon has changed
void popup_drag_update(struct popup *popup);

#endif
