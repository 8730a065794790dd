// SPDX-License-Identifier: MIT
#include "compositor/desk/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/desk/conf.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/spawn.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"

#define LOCKER_PAUSE_MIN 1000 // ms
#define LOCKER_PAUSE_MAX 10000

// What the file says is for people: a compositor that finds any file starts locked
static const char running[] = "running\n";
static const char locked[] = "locked\n";

static const float black[4] = {0, 0, 0, 1};

// A new or removed name is on disk only when its directory is
static bool sync_directory(const char *path) {
	char *copy = strdup(path);
	int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0) {
		close(fd);
	}
	free(copy);
	return ok;
}

static bool write_fd(int fd, const char *text) {
	struct stat stat;
	if (fstat(fd, &stat) != 0) {
		return false;
	}
	if (!S_ISREG(stat.st_mode)) {
		errno = EINVAL;
		return false;
	}
	ssize_t len = (ssize_t)strlen(text);
	return fchmod(fd, 0600) == 0 && ftruncate(fd, 0) == 0 &&
		write(fd, text, (size_t)len) == len && fsync(fd) == 0;
}

static bool write_state(const struct lock *lock, const char *text) {
	if (lock->path == NULL) {
		return false;
	}
	int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int fd = open(lock->path, flags, 0600);
	bool ok = fd >= 0 && write_fd(fd, text) && sync_directory(lock->path);
	if (!ok) {
		log_errno("%s", lock->path);
	}
	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

// Nothing there is the only proof of a clean end
static bool was_clean(const char *path) {
	struct stat stat;
	return lstat(path, &stat) != 0 && errno == ENOENT;
}

static void erase_state(const struct lock *lock) {
	if (unlink(lock->path) != 0 || !sync_directory(lock->path)) {
		log_errno("%s", lock->path);
	}
}

void lock_layout_changed(struct desk *desk) {
	struct wlr_box box;
	if (desk->lock.cover == NULL) {
		return;
	}
	wlr_output_layout_get_box(desk->layout, NULL, &box);
	wlr_scene_node_set_position(&desk->lock.cover->node, box.x, box.y);
	wlr_scene_rect_set_size(desk->lock.cover, box.width, box.height);
}

// The scene first: nothing that follows may draw what is hidden
static void show(struct desk *desk) {
	const struct lock *lock = &desk->lock;
	for (int i = 0; i < DESK_LAYERS; i++) {
		wlr_scene_node_set_enabled(
			&desk->layers[i]->node, (i == DESK_LOCK) == lock->locked);
	}
	if (lock->locked) {
		menu_close(desk);
		switcher_cancel(desk);
	}
	focus_lock_changed(desk);
	struct window *window, *next;
	wl_list_for_each_safe(window, next, &desk->windows, link) {
		window_update_shown(window);
	}
	focus_pointer_update(desk); // what is shown again may have it
	desk_update_idle(desk);
	wl_signal_emit_mutable(&desk->events.lock, NULL);
}

bool lock_set(struct desk *desk) {
	struct lock *lock = &desk->lock;
	lock->written = lock->written || write_state(lock, locked);
	if (!lock->locked) {
		lock->locked = true;
		show(desk);
	}
	return lock->written;
}

void lock_unset(struct desk *desk) {
	struct lock *lock = &desk->lock;
	if (!lock->locked) {
		return;
	}
	write_state(lock, running); // at worst the next start is locked
	lock->written = false;
	lock->locked = false;
	lock->has_locker = false;
	lock->told = false;
	lock->locker_pause = 0;
	if (lock->locker_timer != NULL) {
		loop_timer_set(lock->locker_timer, 0);
	}
	show(desk);
}

// The timer runs from the start on: a locker may end before it has the lock
static void run_locker(struct desk *desk) {
	struct lock *lock = &desk->lock;
	const char *command = desk->conf->locker;
	if (command[0] == '\0') {
		if (!lock->told) {
			log_error("locked, and the configuration names no locker");
		}
		lock->told = true;
		return;
	}
	uint32_t pause = lock->locker_pause == 0 ? LOCKER_PAUSE_MIN : lock->locker_pause * 2;
	lock->locker_pause = pause < LOCKER_PAUSE_MAX ? pause : LOCKER_PAUSE_MAX;
	loop_timer_set(lock->locker_timer, lock->locker_pause);
	spawn(command);
}

static void handle_locker_timer(void *data) {
	struct desk *desk = data;
	if (desk->lock.locked && !desk->lock.has_locker) {
		run_locker(desk);
	}
}

void lock_start_locker(struct desk *desk) {
	struct lock *lock = &desk->lock;
	if (lock->locked && !lock->has_locker && lock->locker_pause == 0 &&
		lock->locker_timer != NULL) {
		run_locker(desk);
	}
}

void lock_locker_changed(struct desk *desk, bool present) {
	struct lock *lock = &desk->lock;
	lock->has_locker = present;
	if (!lock->locked || lock->locker_timer == NULL) {
		return;
	}
	uint32_t pause = lock->locker_pause > 0 ? lock->locker_pause : LOCKER_PAUSE_MIN;
	loop_timer_set(lock->locker_timer, present ? 0 : pause);
}

bool lock_init(struct desk *desk, const char *path) {
	struct lock *lock = &desk->lock;
	*lock = (struct lock){.locked = !was_clean(path)};
	lock->path = strdup(path);
	lock->locker_timer = loop_add_timer(desk->loop, handle_locker_timer, desk);
	lock->cover = wlr_scene_rect_create(desk->layers[DESK_LOCK], 0, 0, black);
	bool made = lock->path != NULL && lock->locker_timer != NULL && lock->cover != NULL;
	if (!made || !write_state(lock, lock->locked ? locked : running)) {
		free(lock->path); // what it says is not ours to erase
		lock->path = NULL;
		lock_finish(desk);
		return false;
	}
	if (lock->locked) {
		log_info("starting locked: the last desktop was, or had no clean end");
	}
	lock->written = lock->locked;
	wlr_scene_node_lower_to_bottom(&lock->cover->node);
	lock_layout_changed(desk);
	show(desk);
	return true;
}

void lock_finish(struct desk *desk) {
	struct lock *lock = &desk->lock;
	if (lock->path != NULL && !lock->locked) {
		erase_state(lock);
	}
	loop_source_remove(lock->locker_timer);
	if (lock->cover != NULL) {
		wlr_scene_node_destroy(&lock->cover->node);
	}
	free(lock->path);
	*lock = (struct lock){.locked = lock->locked};
}
