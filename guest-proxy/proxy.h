// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_PROXY_H
#define GUEST_PROXY_PROXY_H

#include <stdbool.h>

struct options;

// The whole program: runs until it is told to end by a signal. False, and a log
// line, if it cannot start.
bool proxy_run(const struct options *options);

#endif
