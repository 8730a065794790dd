// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_SEND_H
#define GUEST_PROXY_HOST_SEND_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/records.h"

/*
 * send_<record>(link, &record) for each record of gui.def that a guest sends,
 * hello, pools and buffers excepted: those are the business of link.c and
 * pages.c. Without a link they do nothing. A record that breaks the table is a
 * fault of ours: it is logged and not sent.
 *
 * A program can ask for some as often as it likes. They are held back while many
 * records wait for the compositor, or one program could clog the link of all.
 */

struct link;

void send_toplevel_create(struct link *link, const struct gui_toplevel_create *record);
void send_popup_create(struct link *link, const struct gui_popup_create *record);
void send_popup_reposition(struct link *link, const struct gui_popup_reposition *record);
void send_drag_create(struct link *link, const struct gui_drag_create *record);
void send_window_destroy(struct link *link, const struct gui_window_destroy *record);
void send_commit(struct link *link, const struct gui_commit *record);
void send_unconstrain(struct link *link, const struct gui_unconstrain *record);

// False: held back; try again at recv.room
bool send_title(struct link *link, const struct gui_title *record);
bool send_app_id(struct link *link, const struct gui_app_id *record);
bool send_parent(struct link *link, const struct gui_parent *record);
bool send_size_limits(struct link *link, const struct gui_size_limits *record);
bool send_hints(struct link *link, const struct gui_hints *record);
bool send_cursor_shape(struct link *link, const struct gui_cursor_shape *record);
bool send_constrain(struct link *link, const struct gui_constrain *record);
// A cursor image in pieces: width * height ARGB8888 pixels, premultiplied
bool send_cursor_image(
	struct link *link, const struct gui_cursor_begin *begin, const uint32_t *pixels);

// False: held back, and not worth to be sent later
bool send_attention(struct link *link, const struct gui_attention *record);
bool send_move_request(struct link *link, const struct gui_move_request *record);
bool send_resize_request(struct link *link, const struct gui_resize_request *record);
bool send_state_request(struct link *link, const struct gui_state_request *record);
bool send_menu_request(struct link *link, const struct gui_menu_request *record);
bool send_lock_hint(struct link *link, const struct gui_lock_hint *record);

#endif
