// SPDX-License-Identifier: MIT
#include "guest-proxy/app/hints.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_content_type_v1.h>
#include <wlr/types/wlr_idle_inhibit_v1.h>

#include "guest-proxy/app/app_priv.h"
#include "guest-proxy/app/content.h"
#include "guest-proxy/app/listen.h"
#include "guest-proxy/app/toplevel.h"
#include "guest-proxy/host/send.h"

struct inhibitor {
	struct wlr_surface *surface; // borrowed, outlives this
	struct wl_listener destroy;
};

void hints_update(struct toplevel *toplevel) {
	struct app *app = toplevel->window.app;
	struct gui_hints record = {
		.window = toplevel->window.id,
		.content = wlr_surface_get_content_type_v1(
			app->contents, toplevel->window.tree.surface),
		.idle_inhibit = toplevel->window.tree.inhibiting > 0,
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

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct inhibitor *inhibitor = wl_container_of(listener, inhibitor, destroy);
	struct content *content = content_from_surface(inhibitor->surface);
	if (content != NULL) { // it goes with its surface
		content_inhibit(content, false);
	}
	listen_end(&inhibitor->destroy);
	free(inhibitor);
}

static void handle_new_inhibitor(struct wl_listener *listener, void *data) {
	struct wlr_idle_inhibitor_v1 *wlr = data;
	struct content *content = content_from_surface(wlr->surface);
	struct inhibitor *inhibitor = calloc(1, sizeof(*inhibitor));
	if (content == NULL || inhibitor == NULL) {
		free(inhibitor);
		return;
	}
	inhibitor->surface = wlr->surface;
	listen_begin(&inhibitor->destroy, &wlr->events.destroy, handle_destroy);
	content_inhibit(content, true);
}

bool hints_init(struct app *app) {
	struct wlr_idle_inhibit_manager_v1 *inhibits = wlr_idle_inhibit_v1_create(app->display);
	app->contents = wlr_content_type_manager_v1_create(app->display, 1);
	if (inhibits == NULL || app->contents == NULL) {
		return false;
	}
	listen_begin(&app->new_inhibitor, &inhibits->events.new_inhibitor, handle_new_inhibitor);
	return true;
}

void hints_finish(struct app *app) {
	listen_end(&app->new_inhibitor);
}
