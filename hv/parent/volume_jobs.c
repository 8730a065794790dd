// SPDX-License-Identifier: MIT
#include "hv/parent/volume_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/parent/requests.h"
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

// False, and it has been answered, if it cannot be begun
static bool begin_job(struct requests *requests, const struct requests_asked *asked,
	enum asks_kind kind, struct message *message) {
	struct volume_job *job = find_job(requests, 0);
	const struct ask ask = {
		.to = ROLE_XEN,
		.kind = kind,
		.deadline = asked->now + (kind == ASKS_COPY ? COPY_TIMEOUT : ERASE_TIMEOUT),
		.who = asked->who,
		.request = asked->serial,
	};
	if (!requests->house->up[ROLE_XEN]) {
		requests_answer(requests, asked, CONTROL_FAILED, "the Xen process is not there");
		return false;
	}
	uint64_t serial = job != NULL ? effects_ask(requests->house, &ask, message) : 0;
	if (serial == 0) {
		requests_answer(
			requests, asked, CONTROL_BUSY, "too much is copied or removed at once");
		return false;
	}
	*job = (struct volume_job){.ask = serial};
	snprintf(job->vm, NAME_SIZE, "%s", asked->request->vm);
	snprintf(job->to, NAME_SIZE, "%s", asked->request->to);
	return true;
}

// Of a VM whose definition is gone, what is kept of it
static void erase(struct requests *requests, const struct requests_asked *asked) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_erase, 0);
	snprintf(message.body.erase.vm, NAME_SIZE, "%s", asked->request->vm);
	if (identity_find(
		    requests->registry->identities, asked->request->vm, message.body.erase.uuid)) {
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

static bool create_clone(
	struct requests *requests, const char *vm, const char *to, struct control_fault *fault) {
	struct definition_text text;
	if (!registry_read(requests->registry, vm, &text, fault)) {
		return false;
	}
	bool done = registry_create(requests->registry, to, &text, fault);
	free(text.bytes);
	house_update(requests->house, &requests->registry->set);
	return done;
}

// False, and it has been answered, if it cannot be begun
static bool copy_volumes(
	struct requests *requests, const struct requests_asked *asked, const struct tenant *to) {
	const struct tenant *from = asked->tenant;
	struct message message;
	message_init(&message, MESSAGE_TYPE_copy, 0);
	struct message_copy *copy = &message.body.copy;
	memcpy(copy->from, from->traits.uuid, VM_UUID_SIZE);
	memcpy(copy->uuid, to->traits.uuid, VM_UUID_SIZE);
	snprintf(copy->vm, NAME_SIZE, "%s", to->vm.name);
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

// The new VM is there at once, and may start when it has its volumes
void volume_jobs_clone(struct requests *requests, const struct requests_asked *asked) {
	struct control_fault fault;
	const char *vm = asked->request->vm, *to = asked->request->to;
	if (!volume_jobs_may(requests, asked)) {
		return;
	}
	if (!create_clone(requests, vm, to, &fault)) {
		requests_answer(requests, asked, fault.code, fault.text);
		return;
	}
	struct tenant *clone = house_find(requests->house, to);
	if (clone == NULL) {
		requests_answer(requests, asked, CONTROL_FAILED, "there are too many VMs");
	} else if (asked->tenant->definition.volume_count == 0) {
		requests_answer(requests, asked, CONTROL_OK, "");
	} else if (copy_volumes(requests, asked, clone)) {
		set_busy(requests, vm, true);
		set_busy(requests, to, true);
	}
}

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

static void finish_copy(struct requests *requests, const struct volume_job *job,
	const struct ask *ask, enum control_code code, const char *reason) {
	set_busy(requests, job->vm, false);
	set_busy(requests, job->to, false);
	house_answer(requests->house, ask->who, ask->request, code, "%s%s",
		code == CONTROL_OK ? "" : "its volumes are not those of the other: ", reason);
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
