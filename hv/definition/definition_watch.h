// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_WATCH_H
#define HV_DEFINITION_DEFINITION_WATCH_H

#include <stdbool.h>

/*
 * Whether somebody has changed the folder of definitions, so that they need not be read
 * each time that somebody asks for them.
 */

#define DEFINITION_WATCH_REST 200 // ms: who writes several files is most often done by then

struct definition_watch;
struct loop;

// dir is an open folder, the caller's. changed is called from the loop, some time after a
// change, if definition_watch_take() was not meanwhile. NULL, and a log line, on failure.
struct definition_watch *definition_watch_create(
	struct loop *loop, int dir, void (*changed)(void *data), void *data);
void definition_watch_destroy(struct definition_watch *watch); // NULL is fine

// Whether there was a change since the last time, at this moment
bool definition_watch_take(struct definition_watch *watch);

#endif
