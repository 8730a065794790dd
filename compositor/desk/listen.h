// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_LISTEN_H
#define COMPOSITOR_DESK_LISTEN_H

#include <wayland-server-core.h>

// For those that listen to many: its end is wl_list_remove()
void listen_begin(struct wl_listener *listener, struct wl_signal *signal, wl_notify_func_t notify);

#endif
