// SPDX-License-Identifier: MIT
#include "compositor/local/activation.h"

#include <stdlib.h>
#include <wlr/types/wlr_xdg_activation_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/loop.h"
#include "compositor/desk/desk.h"
#include "compositor/local/toplevel.h"

#define TOKEN_TIME 10000 // ms, from the act to the program's wish
#define MARK_TIME 5000 // ms, between two marks

// Serials count the display's events: one above this came later
struct mark {
	uint64_t time; // ns
	uint32_t serial;
};

struct activation {
	struct desk *desk; // borrowed
	struct wlr_xdg_activation_v1 *manager; // the display's
	struct mark old, recent;
	// The last one that an act of the user led to; borrowed, NULL: none
	struct wlr_xdg_activation_token_v1 *token;
	uint32_t chosen; // focus.chosen when it was made
	struct wl_listener new_token, request_activate, token_destroy;
};

// The old mark is between one MARK_TIME and two before the last act
void activation_activity(struct activation *activation) {
	const struct mark now = {loop_now(), wl_display_get_serial(activation->desk->display)};
	uint64_t age = now.time - activation->recent.time;
	if (age > MARK_TIME * LOOP_NS_PER_MS) {
		bool near = age <= 2 * MARK_TIME * LOOP_NS_PER_MS;
		activation->old = near ? activation->recent : now;
		activation->recent = now;
	}
}

static bool is_fresh(const struct activation *activation, uint32_t serial) {
	uint32_t distance = serial - activation->old.serial; // may wrap
	uint64_t age = loop_now() - activation->recent.time;
	return distance > 0 && distance <= INT32_MAX && age <= 2 * MARK_TIME * LOOP_NS_PER_MS;
}

static void forget_token(struct activation *activation) {
	wl_list_remove(&activation->token_destroy.link);
	wl_list_init(&activation->token_destroy.link);
	activation->token = NULL;
}

static void handle_token_destroy(struct wl_listener *listener, void *data) {
	struct activation *activation = wl_container_of(listener, activation, token_destroy);
	forget_token(activation);
}

// wlroots has seen to it that the serial was sent, and that the surface has the keyboard or
// the pointer
static void handle_new_token(struct wl_listener *listener, void *data) {
	struct activation *activation = wl_container_of(listener, activation, new_token);
	struct wlr_xdg_activation_token_v1 *token = data;
	if (token->seat == NULL || token->surface == NULL || activation->desk->lock.locked ||
		!is_fresh(activation, token->serial)) {
		return;
	}
	forget_token(activation);
	activation->token = token;
	activation->chosen = activation->desk->focus.chosen;
	wl_signal_add(&token->events.destroy, &activation->token_destroy);
}

// It is of no use any more when the user has chosen another window meanwhile
static void handle_request_activate(struct wl_listener *listener, void *data) {
	struct activation *activation = wl_container_of(listener, activation, request_activate);
	const struct wlr_xdg_activation_v1_request_activate_event *event = data;
	struct desk *desk = activation->desk;
	struct wlr_xdg_toplevel *xdg = wlr_xdg_toplevel_try_from_wlr_surface(event->surface);
	struct toplevel *toplevel = xdg != NULL ? xdg->base->data : NULL;
	if (toplevel == NULL) {
		return;
	}
	bool good = event->token == activation->token && activation->chosen == desk->focus.chosen;
	if (!good) {
		window_set_attention(&toplevel->window);
	} else if (toplevel->window.mapped) {
		desk_show_window(desk, &toplevel->window);
	} else {
		focus_act(desk, ""); // for when it maps it
	}
}

struct activation *activation_create(struct desk *desk) {
	struct activation *activation = calloc(1, sizeof(*activation));
	if (activation == NULL) {
		return NULL;
	}
	activation->desk = desk;
	activation->manager = wlr_xdg_activation_v1_create(desk->display);
	if (activation->manager == NULL) {
		free(activation);
		return NULL;
	}
	activation->manager->token_timeout_msec = TOKEN_TIME;
	activation->new_token.notify = handle_new_token;
	wl_signal_add(&activation->manager->events.new_token, &activation->new_token);
	activation->request_activate.notify = handle_request_activate;
	wl_signal_add(&activation->manager->events.request_activate, &activation->request_activate);
	activation->token_destroy.notify = handle_token_destroy;
	wl_list_init(&activation->token_destroy.link);
	return activation;
}

void activation_destroy(struct activation *activation) {
	if (activation == NULL) {
		return;
	}
	wl_list_remove(&activation->new_token.link);
	wl_list_remove(&activation->request_activate.link);
	wl_list_remove(&activation->token_destroy.link);
	free(activation);
}
