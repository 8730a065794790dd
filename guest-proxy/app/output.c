// SPDX-License-Identifier: MIT
#include "guest-proxy/app/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <wlr/backend/interface.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_xdg_output_v1.h>

#include "common/log.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/window.h"
#include "protocol/limits.h"

struct output {
	struct wlr_output wlr;
	struct wl_list link; // outputs.list
	uint32_t id; // the compositor's
};

static const struct wlr_backend_impl backend_impl = {0};

static void handle_output_destroy(struct wlr_output *wlr) {
	struct output *output = wl_container_of(wlr, output, wlr);
	wl_list_remove(&output->link);
	free(output);
}

static bool handle_output_commit(struct wlr_output *wlr, const struct wlr_output_state *state) {
	return true;
}

static const struct wlr_output_impl output_impl = {
	.destroy = handle_output_destroy,
	.commit = handle_output_commit,
};

// wlroots wants a buffer with each new mode; this one has no pixels
static void handle_buffer_destroy(struct wlr_buffer *buffer) {
	free(buffer);
}

static const struct wlr_buffer_impl buffer_impl = {.destroy = handle_buffer_destroy};

static void set_state(struct wlr_output_state *state, const struct gui_output *record) {
	// The record's size is logical, a mode is in pixels
	int width = (int)((record->width * record->scale + GUI_SCALE_ONE / 2) / GUI_SCALE_ONE);
	int height = (int)((record->height * record->scale + GUI_SCALE_ONE / 2) / GUI_SCALE_ONE);
	wlr_output_state_init(state);
	wlr_output_state_set_enabled(state, true);
	wlr_output_state_set_custom_mode(state, width, height, (int32_t)record->refresh);
	wlr_output_state_set_scale(state, record->scale / (float)GUI_SCALE_ONE);
}

static void create_output(struct app *app, const struct gui_output *record) {
	struct output *output = calloc(1, sizeof(*output));
	if (output == NULL) {
		log_errno("cannot make an output");
		return;
	}
	struct wlr_output_state state;
	set_state(&state, record);
	wlr_output_init(&output->wlr, &app->outputs.backend, &output_impl,
		wl_display_get_event_loop(app->display), &state);
	wlr_output_state_finish(&state);
	output->id = record->output;
	wl_list_insert(&app->outputs.list, &output->link);
	char name[32];
	snprintf(name, sizeof(name), "GUEST-%u", ++app->outputs.made);
	wlr_output_set_name(&output->wlr, name);
	wlr_output_set_description(&output->wlr, name);
	wlr_output_layout_add_auto(app->outputs.layout, &output->wlr);
}

static void change_output(struct output *output, const struct gui_output *record) {
	struct wlr_buffer *buffer = calloc(1, sizeof(*buffer));
	if (buffer == NULL) {
		log_errno("cannot change an output");
		return;
	}
	struct wlr_output_state state;
	set_state(&state, record);
	wlr_buffer_init(buffer, &buffer_impl, state.custom_mode.width, state.custom_mode.height);
	wlr_output_state_set_buffer(&state, buffer);
	wlr_buffer_drop(buffer);
	wlr_output_commit_state(&output->wlr, &state);
	wlr_output_state_finish(&state);
}

static struct output *output_from_id(struct app *app, uint32_t id) {
	struct output *output;
	wl_list_for_each(output, &app->outputs.list, link) {
		if (output->id == id) {
			return output;
		}
	}
	return NULL;
}

// Programs that start before the compositor has come do not run without an output:
// this one is there until a real one is
static const struct gui_output stand_in = {
	.output = 0,
	.width = 1280,
	.height = 720,
	.scale = GUI_SCALE_ONE,
	.refresh = 60000,
};

bool outputs_init(struct app *app) {
	wl_list_init(&app->outputs.list);
	wlr_backend_init(&app->outputs.backend, &backend_impl);
	app->outputs.layout = wlr_output_layout_create(app->display);
	if (app->outputs.layout == NULL ||
		wlr_xdg_output_manager_v1_create(app->display, app->outputs.layout) == NULL) {
		return false;
	}
	create_output(app, &stand_in);
	app->outputs.stale = true;
	return true;
}

static void destroy_outputs(struct app *app, const struct output *but) {
	struct output *output, *next;
	wl_list_for_each_safe(output, next, &app->outputs.list, link) {
		if (output != but) {
			wlr_output_destroy(&output->wlr);
		}
	}
}

void outputs_finish(struct app *app) {
	destroy_outputs(app, NULL);
	wlr_backend_finish(&app->outputs.backend);
}

void outputs_expire(struct app *app) {
	app->outputs.stale = true;
}

struct wlr_output *outputs_any(struct outputs *outputs) {
	if (wl_list_empty(&outputs->list)) {
		return NULL;
	}
	struct output *output = wl_container_of(outputs->list.next, output, link);
	return &output->wlr;
}

// New windows are drawn for the finest screen until told better
static void update_scale(struct app *app) {
	struct output *output;
	app->scale = GUI_SCALE_ONE;
	wl_list_for_each(output, &app->outputs.list, link) {
		uint32_t scale = (uint32_t)(output->wlr.scale * GUI_SCALE_ONE + 0.5f);
		app->scale = scale > app->scale ? scale : app->scale;
	}
}

/*
 * An output of the old compositor becomes one of the new: programs dislike to be
 * without any, and Xwayland does not start if one goes while it does. Those that are
 * left over go.
 */
static struct output *take_over(struct app *app, struct output *output, uint32_t id) {
	if (output == NULL && !wl_list_empty(&app->outputs.list)) {
		output = wl_container_of(app->outputs.list.next, output, link);
		output->id = id;
	}
	destroy_outputs(app, output);
	app->outputs.stale = false;
	return output;
}

void output_changed(void *data, const struct gui_output *record) {
	struct app *app = data;
	struct output *output = output_from_id(app, record->output);
	if (app->outputs.stale) {
		output = take_over(app, output, record->output);
	}
	if (output != NULL) {
		change_output(output, record);
	} else {
		create_output(app, record);
	}
	update_scale(app);
}

void output_gone(void *data, const struct gui_output_gone *record) {
	struct app *app = data;
	struct output *output = output_from_id(app, record->output);
	if (output != NULL) {
		wlr_output_destroy(&output->wlr);
	}
	update_scale(app);
}

void outputs_send(struct outputs *outputs, struct wlr_surface *surface, uint32_t on) {
	struct output *output;
	wl_list_for_each(output, &outputs->list, link) {
		if (on & (1u << output->id)) {
			wlr_surface_send_enter(surface, &output->wlr);
		} else {
			wlr_surface_send_leave(surface, &output->wlr);
		}
	}
}

void output_window(void *data, const struct gui_window_output *record) {
	struct window *window = window_from_id(data, record->window);
	if (window == NULL) {
		return;
	}
	uint32_t bit = 1u << record->output;
	window->outputs = record->entered ? window->outputs | bit : window->outputs & ~bit;
	window_send_place(window);
}

void output_preferred_scale(void *data, const struct gui_preferred_scale *record) {
	struct window *window = window_from_id(data, record->window);
	if (window == NULL || window->scale == record->scale) {
		return;
	}
	window->scale = record->scale;
	window_send_place(window);
	window_change(window);
}
