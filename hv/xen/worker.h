// SPDX-License-Identifier: MIT
#ifndef HV_XEN_WORKER_H
#define HV_XEN_WORKER_H

#include <stdbool.h>

/*
 * A process for one build, or for one thing with volumes: it waits for what libxl and disks
 * wait for, and whatever becomes of it, nobody else is held up.
 */

struct xen_options;

// Takes a message from the socket, does it, answers, and waits for the socket to be closed.
// False if it was not asked, was asked for more, or its answer was not taken.
bool worker_run(int sock, const struct xen_options *options);

#endif
