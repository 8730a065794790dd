// SPDX-License-Identifier: MIT
#include "common/refused_drag.h"

#include <stdlib.h>
#include <wlr/types/wlr_data_device.h>

// A drag goes with its source. wlroots has no end for one that has none and has not begun;
// nothing but its icon's surface knows of it yet.
void refused_drag_end(struct wlr_drag *wlr) {
	if (wlr->source != NULL) {
		wlr_data_source_destroy(wlr->source);
		return;
	}
	struct wlr_drag_icon *icon = wlr->icon;
	if (icon != NULL) {
		wl_list_remove(&icon->surface_destroy.link);
		wl_list_remove(&wlr->icon_destroy.link);
		free(icon);
	}
	free(wlr);
}
