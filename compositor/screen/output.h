// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SCREEN_OUTPUT_H
#define COMPOSITOR_SCREEN_OUTPUT_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "compositor/screen/pace.h"

/*
 * One output: its mode, and the scene drawn on it at the output's own pace. Where it
 * is stands in the desk's output layout; an output that is not there shows nothing.
 */

struct loop_source;
struct screen;
struct wlr_output;
struct wlr_scene_output;

struct output {
	struct screen *screen; // borrowed
	struct wlr_output *wlr; // borrowed, outlives us
	struct wlr_scene_output *scene; // owned; NULL: not in the layout
	struct wl_list link; // screen.outputs
	bool nested; // a window on another desktop: its user may close it
	struct pace pace;
	struct loop_source *timer; // for the next picture; owned

	struct wl_listener frame, present, commit, request_state, destroy;
};

// Switches it on and puts it in the layout. NULL on failure. Ends with its wlr_output.
struct output *output_create(struct screen *screen, struct wlr_output *wlr);
void output_destroy(struct output *output); // NULL is fine

// The layout has changed: be where it says
void output_update_place(struct output *output);
// Draw soon, whatever has changed
void output_redraw(struct output *output);

#endif
