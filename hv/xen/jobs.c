// SPDX-License-Identifier: MIT
#include "hv/xen/jobs.h"

#include <string.h>

#include "common/log.h"
#include "hv/xen/job.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/xen_priv.h"

static struct job *find(const struct xen *xen, const uint8_t *uuid) {
	struct job *job;
	TAILQ_FOREACH(job, &xen->jobs, link) {
		if (job_uses(job, uuid)) {
			return job;
		}
	}
	return NULL;
}

static bool has_name(const struct xen *xen, const char *vm) {
	const struct job *job;
	TAILQ_FOREACH(job, &xen->jobs, link) {
		if (strcmp(job->vm, vm) == 0) {
			return true;
		}
	}
	return false;
}

static size_t count(const struct xen *xen, bool working) {
	const struct job *job;
	size_t count = 0;
	TAILQ_FOREACH(job, &xen->jobs, link) {
		count += !working || job->state == JOB_WORKS ? 1 : 0;
	}
	return count;
}

void jobs_start(struct xen *xen) {
	struct job *job;
	TAILQ_FOREACH(job, &xen->jobs, link) {
		if (job->state == JOB_WAITS && count(xen, true) < JOBS_WORKERS_MAX) {
			job_start(job);
		}
	}
}

// --- what is asked -----------------------------------------------------------

static const char *refuse_domain(const struct xen *xen, const struct job_subject *subject) {
	struct seen_list list;
	if (!seen_list_init(&list, xen->ctx)) {
		return "Xen does not say which domains there are";
	}
	bool taken = seen_by_uuid(&list, subject->uuid) != NULL ||
		seen_by_name(&list, subject->vm) != NULL ||
		(subject->from != NULL && seen_by_uuid(&list, subject->from) != NULL);
	seen_list_finish(&list);
	return taken ? "there is a domain of its name or its uuid" : NULL;
}

// NULL, or why it cannot be begun
static const char *refuse(const struct xen *xen, const struct message *ask) {
	struct job_subject subject = job_subject(ask);
	bool busy = find(xen, subject.uuid) != NULL || has_name(xen, subject.vm) ||
		(subject.from != NULL && find(xen, subject.from) != NULL);
	if (busy) {
		return "something else is being done to it";
	}
	if (count(xen, false) >= JOBS_MAX) {
		return "too much is being done";
	}
	return refuse_domain(xen, &subject);
}

void jobs_ask(struct xen *xen, const struct message *ask) {
	const char *reason = refuse(xen, ask);
	if (reason == NULL && job_create(xen, ask) == NULL) {
		reason = "out of memory";
	}
	if (reason != NULL) {
		say_failed(xen->channel, ask->header.serial, reason);
		return;
	}
	jobs_start(xen);
}

// What is built already, or was begun by an earlier one of us, is a job that only ends
static struct job *create_end(struct xen *xen, const struct message_abandon *abandon) {
	struct message ask;
	message_init(&ask, MESSAGE_TYPE_build, 0);
	memcpy(ask.body.build.uuid, abandon->uuid, VM_UUID_SIZE);
	memcpy(ask.body.build.vm, abandon->vm, NAME_SIZE);
	return job_create(xen, &ask);
}

void jobs_abandon(struct xen *xen, const struct message *ask) {
	const struct message_abandon *abandon = &ask->body.abandon;
	struct job *job = find(xen, abandon->uuid);
	if (job == NULL) {
		job = create_end(xen, abandon);
	}
	if (job == NULL) {
		return; // it is asked again
	}
	if (!job_is_build(job) || strcmp(job->vm, abandon->vm) != 0) {
		say_failed(xen->channel, ask->header.serial, "there is no such build");
		return;
	}
	job_abandon(job, ask->header.serial);
}

bool jobs_has(const struct xen *xen, const uint8_t uuid[static VM_UUID_SIZE]) {
	return find(xen, uuid) != NULL;
}

bool jobs_look(struct xen *xen, const struct seen_list *list) {
	struct job *job = TAILQ_FIRST(&xen->jobs);
	bool left = false;
	while (job != NULL) {
		struct job *next = TAILQ_NEXT(job, link);
		if (job->state == JOB_ENDS) {
			left = job_look(job, list) || left;
		}
		job = next;
	}
	return left;
}

void jobs_finish(struct xen *xen) {
	while (!TAILQ_EMPTY(&xen->jobs)) {
		job_destroy(TAILQ_FIRST(&xen->jobs));
	}
}
