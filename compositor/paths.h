// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_PATHS_H
#define COMPOSITOR_PATHS_H

#include <stdbool.h>

/*
 * Where the user's files are, by the XDG base directories.
 */

#define PATHS_MAX 4096 // bytes, with the terminator

// The settings, whether they exist or not. False without a home.
bool paths_config(char path[PATHS_MAX]);
// The lock's state; its folder is made. False, and a log line, if it cannot be.
bool paths_state(char path[PATHS_MAX]);

#endif
