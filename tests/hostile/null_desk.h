// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_NULL_DESK_H
#define TESTS_HOSTILE_NULL_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/edge/guest.h"
#include "protocol/gui.h"

/*
 * A desk that shows nothing: it lets go of things as a desk does, counts what it is
 * told, and aborts if the edge ever tells it what guest.h says that it will not. Its
 * books are its own, so they do not repeat the edge's mistakes.
 */

enum null_role {
	NULL_NONE,
	NULL_TOPLEVEL,
	NULL_POPUP,
	NULL_DRAG
};

struct null_window {
	enum null_role role;
	uint32_t parent; // of a popup
	uint32_t shown; // a buffer, 0: none
	uint32_t width, height; // of the buffer
};

struct null_pool {
	bool live;
	const void *addr;
	uint32_t pages, users;
};

struct null_buffer {
	bool live, held;
	struct gui_buffer_create create;
};

struct null_desk {
	struct guest *guest; // set by the test
	bool lazy; // lets go of nothing that is destroyed, and releases nothing
	bool no_room; // says no to all that may be said no to
	uint32_t slow; // us that it works for each record

	unsigned connected, lost, silent, answered; // calls
	const char *reason; // of the last loss
	unsigned events, counts[GUI_CODE_END]; // calls by record, since null_desk_init()
	struct gui_record last; // without its tail
	unsigned cursors; // images
	uint32_t cursor_pixel; // the first of the last image

	struct null_window windows[GUI_WINDOWS_MAX + 1];
	struct null_pool pools[GUI_POOLS_MAX + 1];
	struct null_buffer buffers[GUI_BUFFERS_MAX + 1];
};

extern const struct guest_events null_desk_events;

void null_desk_init(struct null_desk *desk);
void null_desk_finish(struct null_desk *desk); // unmaps what is mapped

#endif
