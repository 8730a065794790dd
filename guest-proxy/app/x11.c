// SPDX-License-Identifier: MIT
#include "guest-proxy/app/x11.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/names.h"
#include "guest-proxy/app/request.h"
#include "guest-proxy/host/send.h"

struct x11 *x11_from_xsurface(struct wlr_xwayland_surface *xsurface) {
	return xsurface->data;
}

struct x11 *x11_from_window(struct window *window) {
	if (window->impl != &x11_toplevel_impl && window->impl != &x11_popup_impl) {
		return NULL;
	}
	struct x11 *x11 = wl_container_of(window, x11, window);
	return x11;
}

// The one to place an override-redirect window on: that which it says it belongs to,
// else where the user was last
static struct window *find_parent(struct x11 *x11) {
	struct x11 *parent = x11->xsurface->parent != NULL
		? x11_from_xsurface(x11->xsurface->parent)
		: NULL;
	if (parent != NULL && parent->window.mapped) {
		return &parent->window;
	}
	struct window *focused = x11->window.app->xwayland.focused;
	return focused != NULL && focused->mapped ? focused : NULL;
}

static void choose_role(struct x11 *x11) {
	struct window *window = &x11->window;
	window->parent = x11->xsurface->override_redirect ? find_parent(x11) : NULL;
	window->role = window->parent != NULL ? WINDOW_POPUP : WINDOW_TOPLEVEL;
	window->impl = window->parent != NULL ? &x11_popup_impl : &x11_toplevel_impl;
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, map);
	struct wlr_xwayland_surface *xsurface = x11->xsurface;
	if (!window_set_surface(&x11->window, xsurface->surface)) {
		return;
	}
	choose_role(x11);
	if (x11->window.role == WINDOW_TOPLEVEL && (xsurface->x != 0 || xsurface->y != 0) &&
		!xsurface->override_redirect) {
		wlr_xwayland_surface_configure(xsurface, 0, 0, xsurface->width, xsurface->height);
	}
	window_announce(&x11->window);
	window_map(&x11->window);
}

static void hide(struct x11 *x11) {
	if (x11->window.app->xwayland.focused == &x11->window) {
		x11->window.app->xwayland.focused = NULL;
	}
	window_unmap(&x11->window);
	window_unset_surface(&x11->window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, unmap);
	hide(x11);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, commit);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		x11_toplevel_send_limits(x11);
	}
}

static void handle_associate(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, associate);
	struct wlr_surface *surface = x11->xsurface->surface;
	listen_begin(&x11->map, &surface->events.map, handle_map);
	listen_begin(&x11->unmap, &surface->events.unmap, handle_unmap);
	listen_begin(&x11->commit, &surface->events.commit, handle_commit);
	if (!surface->mapped && wlr_surface_has_buffer(surface)) {
		// wlroots maps it at a commit, and X11 has made that already: it makes no
		// other before it is told of a frame
		wlr_surface_map(surface);
	}
}

static void handle_dissociate(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, dissociate);
	listen_end(&x11->map);
	listen_end(&x11->unmap);
	listen_end(&x11->commit);
	hide(x11);
}

static void handle_set_title(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, set_title);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		names_send_title(&x11->window, x11->xsurface->title);
	}
}

static void handle_set_class(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, set_class);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		names_send_app_id(&x11->window, x11->xsurface->class);
	}
}

static void handle_set_parent(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, set_parent);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		x11_toplevel_send_parent(x11);
	}
}

static void handle_set_geometry(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, set_geometry);
	if (x11->window.role == WINDOW_POPUP) {
		x11_popup_reposition(x11);
	}
}

static void handle_request_configure(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_configure);
	struct wlr_xwayland_surface_configure_event *event = data;
	if (x11->xsurface->override_redirect) {
		wlr_xwayland_surface_configure(
			x11->xsurface, event->x, event->y, event->width, event->height);
	} else if (x11->window.mapped && x11->fixed && x11->width > 0 && x11->height > 0) {
		wlr_xwayland_surface_configure(
			x11->xsurface, 0, 0, (uint16_t)x11->width, (uint16_t)x11->height);
	} else {
		wlr_xwayland_surface_configure(x11->xsurface, 0, 0, event->width, event->height);
	}
}

// X11 gives no serial with what it asks; it can only be for the last act
static void handle_request_move(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_move);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		request_move(&x11->window, x11->window.app->seat.last_act);
	}
}

static void handle_request_resize(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_resize);
	struct wlr_xwayland_resize_event *event = data;
	if (x11->window.role == WINDOW_TOPLEVEL) {
		request_resize(&x11->window, x11->window.app->seat.last_act, event->edges);
	}
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_minimize);
	struct wlr_xwayland_minimize_event *event = data;
	if (x11->window.role == WINDOW_TOPLEVEL && event->minimize) {
		request_state(&x11->window, GUI_REQUEST_MINIMIZE);
	}
}

static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_maximize);
	bool maximized = x11->xsurface->maximized_horz && x11->xsurface->maximized_vert;
	if (x11->window.role == WINDOW_TOPLEVEL) {
		request_state(
			&x11->window, maximized ? GUI_REQUEST_MAXIMIZE : GUI_REQUEST_UNMAXIMIZE);
	}
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_fullscreen);
	if (x11->window.role == WINDOW_TOPLEVEL) {
		request_state(&x11->window,
			x11->xsurface->fullscreen ? GUI_REQUEST_FULLSCREEN
						  : GUI_REQUEST_UNFULLSCREEN);
	}
}

static void handle_request_activate(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, request_activate);
	if (x11->window.role == WINDOW_TOPLEVEL && x11->window.id != 0) {
		struct gui_attention record = {.window = x11->window.id};
		send_attention(x11->window.app->link, &record);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct x11 *x11 = wl_container_of(listener, x11, destroy);
	struct wl_listener *all[] = {&x11->associate, &x11->dissociate, &x11->destroy, &x11->map,
		&x11->unmap, &x11->commit, &x11->set_title, &x11->set_class, &x11->set_parent,
		&x11->set_geometry, &x11->request_configure, &x11->request_move,
		&x11->request_resize, &x11->request_minimize, &x11->request_maximize,
		&x11->request_fullscreen, &x11->request_activate};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		listen_end(all[i]);
	}
	hide(x11);
	x11->xsurface->data = NULL;
	window_finish(&x11->window);
	free(x11);
}

static void listen_all(struct x11 *x11) {
	struct wlr_xwayland_surface *x = x11->xsurface;
	listen_begin(&x11->associate, &x->events.associate, handle_associate);
	listen_begin(&x11->dissociate, &x->events.dissociate, handle_dissociate);
	listen_begin(&x11->destroy, &x->events.destroy, handle_destroy);
	listen_begin(&x11->set_title, &x->events.set_title, handle_set_title);
	listen_begin(&x11->set_class, &x->events.set_class, handle_set_class);
	listen_begin(&x11->set_parent, &x->events.set_parent, handle_set_parent);
	listen_begin(&x11->set_geometry, &x->events.set_geometry, handle_set_geometry);
	listen_begin(
		&x11->request_configure, &x->events.request_configure, handle_request_configure);
	listen_begin(&x11->request_move, &x->events.request_move, handle_request_move);
	listen_begin(&x11->request_resize, &x->events.request_resize, handle_request_resize);
	listen_begin(&x11->request_minimize, &x->events.request_minimize, handle_request_minimize);
	listen_begin(&x11->request_maximize, &x->events.request_maximize, handle_request_maximize);
	listen_begin(
		&x11->request_fullscreen, &x->events.request_fullscreen, handle_request_fullscreen);
	listen_begin(&x11->request_activate, &x->events.request_activate, handle_request_activate);
}

void x11_handle_new(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, xwayland.new_surface);
	struct x11 *x11 = calloc(1, sizeof(*x11));
	if (x11 == NULL) {
		return;
	}
	x11->xsurface = data;
	x11->xsurface->data = x11;
	window_init(&x11->window, app, &x11_toplevel_impl);
	listen_all(x11);
}
