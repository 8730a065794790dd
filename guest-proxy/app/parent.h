// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_PARENT_H
#define GUEST_PROXY_APP_PARENT_H

#include <stdbool.h>

/*
 * Which toplevel belongs to which. The compositor ends a link on which the parents of
 * a window come back to it, and so they would: what one program asks for may be told
 * before what another has asked for, which was held back.
 */

struct window;

// The toplevel belongs to parent, another one, from now on; NULL: to none. Nothing is
// told of a window that the compositor does not know.
void parent_tell(struct window *window, struct window *parent, bool modal);
// The window is no parent any more, nor has it one
void parent_forget(struct window *window);

#endif
