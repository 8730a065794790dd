// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_LISTEN_H
#define GUEST_PROXY_APP_LISTEN_H

#include <wayland-server-core.h>

/*
 * Listeners that may be ended whether or not they have begun, if their memory was
 * zero at first.
 */

void listen_begin(struct wl_listener *listener, struct wl_signal *signal, wl_notify_func_t notify);
void listen_end(struct wl_listener *listener);

#endif
