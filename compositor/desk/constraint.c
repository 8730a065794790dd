// SPDX-License-Identifier: MIT
#include "compositor/desk/constraint.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/confine.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/hit.h"
#include "compositor/desk/keys.h"
#include "compositor/desk/window.h"
#include "compositor/edge/send.h"
#include "protocol/types.h"

#define PARTS_MAX 128 // of a region

static struct constraint *find(struct window *window) {
	struct constraint *constraint;
	wl_list_for_each(constraint, &window->desk->focus.constraints, link) {
		if (constraint->window == window) {
			return constraint;
		}
	}
	return NULL;
}

static struct constraint *find_granted(struct desk *desk) {
	struct constraint *constraint;
	wl_list_for_each(constraint, &desk->focus.constraints, link) {
		if (constraint->granted) {
			return constraint;
		}
	}
	return NULL;
}

static void destroy(struct constraint *constraint) {
	wl_list_remove(&constraint->link);
	pixman_region32_fini(&constraint->region);
	free(constraint);
}

static void tell(struct constraint *constraint, bool granted) {
	constraint->granted = granted;
	const struct gui_constrained record = {.window = constraint->id, .granted = granted};
	send_constrained(constraint->guest->guest, &record);
}

// Lets go of the constraint, unless it is persistent
static void end(struct constraint *constraint) {
	tell(constraint, false);
	if (!constraint->persistent) {
		destroy(constraint);
	}
}

// Where the pointer may be: the region, as far as the window reaches now
static void allowed_region(const struct constraint *constraint, pixman_region32_t *region) {
	const struct window *window = constraint->window;
	pixman_region32_init_rect(region, 0, 0, window->width, window->height);
	if (!constraint->whole) {
		pixman_region32_intersect(region, region, &constraint->region);
	}
}

static void interior_point(struct constraint *constraint, double *x, double *y) {
	const struct hit hit = {.window = constraint->window};
	hit_origin(&hit, x, y);
	*x = constraint->window->desk->cursor->x - *x;
	*y = constraint->window->desk->cursor->y - *y;
}

static bool pointer_inside(struct constraint *constraint) {
	double x, y;
	interior_point(constraint, &x, &y);
	pixman_region32_t region;
	allowed_region(constraint, &region);
	bool inside = pixman_region32_contains_point(&region, (int)floor(x), (int)floor(y), NULL);
	pixman_region32_fini(&region);
	return inside;
}

// Whether it may go on; locked is not asked for its place, which cannot change
static bool may_hold(struct constraint *constraint) {
	struct desk *desk = constraint->window->desk;
	const struct focus *focus = &desk->focus;
	return !constraint->stopped && !desk->lock.locked && desk->grab.kind == GRAB_NONE &&
		focus->keyboard == constraint->window && focus->pointer == constraint->window &&
		!keys_super_held(desk);
}

void constraint_update(struct desk *desk) {
	struct constraint *constraint, *next;
	wl_list_for_each_safe(constraint, next, &desk->focus.constraints, link) {
		bool may = may_hold(constraint);
		if (constraint->granted && !may) {
			end(constraint);
		}
	}
	wl_list_for_each(constraint, &desk->focus.constraints, link) {
		if (!constraint->granted && may_hold(constraint) && pointer_inside(constraint)) {
			tell(constraint, true);
		}
	}
}

// Of a lattice of many rectangles there are many times more parts. A constraint is a help
// for the program: one that is too much trouble holds the pointer less tightly.
static void simplify(pixman_region32_t *region) {
	if (pixman_region32_n_rects(region) > PARTS_MAX) {
		pixman_box32_t all = *pixman_region32_extents(region);
		pixman_region32_reset(region, &all);
	}
}

static void set_region(struct constraint *constraint, const struct gui_constrain *record) {
	constraint->whole = record->count == 0;
	for (uint32_t i = 0; i < record->count; i++) {
		struct gui_rect rect = record->tail[i];
		if (geom_clip(&rect, GUI_SIZE_MAX, GUI_SIZE_MAX)) {
			pixman_region32_union_rect(&constraint->region, &constraint->region, rect.x,
				rect.y, rect.width, rect.height);
			simplify(&constraint->region);
		}
	}
}

bool constraint_set(
	struct desk_guest *guest, struct window *window, const struct gui_constrain *record) {
	constraint_forget(window);
	struct constraint *constraint = calloc(1, sizeof(*constraint));
	if (constraint == NULL) {
		return false;
	}
	constraint->guest = guest;
	constraint->window = window;
	constraint->id = record->window;
	constraint->kind = record->kind;
	constraint->persistent = record->persistent != 0;
	pixman_region32_init(&constraint->region);
	set_region(constraint, record);
	wl_list_insert(&window->desk->focus.constraints, &constraint->link);
	constraint_update(window->desk);
	return true;
}

void constraint_hint(struct window *window, const struct gui_lock_hint *record) {
	struct constraint *constraint = find(window);
	if (constraint != NULL) {
		constraint->hinted = true;
		constraint->hint_x = record->x / (double)GUI_FIXED_ONE;
		constraint->hint_y = record->y / (double)GUI_FIXED_ONE;
	}
}

// The guest may put the pointer where it drew one, but not out of what the user sees
// of this window
static void warp_to_hint(struct constraint *constraint) {
	struct desk *desk = constraint->window->desk;
	double x, y;
	const struct hit window = {.window = constraint->window};
	hit_origin(&window, &x, &y);
	x += constraint->hint_x;
	y += constraint->hint_y;
	struct hit hit = hit_at(desk, x, y);
	if (hit.window == constraint->window && hit.part == FRAME_INTERIOR) {
		wlr_cursor_warp(desk->cursor, NULL, x, y);
	}
}

void constraint_unset(struct window *window) {
	struct constraint *constraint = find(window);
	if (constraint == NULL) {
		return;
	}
	if (constraint->granted && constraint->kind == GUI_CONSTRAIN_LOCK && constraint->hinted) {
		warp_to_hint(constraint);
	}
	destroy(constraint);
	focus_pointer_update(window->desk);
}

void constraint_stop(struct desk *desk) {
	struct constraint *constraint = find_granted(desk);
	if (constraint != NULL) {
		constraint->stopped = true;
		end(constraint);
	}
}

void constraint_resume(struct window *window) {
	struct constraint *constraint = find(window);
	if (constraint != NULL) {
		constraint->stopped = false;
		constraint_update(window->desk);
	}
}

static void confine(struct constraint *constraint, double *dx, double *dy) {
	double x, y;
	interior_point(constraint, &x, &y);
	pixman_region32_t region;
	allowed_region(constraint, &region);
	if (pixman_region32_contains_point(&region, (int)floor(x), (int)floor(y), NULL)) {
		confine_motion(&region, x, y, dx, dy);
	}
	pixman_region32_fini(&region);
}

void constraint_motion(struct desk *desk, double *dx, double *dy) {
	struct constraint *constraint = find_granted(desk);
	if (constraint == NULL) {
		return;
	}
	if (constraint->kind == GUI_CONSTRAIN_LOCK) {
		*dx = 0;
		*dy = 0;
	} else {
		confine(constraint, dx, dy);
	}
}

void constraint_forget(struct window *window) {
	struct constraint *constraint = find(window);
	if (constraint != NULL) {
		destroy(constraint);
	}
}
