// SPDX-License-Identifier: MIT
#include "guest-proxy/app/listen.h"

void listen_begin(struct wl_listener *listener, struct wl_signal *signal, wl_notify_func_t notify) {
	listen_end(listener);
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

void listen_end(struct wl_listener *listener) {
	if (listener->link.next != NULL) {
		wl_list_remove(&listener->link);
		listener->link = (struct wl_list){0};
	}
}
