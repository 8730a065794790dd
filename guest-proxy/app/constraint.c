// SPDX-License-Identifier: MIT
#include "guest-proxy/app/constraint.h"

#include <stdlib.h>
#include <wlr/types/wlr_pointer_constraints_v1.h>
#include <wlr/types/wlr_relative_pointer_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/damage.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/window.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/send.h"
#include "protocol/limits.h"

struct constraint {
	struct app *app;
	struct wl_list link; // constraints.list
	struct wlr_pointer_constraint_v1 *wlr; // goes first
	uint32_t asked; // id of the window that it was asked for; 0: it is not
	pixman_region32_t region; // that it was asked for with; empty: the whole window
	bool late; // what it should know was held back
	bool active;
	struct wl_listener commit; // of its surface, after wlr has taken its state
	struct wl_listener destroy;
};

// The toplevel it is for, if the compositor knows it
static struct window *constraint_window(struct constraint *constraint) {
	struct window *window = window_from_surface(constraint->app, constraint->wlr->surface);
	bool known = window != NULL && window->id != 0 && window->role == WINDOW_TOPLEVEL;
	return known ? window : NULL;
}

// The constraint's region in what is shown of the window, whose size is put into box
static void window_region(struct constraint *constraint, struct window *window,
	pixman_region32_t *region, struct wlr_box *box) {
	int x, y;
	window->impl->geometry(window, box);
	*box = canvas_shown(box, window->scale);
	pixman_region32_copy(region, &constraint->wlr->region);
	if (tree_position(&window->tree, constraint->wlr->surface, &x, &y)) {
		pixman_region32_translate(region, x - box->x, y - box->y);
	} else {
		pixman_region32_clear(region);
	}
	pixman_region32_intersect_rect(
		region, region, 0, 0, (unsigned)box->width, (unsigned)box->height);
}

static void set_active(struct constraint *constraint, bool active) {
	if (constraint->active == active) {
		return;
	}
	constraint->active = active;
	if (active) {
		wlr_pointer_constraint_v1_send_activated(constraint->wlr);
	} else {
		wlr_pointer_constraint_v1_send_deactivated(constraint->wlr); // may destroy it
	}
}

static void ask(struct constraint *constraint, struct window *window, pixman_region32_t *region) {
	if (!constraint->late && constraint->asked == window->id &&
		pixman_region32_equal(region, &constraint->region)) {
		return;
	}
	struct gui_rect rects[GUI_RECTS_MAX];
	bool locked = constraint->wlr->type == WLR_POINTER_CONSTRAINT_V1_LOCKED;
	struct gui_constrain record = {
		.window = window->id,
		.kind = locked ? GUI_CONSTRAIN_LOCK : GUI_CONSTRAIN_CONFINE,
		.persistent = constraint->wlr->lifetime ==
			ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT,
		.count = (uint32_t)damage_rects(region, rects, GUI_RECTS_MAX),
		.tail = rects,
	};
	// What is held back in place of what was asked before: that still stands
	constraint->late = !send_constrain(constraint->app->link, &record);
	if (!constraint->late) {
		constraint->asked = window->id;
		window->constraint = constraint;
		pixman_region32_copy(&constraint->region, region);
	}
}

// The window may have another one by now
static void take_back(struct constraint *constraint, struct window *window) {
	if (window->constraint == constraint) {
		struct gui_unconstrain record = {.window = window->id};
		send_unconstrain(window->app->link, &record);
		window->constraint = NULL;
	}
	constraint->asked = 0;
	constraint->late = false;
}

// May destroy it
static void update(struct constraint *constraint) {
	struct window *window = constraint_window(constraint);
	if (window == NULL) {
		return;
	}
	struct wlr_box box;
	pixman_region32_t region;
	pixman_region32_init(&region);
	window_region(constraint, window, &region, &box);
	pixman_box32_t whole = {0, 0, box.width, box.height};
	bool nowhere = !pixman_region32_not_empty(&region);
	if (nowhere) {
		take_back(constraint, window);
	} else {
		if (pixman_region32_contains_rectangle(&region, &whole) == PIXMAN_REGION_IN) {
			pixman_region32_clear(&region);
		}
		ask(constraint, window, &region);
	}
	pixman_region32_fini(&region);
	if (nowhere) {
		set_active(constraint, false);
	}
}

static int32_t fixed(double logical) {
	double value = logical * GUI_FIXED_ONE;
	if (!(value > 0)) {
		return 0;
	}
	return value < GUI_FIXED_MAX ? (int32_t)value : GUI_FIXED_MAX;
}

static void send_hint(struct constraint *constraint, struct window *window) {
	const struct wlr_pointer_constraint_v1_state *state = &constraint->wlr->current;
	int x, y;
	if (constraint->wlr->type != WLR_POINTER_CONSTRAINT_V1_LOCKED ||
		!state->cursor_hint.enabled ||
		!tree_position(&window->tree, constraint->wlr->surface, &x, &y)) {
		return;
	}
	struct gui_lock_hint record = {
		.window = window->id,
		.x = fixed(state->cursor_hint.x + x - window->canvas.box.x),
		.y = fixed(state->cursor_hint.y + y - window->canvas.box.y),
	};
	send_lock_hint(constraint->app->link, &record);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct constraint *constraint = wl_container_of(listener, constraint, commit);
	update(constraint);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct constraint *constraint = wl_container_of(listener, constraint, destroy);
	// Its surface may have left the window before
	struct window *window = window_from_id(constraint->app, constraint->asked);
	if (window != NULL && window->constraint == constraint) {
		send_hint(constraint, window);
		take_back(constraint, window);
	}
	wl_list_remove(&constraint->link);
	listen_end(&constraint->commit);
	listen_end(&constraint->destroy);
	pixman_region32_fini(&constraint->region);
	free(constraint);
}

static void handle_new_constraint(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, constraints.new_constraint);
	struct wlr_pointer_constraint_v1 *wlr = data;
	struct constraint *constraint = calloc(1, sizeof(*constraint));
	if (constraint == NULL) {
		return;
	}
	constraint->app = app;
	constraint->wlr = wlr;
	pixman_region32_init(&constraint->region);
	wl_list_insert(&app->constraints.list, &constraint->link);
	listen_begin(&constraint->commit, &wlr->surface->events.commit, handle_commit);
	listen_begin(&constraint->destroy, &wlr->events.destroy, handle_destroy);
	update(constraint);
}

void constraint_announce(struct window *window) {
	struct constraint *constraint, *next;
	wl_list_for_each_reverse_safe(constraint, next, &window->app->constraints.list, link) {
		if (constraint_window(constraint) == window) {
			update(constraint);
		}
	}
}

void constraint_forget(struct window *window) {
	window->constraint = NULL;
	struct constraint *constraint;
	wl_list_for_each(constraint, &window->app->constraints.list, link) {
		if (constraint->asked == window->id) {
			constraint->asked = 0;
		}
	}
}

void constraint_room(struct app *app) {
	struct constraint *constraint, *next;
	wl_list_for_each_reverse_safe(constraint, next, &app->constraints.list, link) {
		if (constraint->late) {
			update(constraint);
		}
	}
}

void constraint_lose(struct app *app) {
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		window->constraint = NULL;
	}
	struct constraint *constraint, *next;
	wl_list_for_each_safe(constraint, next, &app->constraints.list, link) {
		constraint->asked = 0;
		constraint->late = false;
		set_active(constraint, false);
	}
}

void constraint_constrained(void *data, const struct gui_constrained *record) {
	struct window *window = window_from_id(data, record->window);
	if (window != NULL && window->constraint != NULL) {
		set_active(window->constraint, record->granted);
	}
}

void constraint_relative(void *data, const struct gui_pointer_relative *record) {
	struct app *app = data;
	uint64_t time = link_local_time(app->link, record->time) / 1000;
	wlr_relative_pointer_manager_v1_send_relative_motion(app->constraints.relative,
		app->seat.wlr, time, record->dx / (double)GUI_FIXED_ONE,
		record->dy / (double)GUI_FIXED_ONE, record->raw_dx / (double)GUI_FIXED_ONE,
		record->raw_dy / (double)GUI_FIXED_ONE);
}

bool constraint_init(struct app *app) {
	wl_list_init(&app->constraints.list);
	struct wlr_pointer_constraints_v1 *constraints = wlr_pointer_constraints_v1_create(
		app->display);
	app->constraints.relative = wlr_relative_pointer_manager_v1_create(app->display);
	if (constraints == NULL || app->constraints.relative == NULL) {
		return false;
	}
	listen_begin(&app->constraints.new_constraint, &constraints->events.new_constraint,
		handle_new_constraint);
	return true;
}

void constraint_finish(struct app *app) {
	listen_end(&app->constraints.new_constraint);
}
