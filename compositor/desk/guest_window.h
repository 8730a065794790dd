// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GUEST_WINDOW_H
#define COMPOSITOR_DESK_GUEST_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/window.h"
#include "protocol/records.h"

/*
 * A guest's toplevel: a window whose content and wishes come as records.
 */

struct content;
struct desk_guest;

struct guest_window {
	struct window window;
	struct desk_guest *guest; // borrowed
	uint32_t id; // of the guest
	struct content *content; // owned
	struct gui_configure sent; // the last one
	uint32_t acked; // serial of the last configure that a commit answered, 0: none
	bool due; // a step of a resize waits until the one before it is answered
	bool visible; // as window_impl says
	bool idle_inhibit;
};

// NULL on failure. Sends the first configure.
struct guest_window *guest_window_create(struct desk_guest *guest, uint32_t id);
void guest_window_destroy(struct guest_window *window); // NULL is fine
// NULL if the window is not a guest's
struct guest_window *guest_window_from(struct window *window);
// False if there is no memory
bool guest_window_commit(struct guest_window *window, const struct gui_commit *record);
// The guest asks for another state. Refused or not, a configure answers.
void guest_window_request(struct guest_window *window, const struct gui_state_request *record);

#endif
