// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_WINDOW_H
#define COMPOSITOR_DESK_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/desk/fresh.h"
#include "compositor/desk/home.h"
#include "protocol/limits.h"

/*
 * A framed toplevel on the desk, of a guest or of a local program: place, size,
 * state and frame, of which this file is the one owner. What differs by whose
 * window it is stands in window_impl.
 */

struct desk;
struct frame;
struct label;
struct window;
struct wlr_pointer_axis_event;
struct wlr_scene_tree;

struct window_impl {
	// Ask for the size of window->box and window's states. May be called often; the
	// implementation merges what the program has not answered.
	void (*configure)(struct window *window);
	void (*close)(struct window *window);
	// Whether any of it can be seen: minimised, on another workspace, locked
	void (*set_visible)(struct window *window, bool visible);
	// Input; positions are relative to the interior
	void (*keyboard_enter)(struct window *window);
	void (*keyboard_leave)(struct window *window);
	void (*key)(struct window *window, uint64_t time, uint32_t key, bool pressed); // ns, evdev
	void (*modifiers)(struct window *window);
	void (*pointer_enter)(struct window *window, double x, double y);
	void (*pointer_leave)(struct window *window);
	void (*pointer_motion)(struct window *window, uint64_t time, double x, double y);
	void (*pointer_button)(struct window *window, uint64_t time, uint32_t button, bool pressed);
	void (*pointer_axis)(struct window *window, const struct wlr_pointer_axis_event *event);
	void (*pointer_frame)(struct window *window);
	void (*pointer_relative)(
		struct window *window, uint64_t time, const double delta[4]); // dx dy raw_dx raw_dy
	void (*touch_down)(struct window *window, uint64_t time, int32_t id, double x, double y);
	void (*touch_motion)(struct window *window, uint64_t time, int32_t id, double x, double y);
	void (*touch_up)(struct window *window, uint64_t time, int32_t id);
	void (*touch_frame)(struct window *window);
	void (*touch_cancel)(struct window *window);
};

enum window_place { // what holds the box
	WINDOW_FLOATING,
	WINDOW_MAXIMIZED,
	WINDOW_FULLSCREEN,
	WINDOW_SNAP_LEFT,
	WINDOW_SNAP_RIGHT,
	WINDOW_SNAP_TOP,
	WINDOW_SNAP_BOTTOM,
};

struct window {
	const struct window_impl *impl;
	struct desk *desk; // borrowed
	const struct label *label; // borrowed, outlives the window
	struct wl_list link; // desk.windows, also when not mapped

	struct wlr_scene_tree *tree; // at the outer frame's corner
	struct wlr_scene_tree *interior; // the content; clipped to box's size by its owner
	struct frame *frame; // above interior in tree
	struct wlr_box box; // of the interior, in the layout: what we asked for
	struct wlr_box drawn; // the same as it is on the screen: of the content's size
	struct wlr_box floating; // to go back to
	struct home home;
	const struct desk_output *output; // that holds most of it; only to be compared
	uint32_t width, height; // what the content has now; the frame is as large as this
	bool hold_right, hold_bottom; // that side stays while the content has not box's size

	enum window_place place;
	enum window_place before; // before WINDOW_FULLSCREEN
	bool visible; // shown, and the desk is not locked
	bool mapped, minimized, activated, resizing, attention;
	bool grey; // its guest is silent or gone
	uint32_t workspace;
	uint64_t mapped_at; // ns, for the hold-off
	struct fresh fresh; // likewise
	uint32_t min_width, min_height, max_width, max_height; // 0: none
	struct window *parent; // borrowed, NULL when it goes
	char title[GUI_TITLE_MAX + 1]; // cleaned by text_title()
	char app_id[GUI_APP_ID_MAX + 1]; // cleaned by text_app_id()
	uint32_t id; // for mamparo-msg, never used twice
};

// Fills *window; not on the desk until window_map(). False if there is no room.
bool window_init(struct window *window, const struct window_impl *impl, struct desk *desk,
	const struct label *label);
// Takes it off the desk, out of focus, grabs and every parent
void window_finish(struct window *window);

// The first content is there: place it (unless it has a place), show it, and focus
// it if the rules allow
void window_map(struct window *window);
void window_unmap(struct window *window);

// The content has this size now
void window_resized(struct window *window, uint32_t width, uint32_t height);
// What it has is the program's last word: while it floats, this is what we ask for now
void window_accept(struct window *window);
void window_set_title(struct window *window, const char *title); // cleaned already
void window_set_app_id(struct window *window, const char *app_id); // likewise
// A fullscreen window that is to float goes back to the place that it had before
void window_set_place(struct window *window, enum window_place place);
void window_minimize(struct window *window, bool minimized);
void window_move(struct window *window, int32_t x, int32_t y); // of the interior
void window_resize(struct window *window, const struct wlr_box *box); // of the interior
void window_raise(struct window *window);
void window_set_workspace(struct window *window, uint32_t workspace);
void window_close(struct window *window);
// Outputs, or what layers leave of them, have changed: place and scale follow
void window_rearrange(struct window *window);
// Its guest is silent or gone
void window_set_grey(struct window *window, bool grey);
void window_set_attention(struct window *window);
// What window_shown() depends on has changed: workspace, lock
void window_update_shown(struct window *window);
bool window_shown(const struct window *window); // mapped, not minimised, on this workspace

#endif
