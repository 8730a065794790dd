// SPDX-License-Identifier: MIT
#include "compositor/local/session_lock.h"

#include <stdlib.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_session_lock_v1.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/focus.h"
#include "compositor/desk/lock.h"

struct session_lock {
	struct desk *desk; // borrowed
	struct wlr_session_lock_v1 *locker; // the program that has the lock, or NULL
	struct wlr_scene_tree *tree; // its surfaces, in DESK_LOCK
	struct wl_list surfaces; // lock_surface.link
	struct wl_listener new_lock, layout_change, new_surface, unlock, locker_destroy;
};

struct lock_surface {
	struct session_lock *lock; // borrowed
	struct wlr_session_lock_surface_v1 *surface; // borrowed, outlives us
	struct wlr_scene_tree *tree; // the surface's
	struct wl_list link; // session_lock.surfaces
	struct wl_listener map, destroy;
};

// One whose output is off is placed when it is on again
static void place(struct lock_surface *surface) {
	struct wlr_box box;
	wlr_output_layout_get_box(surface->lock->desk->layout, surface->surface->output, &box);
	if (wlr_box_empty(&box)) {
		return;
	}
	wlr_scene_node_set_position(&surface->tree->node, box.x, box.y);
	wlr_session_lock_surface_v1_configure(
		surface->surface, (uint32_t)box.width, (uint32_t)box.height);
}

// While locked only a surface of the locker can have the keyboard; a layer that had it
// before must not keep it from that
static void handle_map(struct wl_listener *listener, void *data) {
	struct lock_surface *surface = wl_container_of(listener, surface, map);
	struct desk *desk = surface->lock->desk;
	if (desk->focus.keyboard_surface == NULL) {
		focus_surface(desk, surface->surface->surface);
	}
	focus_pointer_update(desk);
}

// An output may move without a change of its own, when another one goes
static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct session_lock *lock = wl_container_of(listener, lock, layout_change);
	struct lock_surface *surface;
	wl_list_for_each(surface, &lock->surfaces, link) {
		place(surface);
	}
}

// The keyboard goes to another surface of the locker, if there is one; else to the next
static void pass_keyboard(
	struct session_lock *lock, const struct wlr_session_lock_surface_v1 *gone) {
	struct wlr_surface *next = NULL;
	struct wlr_session_lock_surface_v1 *other;
	wl_list_for_each(other, &lock->locker->surfaces, link) {
		if (next == NULL && other != gone && other->surface->mapped) {
			next = other->surface;
		}
	}
	focus_surface(lock->desk, next);
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct lock_surface *surface = wl_container_of(listener, surface, destroy);
	struct session_lock *lock = surface->lock;
	wl_list_remove(&surface->map.link);
	wl_list_remove(&surface->destroy.link);
	wl_list_remove(&surface->link);
	if (lock->desk->focus.surface == surface->surface->surface && lock->locker != NULL) {
		pass_keyboard(lock, surface->surface);
	}
	free(surface);
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct session_lock *lock = wl_container_of(listener, lock, new_surface);
	struct wlr_session_lock_surface_v1 *xdg = data;
	struct lock_surface *surface = calloc(1, sizeof(*surface));
	struct wlr_scene_tree *tree = wlr_scene_subsurface_tree_create(lock->tree, xdg->surface);
	if (surface == NULL || tree == NULL) {
		free(surface);
		wl_resource_post_no_memory(xdg->resource);
		return;
	}
	surface->lock = lock;
	surface->surface = xdg;
	surface->tree = tree;
	surface->map.notify = handle_map;
	wl_signal_add(&xdg->surface->events.map, &surface->map);
	surface->destroy.notify = handle_surface_destroy;
	wl_signal_add(&xdg->events.destroy, &surface->destroy);
	wl_list_insert(&lock->surfaces, &surface->link);
	place(surface);
}

static void forget_locker(struct session_lock *lock) {
	wl_list_remove(&lock->new_surface.link);
	wl_list_remove(&lock->unlock.link);
	wl_list_remove(&lock->locker_destroy.link);
	lock->locker = NULL;
	wlr_scene_node_destroy(&lock->tree->node);
	lock->tree = NULL;
	focus_surface(lock->desk, NULL);
}

static void handle_unlock(struct wl_listener *listener, void *data) {
	struct session_lock *lock = wl_container_of(listener, lock, unlock);
	forget_locker(lock);
	lock_unset(lock->desk);
}

// Also when it crashed: then the desk stays locked, and another may take over
static void handle_locker_destroy(struct wl_listener *listener, void *data) {
	struct session_lock *lock = wl_container_of(listener, lock, locker_destroy);
	forget_locker(lock);
	lock_locker_changed(lock->desk, false);
}

static void handle_new_lock(struct wl_listener *listener, void *data) {
	struct session_lock *lock = wl_container_of(listener, lock, new_lock);
	struct wlr_session_lock_v1 *locker = data;
	if (lock->locker != NULL) {
		wlr_session_lock_v1_destroy(locker);
		return;
	}
	lock->tree = wlr_scene_tree_create(lock->desk->layers[DESK_LOCK]);
	if (lock->tree == NULL) {
		wlr_session_lock_v1_destroy(locker);
		return;
	}
	if (!lock_set(lock->desk)) {
		wlr_scene_node_destroy(&lock->tree->node);
		lock->tree = NULL;
		wlr_session_lock_v1_destroy(locker);
		lock_start_locker(lock->desk); // dark it is: somebody must be able to end that
		return;
	}
	lock->locker = locker;
	lock_locker_changed(lock->desk, true);
	lock->new_surface.notify = handle_new_surface;
	wl_signal_add(&locker->events.new_surface, &lock->new_surface);
	lock->unlock.notify = handle_unlock;
	wl_signal_add(&locker->events.unlock, &lock->unlock);
	lock->locker_destroy.notify = handle_locker_destroy;
	wl_signal_add(&locker->events.destroy, &lock->locker_destroy);
	wlr_session_lock_v1_send_locked(locker);
}

struct session_lock *session_lock_create(struct desk *desk) {
	struct session_lock *lock = calloc(1, sizeof(*lock));
	if (lock == NULL) {
		return NULL;
	}
	struct wlr_session_lock_manager_v1 *manager = wlr_session_lock_manager_v1_create(
		desk->display);
	if (manager == NULL) {
		free(lock);
		return NULL;
	}
	lock->desk = desk;
	wl_list_init(&lock->surfaces);
	lock->layout_change.notify = handle_layout_change;
	wl_signal_add(&desk->layout->events.change, &lock->layout_change);
	lock->new_lock.notify = handle_new_lock;
	wl_signal_add(&manager->events.new_lock, &lock->new_lock);
	return lock;
}

void session_lock_destroy(struct session_lock *lock) {
	if (lock == NULL) {
		return;
	}
	wl_list_remove(&lock->new_lock.link);
	wl_list_remove(&lock->layout_change.link);
	if (lock->locker != NULL) {
		forget_locker(lock);
	}
	free(lock);
}
