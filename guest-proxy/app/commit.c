// SPDX-License-Identifier: MIT
#include "guest-proxy/app/commit.h"

#include <time.h>
#include <wlr/types/wlr_compositor.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/content.h"
#include "guest-proxy/app/damage.h"
#include "guest-proxy/app/presentation.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/send.h"

// A commit as it is being put together
struct draft {
	struct gui_commit record;
	struct gui_rect rects[GUI_RECTS_MAX];
};

static void add_damage(struct draft *draft, const pixman_region32_t *damage) {
	draft->record.damage = (uint32_t)damage_rects(damage, draft->rects, GUI_DAMAGE_MAX);
	draft->record.count = draft->record.damage;
}

static void add_input(struct draft *draft, struct window *window) {
	const struct wlr_box *box = &window->canvas.box;
	pixman_region32_t input;
	pixman_region32_init(&input);
	tree_input_region(&window->tree, &input);
	pixman_region32_translate(&input, -box->x, -box->y);
	pixman_region32_intersect_rect(
		&input, &input, 0, 0, (unsigned)box->width, (unsigned)box->height);
	pixman_box32_t whole = {0, 0, box->width, box->height};
	bool all = pixman_region32_contains_rectangle(&input, &whole) == PIXMAN_REGION_IN;
	if (all && !window->input_all) {
		draft->record.flags |= GUI_COMMIT_INPUT_ALL;
	} else if (!all && (window->input_all || !pixman_region32_equal(&input, &window->input))) {
		draft->record.flags |= GUI_COMMIT_INPUT_REGION;
		draft->record.count += (uint32_t)damage_rects(&input,
			draft->rects + draft->record.count, GUI_RECTS_MAX - draft->record.count);
	}
	window->input_all = all;
	pixman_region32_copy(&window->input, &input);
	pixman_region32_fini(&input);
}

// Draws what has changed. False if that must wait for a free buffer.
static bool add_buffer(struct draft *draft, struct window *window) {
	if (!canvas_damaged(&window->canvas)) {
		return true;
	}
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	struct pages_buffer *buffer = canvas_draw(
		&window->canvas, window->app->link, &window->tree, &damage);
	if (buffer != NULL) {
		draft->record.flags |= GUI_COMMIT_BUFFER;
		draft->record.buffer = buffer->id;
		add_damage(draft, &damage);
		pages_commit(buffer);
		window->committed = true;
		window->shown_scale = window->canvas.scale;
		window->shown_width = (uint32_t)window->canvas.box.width;
		window->shown_height = (uint32_t)window->canvas.box.height;
	}
	pixman_region32_fini(&damage);
	return buffer != NULL;
}

static uint32_t take_ack(struct window *window) {
	uint32_t serial = window->answer;
	if (window->impl->acked != NULL) {
		uint32_t newer = window->impl->acked(window);
		serial = newer != 0 ? newer : serial;
	}
	return serial;
}

static void tell(struct window *window) {
	struct wlr_box box = {0};
	window->impl->geometry(window, &box);
	canvas_update(&window->canvas, &window->tree, &box, window->scale);
	if (window->impl->collected != NULL) {
		window->impl->collected(window);
	}
	if (window->tree.grown) {
		window->tree.grown = false;
		window_send_place(window);
	}
	struct draft draft = {.record = {.tail = draft.rects}};
	bool drawn = add_buffer(&draft, window);
	window->changed = !drawn;
	if (!window->committed) {
		return; // nothing to show yet
	}
	draft.record.window = window->id;
	draft.record.commit = ++window->commit;
	draft.record.flags |= GUI_COMMIT_FRAME;
	draft.record.scale = window->shown_scale;
	draft.record.width = window->shown_width;
	draft.record.height = window->shown_height;
	if (drawn) {
		// A new size is obeyed by the pixels that have it
		draft.record.serial = take_ack(window);
		window->answer = 0;
		window->urgent = false;
		add_input(&draft, window);
		if (presentation_collect(window)) {
			draft.record.flags |= GUI_COMMIT_FEEDBACK;
		}
	}
	send_commit(window->app->link, &draft.record);
	window->waiting = true;
}

// No frame comes for what nobody sees, yet a new size is obeyed
static bool must_wait(const struct window *window) {
	return window->waiting && (window->visible || !window->urgent);
}

static void flush(struct window *window) {
	if (!window->changed || must_wait(window) || !window->configured || window->id == 0 ||
		!window->mapped || window->tree.surface == NULL) {
		return;
	}
	tell(window);
}

static void handle_idle(void *data) {
	struct app *app = data;
	app->commit_idle = NULL;
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		flush(window);
	}
}

void commit_schedule(struct app *app) {
	if (app->commit_idle == NULL) {
		app->commit_idle = wl_event_loop_add_idle(
			wl_display_get_event_loop(app->display), handle_idle, app);
	}
}

void commit_finish(struct app *app) {
	if (app->commit_idle != NULL) {
		wl_event_source_remove(app->commit_idle);
		app->commit_idle = NULL;
	}
}

// A callback that belongs to what has not been sent yet waits for its own frame
static void send_frame_done(struct wlr_surface *surface, int x, int y, void *data) {
	struct content *content = content_from_surface(surface);
	if (content == NULL || !content->committed) {
		wlr_surface_send_frame_done(surface, data);
	}
}

void commit_frame_done(void *data, const struct gui_frame_done *record) {
	struct app *app = data;
	struct window *window = window_from_id(app, record->window);
	if (window == NULL || window->tree.surface == NULL) {
		return;
	}
	window->waiting = false;
	uint64_t time = link_local_time(app->link, record->time);
	struct timespec when = {
		.tv_sec = (time_t)(time / 1000000000),
		.tv_nsec = (long)(time % 1000000000),
	};
	wlr_surface_for_each_surface(window->tree.surface, send_frame_done, &when);
	flush(window);
}

void commit_visible(void *data, const struct gui_visible *record) {
	struct window *window = window_from_id(data, record->window);
	if (window != NULL) {
		window->visible = record->visible;
	}
}
