// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_SPAWN_H
#define COMPOSITOR_DESK_SPAWN_H

#include <stdbool.h>

// Run a command of the config file in the GUI domain, by sh -c, as nobody's child.
// False, and a log line, if it cannot be started.
bool spawn(const char *command);

#endif
