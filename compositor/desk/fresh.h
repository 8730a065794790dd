// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_FRESH_H
#define COMPOSITOR_DESK_FRESH_H

#include <stdint.h>
#include <wlr/util/box.h>

/*
 * Which part of a window or popup has come there only now. A guest that grows over what
 * the user is about to click gets no input there at first, as if it had just appeared.
 */

struct fresh { // zero at first
	struct wlr_box old; // what has been there all the time
	uint64_t at; // ns, of the last change; 0: none
};

// The outer box was this and is that from now on
void fresh_change(struct fresh *fresh, const struct wlr_box *was, const struct wlr_box *is);
// For how many ms what has come at this time, ns, gets no input; 0: it may
uint32_t fresh_rest(uint64_t since);
// For how many ms this point of the layout gets no input; 0: it may
uint32_t fresh_wait(const struct fresh *fresh, double x, double y);

#endif
