// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_VOLUME_JOBS_H
#define HV_PARENT_VOLUME_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/control_code.h"
#include "hv/process/role.h"
#include "hv/vm/name.h"

/*
 * Requests that mean what a VM keeps: to remove it, and to make another like it. They end
 * when the Xen process has answered, which has the volumes.
 */

// At the same time, but for one: no user can have all, nor can all of them. The Xen process
// has as many workers, of which so one is left for builds.
#define VOLUME_JOBS_MAX 8

struct ask;
struct requests;
struct requests_asked;

struct volume_job {
	uint64_t ask; // serial of what the Xen process is asked; 0: there is none
	enum role who; // asked for it
	uint32_t user; // as in his request
	char vm[NAME_SIZE], to[NAME_SIZE]; // to: "" of a removal
};

// All zero: there is none
struct volume_jobs {
	struct volume_job list[VOLUME_JOBS_MAX];
};

// Whether that VM has no domain, nobody waits for one, and its volumes are at rest; if not,
// it has been answered
bool volume_jobs_may(struct requests *requests, const struct requests_asked *asked);
void volume_jobs_remove(struct requests *requests, const struct requests_asked *asked);
void volume_jobs_clone(struct requests *requests, const struct requests_asked *asked);
// What the Xen process was asked has come to that
void volume_jobs_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason);

#endif
