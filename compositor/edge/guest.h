// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_GUEST_H
#define COMPOSITOR_EDGE_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * One VM as the GUI domain sees it: a link that comes and goes, what the VM
 * holds over it, and the only way in which its records reach the desk. All that
 * arrives here has been checked against gui.def and against what the guest
 * holds: ids exist and have the right role, buffers lie in their pool, source,
 * geometry and damage in their buffer, serials were really sent.
 */

struct guest;
struct loop;
struct transport_impl;
struct transport_pages;

#define GUEST_NAME_MAX 32 // bytes, with the terminator
#define GUEST_ADDRESS_MAX 108 // likewise, of a socket's path

struct guest_conf {
	char name[GUEST_NAME_MAX]; // [a-z0-9-], from dom0
	char address[GUEST_ADDRESS_MAX]; // for the transport
	const struct transport_impl *transport;
	// What this guest may hold, up to the limits in limits.h; 0: as much as these
	uint32_t windows_max, pools_max, buffers_max, pages_max;
};

// A cursor image, whole. bytes are ARGB8888, premultiplied, width * 4 a row.
struct guest_cursor {
	uint32_t width, height, hot_x, hot_y, scale;
	const uint32_t *pixels; // borrowed for the call
};

/*
 * The desk's side. Called from the loop, never from within a send function. A
 * handler that returns false has no room: the guest's link is then ended.
 * Handlers may not destroy the guest.
 */
struct guest_events {
	// hello and welcome are done. Nothing of an earlier link is left.
	void (*connected)(void *data);
	// The link is gone, for this reason. Every window, buffer and pool of it is
	// gone with it: the desk forgets them now and calls nothing for them.
	void (*lost)(void *data, const char *reason);
	// No pong for GUI_SILENCE_GREY (true), or pong again (false)
	void (*silent)(void *data, bool silent);

	// Maps pages, false if it cannot; takes what it needs from pages before it returns
	bool (*pool_create)(void *data, const struct gui_pool_create *record,
		const struct transport_pages *pages);
	void (*pool_destroy)(void *data, const struct gui_pool_destroy *record);
	bool (*buffer_create)(void *data, const struct gui_buffer_create *record);
	void (*buffer_destroy)(void *data, const struct gui_buffer_destroy *record);
	bool (*toplevel_create)(void *data, const struct gui_toplevel_create *record);
	bool (*popup_create)(void *data, const struct gui_popup_create *record);
	void (*popup_reposition)(void *data, const struct gui_popup_reposition *record);
	bool (*drag_create)(void *data, const struct gui_drag_create *record);
	// Popups of a window are destroyed before it
	void (*window_destroy)(void *data, const struct gui_window_destroy *record);
	// damage is clipped to the buffer
	bool (*commit)(void *data, const struct gui_commit *record);
	void (*title)(void *data, const struct gui_title *record);
	void (*app_id)(void *data, const struct gui_app_id *record);
	void (*parent)(void *data, const struct gui_parent *record);
	void (*size_limits)(void *data, const struct gui_size_limits *record);
	void (*hints)(void *data, const struct gui_hints *record);
	void (*attention)(void *data, const struct gui_attention *record);
	void (*move_request)(void *data, const struct gui_move_request *record);
	void (*resize_request)(void *data, const struct gui_resize_request *record);
	void (*state_request)(void *data, const struct gui_state_request *record);
	void (*menu_request)(void *data, const struct gui_menu_request *record);
	void (*cursor_shape)(void *data, const struct gui_cursor_shape *record);
	void (*cursor_image)(void *data, const struct guest_cursor *cursor);
	void (*constrain)(void *data, const struct gui_constrain *record);
	void (*unconstrain)(void *data, const struct gui_unconstrain *record);
	void (*lock_hint)(void *data, const struct gui_lock_hint *record);
};

// Begins to connect, and goes on trying. conf is copied; events are borrowed for
// ever. NULL on failure.
struct guest *guest_create(struct loop *loop, const struct guest_conf *conf,
	const struct guest_events *events, void *data);
// Calls nothing; NULL is fine
void guest_destroy(struct guest *guest);

const char *guest_name(const struct guest *guest);
// How many pages all guests together can have mapped, by this one's transport
uint32_t guest_pages_max(const struct guest *guest);
bool guest_connected(const struct guest *guest);
// End the link for a reason of the desk; events->lost comes from the loop. The
// guest may connect again.
void guest_fail(struct guest *guest, const char *reason);

// ns since this link's hello, for records; 0 without a link. now is CLOCK_MONOTONIC.
uint64_t guest_time(const struct guest *guest, uint64_t now);
// A serial for a record that wants one: never 0
uint32_t guest_serial(struct guest *guest);

#endif
