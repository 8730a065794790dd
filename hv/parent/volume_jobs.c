// SPDX-License-Identifier: MIT
#include "hv/parent/volume_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/parent/requests.h"
#include "hv/process/share.h"
#include "hv/registry/registry.h"

#define COPY_TIMEOUT 3600000 // ms; they may be large
#define ERASE_TIMEOUT 120000

bool volume_jobs_may(struct requests *requests, const struct requests_asked *asked) {
	const struct tenant *tenant = asked->tenant;
	enum vm_state state = tenant->vm.state;
	if (tenant->busy) {
		requests_answer(requests, asked, CONTROL_BUSY, "its volumes are being copied");
		return false;
	}
	if (!house_is_settled(requests->house)) {
		requests_answer(
			requests, asked, CONTROL_BUSY, "it is not known which domains there are");
		return false;
	}
	bool down = tenant_is_free(tenant) && vm_table_state(state)->phase == VM_DOWN &&
		state != VM_RESTING && !waits_has(&requests->house->waits, tenant);
	if (!down) {
		house_answer(requests->house, asked->who, asked->serial, CONTROL_STATE,
			"%s is %s: stop it first", tenant->vm.name, vm_table_state(state)->name);
	}
	return down;
}

// By our own serial: another process may have taken the place of who has asked, and have
// the same serial for something else
static struct volume_job *find_job(struct requests *requests, uint64_t ask) {
	for (size_t i = 0; i < VOLUME_JOBS_MAX; i++) {
		if (requests->jobs.list[i].ask == ask) {
			return &requests->jobs.list[i];
		}
	}
	return NULL;
}

// False if there is no room
static bool add_job(struct requests *requests, const struct ask *ask, struct message *message,
	const char *vm, const char *to) {
	struct volume_job *job = find_job(requests, 0);
	uint64_t serial = job != NULL ? effects_ask(requests->house, ask, message) : 0;
	if (serial == 0) {
		return false;
	}
	*job = (struct volume_job){.ask = serial, .who = ask->who, .user = ask->user};
	snprintf(job->vm, NAME_SIZE, "%s", vm);
	snprintf(job->to, NAME_SIZE, "%s", to);
	return true;
}

static bool has_share(const struct volume_jobs *jobs, const struct requests_asked *asked) {
	size_t all = 0, own = 0;
	for (size_t i = 0; i < VOLUME_JOBS_MAX; i++) {
		const struct volume_job *job = &jobs->list[i];
		bool his = job->who == asked->who && job->user == asked->request->user;
		all += job->ask != 0 ? 1 : 0;
		own += job->ask != 0 && his ? 1 : 0;
	}
	return share_may(VOLUME_JOBS_MAX, all, own);
}

// False, and it has been answered, if it cannot be begun
static bool begin_job(struct requests *requests, const struct requests_asked *asked,
	enum asks_kind kind, struct message *message) {
	const struct ask ask = {
		.to = ROLE_XEN,
		.kind = kind,
		.deadline = asked->now + (kind == ASKS_COPY ? COPY_TIMEOUT : ERASE_TIMEOUT),
		.who = asked->who,
		.user = asked->request->user,
		.request = asked->serial,
	};
	if (!requests->house->up[ROLE_XEN]) {
		requests_answer(requests, asked, CONTROL_FAILED, "the Xen process is not there");
		return false;
	}
	bool begun = has_share(&requests->jobs, asked) &&
		add_job(requests, &ask, message, asked->request->vm, asked->request->to);
	if (!begun) {
		requests_answer(
			requests, asked, CONTROL_BUSY, "too much is copied or removed at once");
	}
	return begun;
}

// False if it has no identity
static bool make_erase(const struct requests *requests, const char *vm, struct message *message) {
	message_init(message, MESSAGE_TYPE_erase, 0);
	snprintf(message->body.erase.vm, NAME_SIZE, "%s", vm);
	return identity_find(requests->registry->identities, vm, message->body.erase.uuid);
}

// Of a VM whose definition is gone, what is kept of it
static void erase(struct requests *requests, const struct requests_asked *asked) {
	struct message message;
	if (make_erase(requests, asked->request->vm, &message)) {
		begin_job(requests, asked, ASKS_ERASE, &message);
	} else {
		requests_answer(requests, asked, CONTROL_NO_VM, "there is no such VM");
	}
}

void volume_jobs_remove(struct requests *requests, const struct requests_asked *asked) {
	struct control_fault fault;
	if (asked->tenant == NULL) {
		erase(requests, asked);
		return;
	}
	if (!volume_jobs_may(requests, asked)) {
		return;
	}
	bool done = registry_remove(requests->registry, asked->request->vm, &fault);
	house_update(requests->house, &requests->registry->set);
	if (done) {
		erase(requests, asked);
	} else {
		requests_answer(requests, asked, fault.code, fault.text);
	}
}

// --- clones -------------------------------------------------------------------

// How a clone's definition comes about, or a part of it
typedef bool (*maker)(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault);

static bool make_clone(struct requests *requests, const char *vm, const char *to, maker make,
	struct control_fault *fault) {
	struct definition_text text;
	if (!registry_read(requests->registry, vm, &text, fault)) {
		return false;
	}
	bool done = make(requests->registry, to, &text, fault);
	free(text.bytes);
	house_update(requests->house, &requests->registry->set);
	return done;
}

// False, and it has been answered, if it cannot be begun
static bool copy_volumes(struct requests *requests, const struct requests_asked *asked) {
	const struct tenant *from = asked->tenant;
	const char *to = asked->request->to;
	struct message message;
	message_init(&message, MESSAGE_TYPE_copy, 0);
	struct message_copy *copy = &message.body.copy;
	if (!identity_find(requests->registry->identities, to, copy->uuid)) {
		requests_answer(
			requests, asked, CONTROL_FAILED, "it cannot be known which VM it is");
		return false;
	}
	memcpy(copy->from, from->traits.uuid, VM_UUID_SIZE);
	snprintf(copy->vm, NAME_SIZE, "%s", to);
	copy->volumes_count = (uint32_t)from->definition.volume_count;
	memcpy(copy->volumes, from->definition.volumes,
		from->definition.volume_count * sizeof(copy->volumes[0]));
	return begin_job(requests, asked, ASKS_COPY, &message);
}

static void set_busy(struct requests *requests, const char *name, bool busy) {
	struct tenant *tenant = house_find(requests->house, name);
	if (tenant != NULL) {
		tenant->busy = busy;
	}
}

static void clone_with_volumes(struct requests *requests, const struct requests_asked *asked) {
	struct control_fault fault, other;
	const char *vm = asked->request->vm, *to = asked->request->to;
	if (!make_clone(requests, vm, to, registry_reserve, &fault)) {
		requests_answer(requests, asked, fault.code, fault.text);
	} else if (copy_volumes(requests, asked)) {
		set_busy(requests, vm, true);
	} else {
		registry_let_go(requests->registry, to, &other); // it has been answered
	}
}

// The new VM is there once it has its volumes: whatever ends before that, none starts with
// empty ones
void volume_jobs_clone(struct requests *requests, const struct requests_asked *asked) {
	struct control_fault fault;
	if (!volume_jobs_may(requests, asked)) {
		return;
	}
	if (asked->tenant->definition.volume_count > 0) {
		clone_with_volumes(requests, asked);
		return;
	}
	bool done = make_clone(
		requests, asked->request->vm, asked->request->to, registry_create, &fault);
	requests_answer(requests, asked, done ? CONTROL_OK : fault.code, done ? "" : fault.text);
}

// --- their end ----------------------------------------------------------------

// Unless somebody has written its file anew meanwhile: then that is the same VM
static bool let_go(struct registry *registry, const char *name, struct control_fault *fault) {
	return definition_set_find(&registry->set, name) != NULL ||
		registry_let_go(registry, name, fault);
}

static void finish_erase(struct requests *requests, const struct volume_job *job,
	const struct ask *ask, enum control_code code, const char *reason) {
	struct control_fault fault;
	if (code == CONTROL_OK && !let_go(requests->registry, job->vm, &fault)) {
		house_answer(requests->house, ask->who, ask->request, fault.code, "%s", fault.text);
		return;
	}
	house_answer(requests->house, ask->who, ask->request, code, "%s%s",
		code == CONTROL_OK ? "" : "what it had is still there, remove it again: ", reason);
}

// What there is of the copy is taken away, and nobody waits for that. False if it stays; so it
// does if somebody has written a file for it.
static bool undo_copy(struct requests *requests, const char *to, const struct ask *copy) {
	struct message message;
	const struct ask ask = {
		.to = ROLE_XEN,
		.kind = ASKS_ERASE,
		.deadline = copy->deadline + ERASE_TIMEOUT, // at the latest
		.who = copy->who,
		.user = copy->user,
	};
	return requests->house->up[ROLE_XEN] &&
		definition_set_find(&requests->registry->set, to) == NULL &&
		make_erase(requests, to, &message) && add_job(requests, &ask, &message, to, "");
}

static void finish_copy(struct requests *requests, const struct volume_job *job,
	const struct ask *ask, enum control_code code, const char *reason) {
	struct control_fault fault;
	set_busy(requests, job->vm, false);
	if (code == CONTROL_OK) {
		bool done = make_clone(requests, job->vm, job->to, registry_define, &fault);
		house_answer(requests->house, ask->who, ask->request,
			done ? CONTROL_OK : fault.code, "%s%s%s", done ? "" : fault.text,
			done ? "" : "; its volumes are there: remove ", done ? "" : job->to);
		return;
	}
	bool undone = undo_copy(requests, job->to, ask);
	house_answer(requests->house, ask->who, ask->request, code,
		"its volumes cannot be copied: %s%s%s", reason,
		undone ? "" : "; half a copy is there: remove ", undone ? "" : job->to);
}

void volume_jobs_finished(struct requests *requests, const struct ask *ask, enum control_code code,
	const char *reason) {
	struct volume_job *job = find_job(requests, ask->serial);
	if (job == NULL) {
		return;
	}
	struct volume_job done = *job;
	*job = (struct volume_job){0};
	if (ask->kind == ASKS_ERASE) {
		finish_erase(requests, &done, ask, code, reason);
	} else {
		finish_copy(requests, &done, ask, code, reason);
	}
}
