// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_REQUEST_H
#define GUEST_PROXY_APP_REQUEST_H

#include <stdint.h>

#include "protocol/types.h"

/*
 * What a toplevel asks of the compositor, as records. serial is that of an event
 * the compositor has sent; with 0 there is nothing to ask by.
 */

struct window;

void request_move(struct window *window, uint32_t serial);
void request_resize(struct window *window, uint32_t serial, uint32_t edges);
void request_menu(struct window *window, uint32_t serial, int64_t x, int64_t y);
// With the last key, button or touch that the window's programs have got
void request_state(struct window *window, enum gui_request request);

#endif
