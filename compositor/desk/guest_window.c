// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_window.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/content.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/guest_window_input.h"
#include "compositor/desk/place.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"

struct guest_window *guest_window_from(struct window *window) {
	if (window->impl != &guest_window_impl) {
		return NULL;
	}
	struct guest_window *guest_window = wl_container_of(window, guest_window, window);
	return guest_window;
}

// The largest interior on the output where the window is, or will be; 0 x 0 without one
static struct wlr_box room(const struct guest_window *guest_window) {
	const struct window *window = &guest_window->window;
	const struct wlr_cursor *cursor = window->desk->cursor;
	struct wlr_box box = window->box;
	if (box.width == 0) {
		box = (struct wlr_box){(int)cursor->x, (int)cursor->y, 1, 1};
	}
	struct desk_output *output = desk_output_of(window->desk, &box);
	return output != NULL ? place_inner(&output->usable) : (struct wlr_box){0};
}

static uint32_t place_states(enum window_place place) {
	const uint32_t left = GUI_STATE_TILED_LEFT, right = GUI_STATE_TILED_RIGHT;
	const uint32_t top = GUI_STATE_TILED_TOP, bottom = GUI_STATE_TILED_BOTTOM;
	switch (place) {
	case WINDOW_FLOATING:
		return 0;
	case WINDOW_MAXIMIZED:
		return GUI_STATE_MAXIMIZED;
	case WINDOW_FULLSCREEN:
		return GUI_STATE_FULLSCREEN;
	case WINDOW_SNAP_LEFT:
		return left | top | bottom;
	case WINDOW_SNAP_RIGHT:
		return right | top | bottom;
	case WINDOW_SNAP_TOP:
		return top | left | right;
	case WINDOW_SNAP_BOTTOM:
		return bottom | left | right;
	}
	return 0;
}

static uint32_t size(int length) {
	return length < 0 ? 0 : length > GUI_SIZE_MAX ? GUI_SIZE_MAX : (uint32_t)length;
}

static struct gui_configure wanted(const struct guest_window *guest_window) {
	const struct window *window = &guest_window->window;
	const struct wlr_box bounds = room(guest_window);
	uint32_t states = place_states(window->place);
	states |= window->activated ? GUI_STATE_ACTIVATED : 0;
	states |= window->resizing ? GUI_STATE_RESIZING : 0;
	states |= window->mapped && !guest_window->visible ? GUI_STATE_SUSPENDED : 0;
	return (struct gui_configure){
		.window = guest_window->id,
		.serial = guest_window->sent.serial,
		.width = size(window->box.width),
		.height = size(window->box.height),
		.states = states,
		.bounds_width = size(bounds.width),
		.bounds_height = size(bounds.height),
	};
}

static void send_now(struct guest_window *guest_window, const struct gui_configure *record) {
	guest_window->due = false;
	guest_window->sent = *record;
	guest_window->sent.serial = guest_serial(guest_window->guest->guest);
	send_configure(guest_window->guest->guest, &guest_window->sent);
}

// Only the steps of a resize wait for the program: they are many, and each must be
// drawn. A program that never draws again still learns of all else.
static bool must_wait(const struct guest_window *guest_window, const struct gui_configure *next) {
	const struct gui_configure *sent = &guest_window->sent;
	return (sent->states & next->states & GUI_STATE_RESIZING) != 0 &&
		guest_window->acked != sent->serial;
}

static uint32_t cut(uint32_t length, int asked, int bound) {
	int most = asked > bound ? asked : bound;
	return most > 0 && length > (uint32_t)most ? (uint32_t)most : length;
}

/*
 * The interior. Where the desk holds the place, that is what it asked for, whatever
 * the program draws; else what the program draws, up to what was asked for or what
 * the output has room for, and no less than the name needs.
 */
static void fit(struct guest_window *guest_window) {
	struct window *window = &guest_window->window;
	const struct wlr_box asked = window->box, bounds = room(guest_window);
	uint32_t width = cut(content_width(guest_window->content), asked.width, bounds.width);
	uint32_t height = cut(content_height(guest_window->content), asked.height, bounds.height);
	uint32_t least = frame_least_width(window->frame);
	width = width < least ? least : width;
	if (window->place != WINDOW_FLOATING && asked.width > 0 && asked.height > 0) {
		width = size(asked.width);
		height = size(asked.height);
	}
	if (width != window->width || height != window->height) {
		window_resized(window, width, height);
	}
	content_set_size(guest_window->content, window->width, window->height);
}

void guest_window_configure(struct window *window) {
	struct guest_window *guest_window = guest_window_from(window);
	const struct gui_configure record = wanted(guest_window);
	if (memcmp(&record, &guest_window->sent, sizeof(record)) == 0) {
		guest_window->due = false;
	} else if (must_wait(guest_window, &record)) {
		guest_window->due = true;
	} else {
		send_now(guest_window, &record);
	}
	if (window->mapped && window->place != WINDOW_FLOATING) {
		fit(guest_window);
	}
}

void guest_window_close(struct window *window) {
	struct guest_window *guest_window = guest_window_from(window);
	const struct gui_close record = {.window = guest_window->id};
	send_close(guest_window->guest->guest, &record);
}

void guest_window_set_visible(struct window *window, bool visible) {
	struct guest_window *guest_window = guest_window_from(window);
	guest_window->visible = visible;
	if (guest_window->content != NULL) {
		content_set_visible(guest_window->content, visible);
	}
	if (window->mapped) {
		guest_window_configure(window);
	}
}

// A program that has answered all chooses its size itself, however soon it does
static void take_choice(struct guest_window *guest_window) {
	if (guest_window->acked == guest_window->sent.serial && !guest_window->due) {
		window_accept(&guest_window->window);
	}
}

bool guest_window_commit(struct guest_window *guest_window, const struct gui_commit *record) {
	struct window *window = &guest_window->window;
	if (!content_commit(guest_window->content, record)) {
		return false;
	}
	if (record->serial != 0) {
		guest_window->acked = record->serial;
	}
	bool shows = content_width(guest_window->content) > 0;
	if (shows) {
		fit(guest_window);
		take_choice(guest_window);
	}
	if (shows && !window->mapped) {
		window_map(window);
		fit(guest_window);
	} else if (!shows && window->mapped) {
		window_unmap(window);
	}
	if (guest_window->due) {
		guest_window_configure(window);
	}
	return true;
}

// The user's screen for one program alone: only for the one that the user works with,
// and because of something that the user did
static bool may_fullscreen(const struct guest_window *guest_window, uint32_t serial) {
	const struct desk *desk = guest_window->window.desk;
	return desk->conf->guest_fullscreen && serial != 0 && guest_window->window.mapped &&
		desk->focus.keyboard == &guest_window->window;
}

// What it covers by its own wish gets no input at first
static void set_place(struct window *window, enum window_place place) {
	const struct wlr_box was = place_outer(&window->drawn);
	window_set_place(window, place);
	const struct wlr_box is = place_outer(&window->box);
	if (window->visible) {
		fresh_change(&window->fresh, &was, &is);
		focus_pointer_update(window->desk);
	}
}

static void request(struct guest_window *guest_window, const struct gui_state_request *record) {
	struct window *window = &guest_window->window;
	enum window_place place = window->place;
	switch ((enum gui_request)record->request) {
	case GUI_REQUEST_MAXIMIZE:
		place = place == WINDOW_FULLSCREEN ? place : WINDOW_MAXIMIZED;
		break;
	case GUI_REQUEST_UNMAXIMIZE:
		place = place == WINDOW_MAXIMIZED ? WINDOW_FLOATING : place;
		break;
	case GUI_REQUEST_FULLSCREEN:
		place = may_fullscreen(guest_window, record->serial) ? WINDOW_FULLSCREEN : place;
		break;
	case GUI_REQUEST_UNFULLSCREEN:
		place = place == WINDOW_FULLSCREEN ? WINDOW_FLOATING : place;
		break;
	case GUI_REQUEST_MINIMIZE:
		if (window->mapped) {
			window_minimize(window, true);
		}
		break;
	}
	if (place != window->place) {
		set_place(window, place);
	}
}

void guest_window_request(
	struct guest_window *guest_window, const struct gui_state_request *record) {
	uint32_t serial = guest_window->sent.serial;
	request(guest_window, record);
	if (guest_window->sent.serial == serial) {
		const struct gui_configure answer = wanted(guest_window);
		send_now(guest_window, &answer);
	}
}

struct guest_window *guest_window_create(struct desk_guest *guest, uint32_t id) {
	struct guest_window *guest_window = calloc(1, sizeof(*guest_window));
	if (guest_window == NULL) {
		return NULL;
	}
	guest_window->guest = guest;
	guest_window->id = id;
	guest_window->visible = true; // until the desk says otherwise
	struct window *window = &guest_window->window;
	if (!window_init(window, &guest_window_impl, guest->desk, &guest->label)) {
		free(guest_window);
		return NULL;
	}
	guest_window->content = content_create(guest, id, window->interior);
	if (guest_window->content == NULL) {
		guest_window_destroy(guest_window);
		return NULL;
	}
	window_set_grey(window, desk_guest_is_grey(guest));
	const struct gui_configure first = wanted(guest_window);
	send_now(guest_window, &first);
	return guest_window;
}

void guest_window_destroy(struct guest_window *guest_window) {
	if (guest_window == NULL) {
		return;
	}
	struct window *window = &guest_window->window;
	if (window->mapped) {
		window_unmap(window);
	}
	if (window->tree != NULL) {
		desk_bury(window->desk, window->tree);
	}
	struct content *content = guest_window->content;
	guest_window->content = NULL;
	content_destroy(content); // before the tree that it draws into
	window_finish(window);
	free(guest_window);
}
