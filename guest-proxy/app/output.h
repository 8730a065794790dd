// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_OUTPUT_H
#define GUEST_PROXY_APP_OUTPUT_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/backend.h>

#include "protocol/records.h"

/*
 * What programs see of screens: one wl_output for each output record. Nothing is
 * ever drawn on them.
 */

struct app;
struct wlr_output_layout;
struct wlr_surface;

struct outputs {
	struct wl_list list; // output.link
	struct wlr_backend backend; // of wlr_outputs that have no device
	struct wlr_output_layout *layout; // goes with the display
	bool stale; // the list is of a compositor that is gone
	uint32_t made; // so far, for their names
};

bool outputs_init(struct app *app);
void outputs_finish(struct app *app);
// The next output record begins a new list
void outputs_expire(struct app *app);

// NULL: there is none
struct wlr_output *outputs_any(struct outputs *outputs);

// Tell a surface on which outputs it is: bit n for the compositor's output n
void outputs_send(struct outputs *outputs, struct wlr_surface *surface, uint32_t on);

// Records; data is the app
void output_changed(void *data, const struct gui_output *record);
void output_gone(void *data, const struct gui_output_gone *record);
void output_window(void *data, const struct gui_window_output *record);
void output_preferred_scale(void *data, const struct gui_preferred_scale *record);

#endif
