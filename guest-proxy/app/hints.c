// SPDX-License-Identifier: MIT
#include "guest-proxy/app/hints.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_content_type_v1.h>
#include <wlr/types/wlr_idle_inhibit_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/toplevel.h"
#include "guest-proxy/host/send.h"

struct inhibitor {
	struct app *app;
	struct wl_listener destroy;
};

static bool is_inhibited(struct toplevel *toplevel) {
	struct wlr_idle_inhibitor_v1 *inhibitor;
	wl_list_for_each(inhibitor, &toplevel->window.app->inhibits->inhibitors, link) {
		if (wlr_surface_get_root_surface(inhibitor->surface) ==
			toplevel->window.tree.surface) {
			return true;
		}
	}
	return false;
}

void hints_update(struct toplevel *toplevel) {
	struct app *app = toplevel->window.app;
	struct gui_hints record = {
		.window = toplevel->window.id,
		.content = wlr_surface_get_content_type_v1(
			app->contents, toplevel->window.tree.surface),
		.idle_inhibit = is_inhibited(toplevel),
	};
	if (record.window == 0 ||
		(record.content == toplevel->hints.content &&
			record.idle_inhibit == toplevel->hints.idle_inhibit)) {
		return;
	}
	if (send_hints(app->link, &record)) {
		toplevel->hints = record;
	} else {
		toplevel->window.stale = true;
	}
}

static void update_all(void *data) {
	struct app *app = data;
	app->hints_idle = NULL;
	struct window *window;
	wl_list_for_each(window, &app->windows, link) {
		struct toplevel *toplevel = toplevel_from_window(window);
		if (toplevel != NULL) {
			hints_update(toplevel);
		}
	}
}

// Later: an inhibitor is still in the list when it says that it goes
static void schedule(struct app *app) {
	if (app->hints_idle == NULL) {
		app->hints_idle = wl_event_loop_add_idle(
			wl_display_get_event_loop(app->display), update_all, app);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct inhibitor *inhibitor = wl_container_of(listener, inhibitor, destroy);
	schedule(inhibitor->app);
	listen_end(&inhibitor->destroy);
	free(inhibitor);
}

static void handle_new_inhibitor(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, new_inhibitor);
	struct wlr_idle_inhibitor_v1 *wlr = data;
	struct inhibitor *inhibitor = calloc(1, sizeof(*inhibitor));
	if (inhibitor == NULL) {
		return;
	}
	inhibitor->app = app;
	listen_begin(&inhibitor->destroy, &wlr->events.destroy, handle_destroy);
	schedule(app);
}

bool hints_init(struct app *app) {
	app->inhibits = wlr_idle_inhibit_v1_create(app->display);
	app->contents = wlr_content_type_manager_v1_create(app->display, 1);
	if (app->inhibits == NULL || app->contents == NULL) {
		return false;
	}
	listen_begin(
		&app->new_inhibitor, &app->inhibits->events.new_inhibitor, handle_new_inhibitor);
	return true;
}

void hints_finish(struct app *app) {
	listen_end(&app->new_inhibitor);
	if (app->hints_idle != NULL) {
		wl_event_source_remove(app->hints_idle);
	}
}
