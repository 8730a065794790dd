// SPDX-License-Identifier: MIT
#include "compositor/local/idle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <wlr/types/wlr_idle_inhibit_v1.h>
#include <wlr/types/wlr_idle_notify_v1.h>

#include "compositor/desk/desk.h"

struct idle {
	struct desk *desk; // borrowed
	struct wlr_idle_notifier_v1 *notifier; // the display's
	struct wl_list inhibitors; // inhibitor.link, of local programs
	bool guests; // a shown window of a guest inhibits
	struct wl_listener new_inhibitor, guest_inhibit;
};

struct inhibitor {
	struct idle *idle; // borrowed
	struct wl_list link; // idle.inhibitors
	struct wl_listener destroy;
};

static void update(struct idle *idle) {
	wlr_idle_notifier_v1_set_inhibited(
		idle->notifier, idle->guests || !wl_list_empty(&idle->inhibitors));
}

static void inhibitor_destroy(struct inhibitor *inhibitor) {
	wl_list_remove(&inhibitor->link);
	wl_list_remove(&inhibitor->destroy.link);
	free(inhibitor);
}

static void handle_inhibitor_destroy(struct wl_listener *listener, void *data) {
	struct inhibitor *inhibitor = wl_container_of(listener, inhibitor, destroy);
	struct idle *idle = inhibitor->idle;
	inhibitor_destroy(inhibitor);
	update(idle);
}

static void handle_new_inhibitor(struct wl_listener *listener, void *data) {
	struct idle *idle = wl_container_of(listener, idle, new_inhibitor);
	struct wlr_idle_inhibitor_v1 *wlr = data;
	struct inhibitor *inhibitor = calloc(1, sizeof(*inhibitor));
	if (inhibitor == NULL) {
		return; // the screen may go dark: no more than that
	}
	inhibitor->idle = idle;
	wl_list_insert(&idle->inhibitors, &inhibitor->link);
	inhibitor->destroy.notify = handle_inhibitor_destroy;
	wl_signal_add(&wlr->events.destroy, &inhibitor->destroy);
	update(idle);
}

static void handle_guest_inhibit(struct wl_listener *listener, void *data) {
	struct idle *idle = wl_container_of(listener, idle, guest_inhibit);
	const bool *inhibited = data;
	idle->guests = *inhibited;
	update(idle);
}

struct idle *idle_create(struct desk *desk) {
	struct idle *idle = calloc(1, sizeof(*idle));
	if (idle == NULL) {
		return NULL;
	}
	idle->desk = desk;
	wl_list_init(&idle->inhibitors);
	idle->guest_inhibit.notify = handle_guest_inhibit;
	wl_signal_add(&desk->events.idle_inhibit, &idle->guest_inhibit);
	idle->new_inhibitor.notify = handle_new_inhibitor;
	wl_list_init(&idle->new_inhibitor.link);
	idle->notifier = wlr_idle_notifier_v1_create(desk->display);
	struct wlr_idle_inhibit_manager_v1 *manager = wlr_idle_inhibit_v1_create(desk->display);
	if (idle->notifier == NULL || manager == NULL) {
		idle_destroy(idle);
		return NULL;
	}
	wl_signal_add(&manager->events.new_inhibitor, &idle->new_inhibitor);
	return idle;
}

void idle_destroy(struct idle *idle) {
	if (idle == NULL) {
		return;
	}
	wl_list_remove(&idle->guest_inhibit.link);
	wl_list_remove(&idle->new_inhibitor.link);
	struct inhibitor *inhibitor, *next;
	wl_list_for_each_safe(inhibitor, next, &idle->inhibitors, link) {
		inhibitor_destroy(inhibitor);
	}
	free(idle);
}

void idle_activity(struct idle *idle) {
	wlr_idle_notifier_v1_notify_activity(idle->notifier, idle->desk->seat);
}
