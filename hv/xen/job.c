// SPDX-License-Identifier: MIT
#include "hv/xen/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "hv/process/child.h"
#include "hv/xen/acts.h"
#include "hv/xen/domains.h"
#include "hv/xen/guests.h"
#include "hv/xen/jobs.h"
#include "hv/xen/say.h"
#include "hv/xen/seen.h"
#include "hv/xen/xen_options.h"
#include "hv/xen/xen_priv.h"

static void set_reason(struct job *job, const char *reason) {
	snprintf(job->reason, sizeof(job->reason), "%s", reason);
}

struct job_subject job_subject(const struct message *ask) {
	const union message_body *body = &ask->body;
	switch (ask->header.type) {
	case MESSAGE_TYPE_build:
		return (struct job_subject){.uuid = body->build.uuid, .vm = body->build.vm};
	case MESSAGE_TYPE_erase:
		return (struct job_subject){.uuid = body->erase.uuid, .vm = body->erase.vm};
	default:
		return (struct job_subject){
			.uuid = body->copy.uuid, .from = body->copy.from, .vm = body->copy.vm};
	}
}

struct job *job_create(struct xen *xen, const struct message *ask) {
	struct job_subject subject = job_subject(ask);
	struct job *job = calloc(1, sizeof(*job));
	if (job != NULL) {
		job->xen = xen;
		job->ask = *ask;
		job->domid = VM_NO_DOMID;
		memcpy(job->uuid, subject.uuid, VM_UUID_SIZE);
		snprintf(job->vm, sizeof(job->vm), "%s", subject.vm);
		TAILQ_INSERT_TAIL(&xen->jobs, job, link);
	}
	return job;
}

void job_destroy(struct job *job) {
	child_destroy(job->worker);
	TAILQ_REMOVE(&job->xen->jobs, job, link);
	free(job);
}

bool job_is_build(const struct job *job) {
	return job->ask.header.type == MESSAGE_TYPE_build;
}

bool job_uses(const struct job *job, const uint8_t uuid[static VM_UUID_SIZE]) {
	struct job_subject subject = job_subject(&job->ask);
	return memcmp(subject.uuid, uuid, VM_UUID_SIZE) == 0 ||
		(subject.from != NULL && memcmp(subject.from, uuid, VM_UUID_SIZE) == 0);
}

// --- its end -----------------------------------------------------------------

// All who wait are told. There is nothing of a build by now.
static void end(struct job *job) {
	struct xen *xen = job->xen;
	uint64_t serial = job->ask.header.serial;
	if (job->shows) {
		guests_gone(xen, job->domid);
	}
	if (job->done) {
		say_done(xen->channel, serial);
	} else if (serial != 0) {
		say_failed(xen->channel, serial, job->reason);
	}
	for (size_t i = 0; i < job->abandon_count; i++) {
		say_failed(xen->channel, job->abandons[i], job->reason);
	}
	xen->release = true;
	job_destroy(job);
}

static void take_back(struct job *job) {
	job->state = JOB_ENDS;
	xen_look_soon(job->xen);
}

// One that is not ours, though it has the uuid, is left alone
static bool has_domain(struct job *job, const struct seen_list *list) {
	struct seen *seen = job_is_build(job) ? seen_own(list, job->uuid, job->vm) : NULL;
	if (seen != NULL && !seen->dying) {
		acts_destroy(job->xen, seen->domid);
	}
	return seen != NULL;
}

bool job_look(struct job *job, const struct seen_list *list) {
	if (has_domain(job, list)) {
		return true;
	}
	end(job);
	return false;
}

// NULL, or why the domain is not what the worker says
static const char *adopt(struct job *job, const struct seen_list *list) {
	struct xen *xen = job->xen;
	struct store_mark mark = {ADOPT_BUILT, job->ask.body.build.class == DEFINITION_GUI};
	struct seen *seen = seen_by_domid(list, job->domid);
	if (seen == NULL || !seen_has_uuid(seen, job->uuid) ||
		strcmp(seen_name(list, seen), job->vm) != 0) {
		return "a domain was built that is another";
	}
	if (!seen->paused || seen->dying || seen->shut) {
		return "its domain has not waited for us";
	}
	job->shows = mark.gui;
	if (mark.gui && !guests_set_gui(xen, seen->domid)) {
		return "xenstore does not take what it is to show";
	}
	if (!domains_bind(xen, seen, job->vm)) {
		return "its end could not be heard of";
	}
	// The last, since it says that all else is there
	return store_write_mark(xen->store, seen->domid, job->uuid, mark)
		? NULL
		: "xenstore does not take its mark";
}

// False: it is to be taken back
static bool finish_build(struct job *job) {
	struct xen *xen = job->xen;
	struct seen_list list;
	struct vm_domain domain = {.domid = job->domid, .name = job->vm};
	if (!seen_list_init(&list, xen->ctx)) {
		set_reason(job, "Xen does not say which domains there are");
		return false;
	}
	const char *reason = adopt(job, &list);
	seen_list_finish(&list);
	if (reason != NULL) {
		set_reason(job, reason);
		return false;
	}
	memcpy(domain.uuid, job->uuid, VM_UUID_SIZE);
	say_built(xen->channel, job->ask.header.serial, &domain);
	job_destroy(job);
	return true;
}

// --- its worker --------------------------------------------------------------

static bool is_answer(const struct job *job, const struct message *message) {
	uint32_t type = message->header.type;
	bool fits = type == MESSAGE_TYPE_failed ||
		type == (job_is_build(job) ? MESSAGE_TYPE_built : MESSAGE_TYPE_done);
	return fits && !job->answered && message->header.serial == job->ask.header.serial;
}

static void handle_message(void *data, const struct message *message) {
	struct job *job = data;
	bool fits = is_answer(job, message);
	job->answered = true;
	if (!fits) {
		log_error("the worker of %s is ended: that is no answer", job->vm);
		job->domid = VM_NO_DOMID;
		job->done = false;
		set_reason(job, "its worker went wrong");
		child_kill(job->worker);
		return;
	}
	if (message->header.type == MESSAGE_TYPE_failed) {
		set_reason(job, message->body.failed.reason);
	} else if (message->header.type == MESSAGE_TYPE_built) {
		job->domid = message->body.built.domid;
	} else {
		job->done = true;
	}
	child_stop(job->worker);
}

static void handle_end(void *data, enum child_end how) {
	struct job *job = data;
	struct xen *xen = job->xen;
	child_destroy(job->worker);
	job->worker = NULL;
	if (job->domid == VM_NO_DOMID || job->abandon_count > 0 || !finish_build(job)) {
		take_back(job);
	}
	jobs_start(xen);
}

static const struct child_impl child_impl = {
	.message = handle_message,
	.ended = handle_end,
};

void job_start(struct job *job) {
	const struct xen_options *options = job->xen->options;
	const char *arguments[] = {"--state", options->state, options->pv ? "--pv" : NULL, NULL};
	struct child_options child = {
		.role = ROLE_WORKER,
		.arguments = arguments,
		.impl = &child_impl,
		.data = job,
	};
	set_reason(job, "its worker has ended before it was done");
	job->state = JOB_WORKS;
	job->worker = child_create(job->xen->loop, &child);
	if (job->worker != NULL) {
		child_send(job->worker, &job->ask); // what does not arrive ends it
	} else {
		set_reason(job, "its worker cannot be started");
		take_back(job);
	}
}

void job_abandon(struct job *job, uint64_t serial) {
	if (job->abandon_count < JOB_ABANDONS_MAX) {
		job->abandons[job->abandon_count++] = serial;
	}
	set_reason(job, "it was called off");
	if (job->state == JOB_WORKS) {
		child_kill(job->worker);
	} else {
		take_back(job);
	}
}
