// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_LOCK_H
#define COMPOSITOR_DESK_LOCK_H

#include <stdbool.h>
#include <stdint.h>

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
	bool written; // the state file says so too
	char *path; // of the state file; owned
	struct wlr_scene_rect *cover; // the lowest node of DESK_LOCK
	struct loop_source *locker_timer; // starts a locker again; owned
	uint32_t locker_pause; // ms before the next one, 0: none was started yet
	bool has_locker; // a program holds the lock
	bool told; // logged that the config names no locker
};

// Reads the state and marks this run as begun. After desk_init(). False if the file
// cannot be written: without it the compositor does not start.
bool lock_init(struct desk *desk, const char *path);
// A clean end, before desk_finish(). Locked stays locked.
void lock_finish(struct desk *desk);

// False if the state cannot be written: then the screen is dark all the same
bool lock_set(struct desk *desk);
void lock_unset(struct desk *desk); // a locker has said so
// Start the config's locker; also, after a pause, when the one that was there is gone
// while the desk is locked
void lock_start_locker(struct desk *desk);
// A program holds the lock now, or the one that did is gone without an unlock
void lock_locker_changed(struct desk *desk, bool present);
// The cover follows the layout. Called by desk.c.
void lock_layout_changed(struct desk *desk);

#endif
