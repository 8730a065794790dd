// SPDX-License-Identifier: MIT
#ifndef HV_XEN_JOBS_H
#define HV_XEN_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * All that is done in workers. A VM has one job at a time, and none while it has a domain.
 */

struct seen_list;
struct xen;

#define JOBS_MAX 1024 // most of them wait
#define JOBS_WORKERS_MAX 8 // at work at once

// To build, erase or copy. It is answered later, or at once if it cannot be begun.
void jobs_ask(struct xen *xen, const struct message *ask);
void jobs_abandon(struct xen *xen, const struct message *ask); // failed, later

void jobs_start(struct xen *xen); // those that wait, if there is room
bool jobs_has(const struct xen *xen, const uint8_t uuid[static VM_UUID_SIZE]);
// Takes back what has to be. True if it is not all gone yet.
bool jobs_look(struct xen *xen, const struct seen_list *list);

void jobs_finish(struct xen *xen); // the workers are killed

#endif
