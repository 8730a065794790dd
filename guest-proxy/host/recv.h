// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_RECV_H
#define GUEST_PROXY_HOST_RECV_H

#include <stddef.h>

#include "protocol/records.h"

/*
 * What the compositor tells the proxy: one callback for each record of gui.def
 * that it sends, but for those by which the link itself lives (welcome is
 * connected, a keymap comes whole). None of them is called from within a send
 * function. Ids may be of windows that the proxy has destroyed by now.
 */
struct recv {
	// A link is up. Nothing of an earlier one is left: create all anew.
	void (*connected)(void *data, const struct gui_welcome *record);
	// The link is gone; another will be tried for. Programs go on.
	void (*lost)(void *data);
	// There may be room now for what was held back, an id for a window, or pages
	void (*room)(void *data);
	void (*keymap)(void *data, const char *keymap, size_t len); // xkb text v1
	void (*capabilities)(void *data, const struct gui_capabilities *record);
	void (*output)(void *data, const struct gui_output *record);
	void (*output_gone)(void *data, const struct gui_output_gone *record);
	void (*configure)(void *data, const struct gui_configure *record);
	void (*popup_configure)(void *data, const struct gui_popup_configure *record);
	void (*popup_dismissed)(void *data, const struct gui_popup_dismissed *record);
	void (*drag_dropped)(void *data, const struct gui_drag_dropped *record);
	void (*close)(void *data, const struct gui_close *record);
	void (*frame_done)(void *data, const struct gui_frame_done *record);
	void (*presented)(void *data, const struct gui_presented *record);
	void (*visible)(void *data, const struct gui_visible *record);
	void (*window_output)(void *data, const struct gui_window_output *record);
	void (*preferred_scale)(void *data, const struct gui_preferred_scale *record);
	void (*repeat)(void *data, const struct gui_repeat *record);
	void (*keyboard_enter)(void *data, const struct gui_keyboard_enter *record);
	void (*keyboard_leave)(void *data, const struct gui_keyboard_leave *record);
	void (*key)(void *data, const struct gui_key *record);
	void (*modifiers)(void *data, const struct gui_modifiers *record);
	void (*input_reset)(void *data, const struct gui_input_reset *record);
	void (*pointer_enter)(void *data, const struct gui_pointer_enter *record);
	void (*pointer_leave)(void *data, const struct gui_pointer_leave *record);
	void (*pointer_motion)(void *data, const struct gui_pointer_motion *record);
	void (*pointer_button)(void *data, const struct gui_pointer_button *record);
	void (*pointer_axis)(void *data, const struct gui_pointer_axis *record);
	void (*pointer_frame)(void *data, const struct gui_pointer_frame *record);
	void (*pointer_relative)(void *data, const struct gui_pointer_relative *record);
	void (*constrained)(void *data, const struct gui_constrained *record);
	void (*touch_down)(void *data, const struct gui_touch_down *record);
	void (*touch_up)(void *data, const struct gui_touch_up *record);
	void (*touch_motion)(void *data, const struct gui_touch_motion *record);
	void (*touch_frame)(void *data, const struct gui_touch_frame *record);
	void (*touch_cancel)(void *data, const struct gui_touch_cancel *record);
};

#endif
