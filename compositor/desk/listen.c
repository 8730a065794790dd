// SPDX-License-Identifier: MIT
#include "compositor/desk/listen.h"

void listen_begin(struct wl_listener *listener, struct wl_signal *signal, wl_notify_func_t notify) {
	listener->notify = notify;
	wl_signal_add(signal, listener);
}
