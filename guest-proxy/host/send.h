// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_SEND_H
#define GUEST_PROXY_HOST_SEND_H

#include <stddef.h>

#include "protocol/records.h"

/*
 * send_<record>(link, &record) for each record of gui.def that a guest sends,
 * hello, pools and buffers excepted: those are the business of link.c and
 * pages.c. Without a link they do nothing. A record that breaks the table is a
 * fault of ours: it is logged and not sent.
 */

struct link;

void send_toplevel_create(struct link *link, const struct gui_toplevel_create *record);
void send_popup_create(struct link *link, const struct gui_popup_create *record);
void send_popup_reposition(struct link *link, const struct gui_popup_reposition *record);
void send_drag_create(struct link *link, const struct gui_drag_create *record);
void send_window_destroy(struct link *link, const struct gui_window_destroy *record);
void send_commit(struct link *link, const struct gui_commit *record);
void send_title(struct link *link, const struct gui_title *record);
void send_app_id(struct link *link, const struct gui_app_id *record);
void send_parent(struct link *link, const struct gui_parent *record);
void send_size_limits(struct link *link, const struct gui_size_limits *record);
void send_hints(struct link *link, const struct gui_hints *record);
void send_attention(struct link *link, const struct gui_attention *record);
void send_move_request(struct link *link, const struct gui_move_request *record);
void send_resize_request(struct link *link, const struct gui_resize_request *record);
void send_state_request(struct link *link, const struct gui_state_request *record);
void send_menu_request(struct link *link, const struct gui_menu_request *record);
void send_cursor_shape(struct link *link, const struct gui_cursor_shape *record);
void send_constrain(struct link *link, const struct gui_constrain *record);
void send_unconstrain(struct link *link, const struct gui_unconstrain *record);
void send_lock_hint(struct link *link, const struct gui_lock_hint *record);

// A cursor image in pieces: width * height ARGB8888 pixels, premultiplied
void send_cursor_image(
	struct link *link, const struct gui_cursor_begin *begin, const uint32_t *pixels);

#endif
