// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_LOCK_H
#define COMPOSITOR_DESK_LOCK_H

#include <stdbool.h>

/*
 * Locked or not. The state is on disk before anybody is told, and goes only at
 * unlock or a clean end; a compositor that finds it at its start is locked. While
 * locked every node but those of DESK_LOCK is disabled, each output has a plain
 * cover, and no guest gets input.
 */

struct desk;
struct loop_source;
struct wlr_scene_rect;

struct lock {
	bool locked;
	char *path; // of the state file; owned
	struct wlr_scene_rect *cover; // the lowest node of DESK_LOCK
	struct loop_source *locker_timer; // starts a locker again; owned
};

// Reads the state and marks this run as begun. False if the file cannot be written:
// without it the compositor does not start.
bool lock_init(struct desk *desk, const char *path);
// A clean end. Locked stays locked.
void lock_finish(struct desk *desk);

// False if the state cannot be written: then the screen is dark all the same
bool lock_set(struct desk *desk);
void lock_unset(struct desk *desk); // a locker has said so
// Start the config's locker; also, after a pause, when the one that was there is gone
// while the desk is locked
void lock_start_locker(struct desk *desk);

#endif
