// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_SERVER_H
#define COMPOSITOR_SERVER_H

#include <stdbool.h>

/*
 * The whole compositor: makes its parts in the order of one table, runs until it is
 * told to end, and takes them down the other way round.
 */

struct options;

// False, and a log line, if it could not start or lost what it draws on
bool server_run(const struct options *options);

#endif
