// SPDX-License-Identifier: MIT
#include "guest-proxy/app/app.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_fractional_scale_v1.h>
#include <wlr/types/wlr_shm.h>
#include <wlr/types/wlr_single_pixel_buffer_v1.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_viewporter.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/xwayland.h>

#include "common/log.h"
#include "guest-proxy/app/activation.h"
#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/commit.h"
#include "guest-proxy/app/content.h"
#include "guest-proxy/app/decoration.h"
#include "guest-proxy/app/hints.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/popup.h"
#include "guest-proxy/app/presentation.h"
#include "guest-proxy/app/toplevel.h"
#include "protocol/limits.h"

// All that compose.c can read
static const uint32_t formats[] = {
	DRM_FORMAT_ARGB8888,
	DRM_FORMAT_XRGB8888,
	DRM_FORMAT_ABGR8888,
	DRM_FORMAT_XBGR8888,
};

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct wlr_surface *surface = data;
	if (!content_create(surface)) {
		wl_resource_post_no_memory(surface->resource);
	}
}

static bool surfaces_init(struct app *app) {
	// No renderer: what surfaces show is composed by compose.c
	app->compositor = wlr_compositor_create(app->display, 6, NULL);
	if (app->compositor == NULL) {
		return false;
	}
	listen_begin(&app->new_surface, &app->compositor->events.new_surface, handle_new_surface);
	return wlr_subcompositor_create(app->display) != NULL &&
		wlr_shm_create(app->display, 2, formats, sizeof(formats) / sizeof(formats[0])) !=
		NULL &&
		wlr_viewporter_create(app->display) != NULL &&
		wlr_single_pixel_buffer_manager_v1_create(app->display) != NULL &&
		wlr_fractional_scale_manager_v1_create(app->display, 1) != NULL;
}

static void surfaces_finish(struct app *app) {
	listen_end(&app->new_surface);
}

static bool shell_init(struct app *app) {
	struct wlr_xdg_shell *shell = wlr_xdg_shell_create(app->display, 6);
	if (shell == NULL) {
		return false;
	}
	listen_begin(&app->new_toplevel, &shell->events.new_toplevel, toplevel_handle_new);
	listen_begin(&app->new_popup, &shell->events.new_popup, popup_handle_new);
	return true;
}

static void shell_finish(struct app *app) {
	listen_end(&app->new_toplevel);
	listen_end(&app->new_popup);
}

static bool socket_init(struct app *app) {
	app->socket = wl_display_add_socket_auto(app->display);
	return app->socket != NULL;
}

// In the order they are begun; ended the other way round
static const struct {
	const char *name;
	bool (*init)(struct app *app);
	void (*finish)(struct app *app); // or NULL
} parts[] = {
	{"surfaces", surfaces_init, surfaces_finish},
	{"outputs", outputs_init, outputs_finish},
	{"the seat", seat_init, seat_finish},
	{"cursors", cursor_init, cursor_finish},
	{"selections", selection_init, selection_finish},
	{"drags", drag_init, drag_finish},
	{"pointer constraints", constraint_init, constraint_finish},
	{"text input", text_input_init, text_input_finish},
	{"keyboards of programs", virtual_keyboard_init, virtual_keyboard_finish},
	{"decorations", decoration_init, decoration_finish},
	{"hints", hints_init, hints_finish},
	{"activation", activation_init, activation_finish},
	{"presentation time", presentation_init, NULL},
	{"the shell", shell_init, shell_finish},
	{"Xwayland", xwayland_init, xwayland_finish},
	{"the socket", socket_init, NULL},
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

static void finish_parts(struct app *app, size_t begun) {
	for (size_t i = begun; i > 0; i--) {
		if (parts[i - 1].finish != NULL) {
			parts[i - 1].finish(app);
		}
	}
	commit_finish(app);
}

struct app *app_create(struct wl_display *display, bool want_xwayland) {
	struct app *app = calloc(1, sizeof(*app));
	if (app == NULL) {
		log_errno("cannot make the server");
		return NULL;
	}
	app->display = display;
	app->scale = GUI_SCALE_ONE;
	app->xwayland.wanted = want_xwayland;
	wl_list_init(&app->windows);
	for (size_t i = 0; i < PARTS; i++) {
		if (!parts[i].init(app)) {
			log_error("cannot make %s for programs", parts[i].name);
			finish_parts(app, i + 1);
			free(app);
			return NULL;
		}
	}
	return app;
}

void app_destroy(struct app *app) {
	if (app == NULL) {
		return;
	}
	wl_display_destroy_clients(app->display);
	finish_parts(app, PARTS);
	free(app);
}

void app_set_link(struct app *app, struct link *link) {
	app->link = link;
}

const char *app_socket(const struct app *app) {
	return app->socket;
}

const char *app_x11_display(const struct app *app) {
	return app->xwayland.server != NULL ? app->xwayland.server->display_name : NULL;
}
